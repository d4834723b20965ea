"""Requests and health: timeouts, queues, concurrency, probes."""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.request_limits import KUBERNETES_MAXIMUM, MANAGED_MAXIMUM, V2_DEFAULT_TIMEOUT
from compat.validation.document import DEPLOYMENTS, Kind, at, mapping, spelled, text, whole
from compat.validation.problem import (
    KUBERNETES_PAGE,
    MANAGED_PAGE,
    QUOTA_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)

_SETTINGS = "request_settings"
_PROBES = ("liveness_probe", "readiness_probe")
LONGEST_TIMEOUT = {Kind.KUBERNETES_DEPLOYMENT: KUBERNETES_MAXIMUM, Kind.MANAGED_DEPLOYMENT: MANAGED_MAXIMUM}


def _too_long(case: Case) -> Iterator[Hit]:
    timeout, longest = whole(case.data, _SETTINGS, "request_timeout_ms"), LONGEST_TIMEOUT[case.kind]
    if timeout is not None and timeout > longest:
        path = (_SETTINGS, "request_timeout_ms")
        yield Hit(path, f"request_timeout_ms is {timeout}; a {case.kind.value} allows {longest}.")


def _not_positive(case: Case) -> Iterator[Hit]:
    for key in mapping(case.data, _SETTINGS):
        value = whole(case.data, _SETTINGS, key)
        least = 0 if key == "max_queue_wait_ms" else 1
        if value is not None and value < least:
            yield Hit((_SETTINGS, key), f"{key} is {value}; it must be at least {least}.")


def _untimed(case: Case) -> Iterator[Hit]:
    if at(case.data, _SETTINGS, "request_timeout_ms") is None:
        path = (_SETTINGS,) if mapping(case.data, _SETTINGS) else ()
        yield Hit(
            path, f"request_timeout_ms is missing; requests end after {V2_DEFAULT_TIMEOUT // 1000} seconds."
        )


def _seconds(case: Case) -> Iterator[Hit]:
    timeout = whole(case.data, _SETTINGS, "request_timeout_ms")
    if timeout is not None and 0 < timeout < 1000:
        sentence = f"request_timeout_ms is {timeout}, less than a second: it counts milliseconds."
        yield Hit((_SETTINGS, "request_timeout_ms"), sentence)


def _queue(case: Case) -> Iterator[Hit]:
    if at(case.data, _SETTINGS, "max_queue_wait_ms") is not None:
        yield Hit(
            (_SETTINGS, "max_queue_wait_ms"), "max_queue_wait_ms is no longer used by managed deployments."
        )


def _workers(case: Case) -> Iterator[Hit]:
    key = "max_concurrent_requests_per_instance"
    allowed = whole(case.data, _SETTINGS, key)
    script = text(case.data, "code_configuration", "scoring_script")
    workers = whole(case.data, "environment_variables", "WORKER_COUNT") or 1
    if allowed is not None and allowed > workers and script is not None:
        yield Hit((_SETTINGS, key), f"{allowed} requests are let in at once, but {workers} can be worked on.")


def _zero(case: Case) -> Iterator[Hit]:
    for path, value in _probe_values(case):
        if value == 0:
            yield Hit(path, f"{spelled(path)} is 0; it is dropped, and the default of the service applies.")


def _negative(case: Case) -> Iterator[Hit]:
    for path, value in _probe_values(case):
        if value < 0:
            yield Hit(path, f"{spelled(path)} is {value}; it must be at least 1.")


def _probe_values(case: Case) -> Iterator[tuple[tuple[str, str], int]]:
    for probe in _PROBES:
        for key in mapping(case.data, probe):
            value = whole(case.data, probe, key)
            if value is not None:
                yield (probe, str(key)), value


def _successes(case: Case) -> Iterator[Hit]:
    value = whole(case.data, "liveness_probe", "success_threshold")
    if value is not None and value > 1:
        path = ("liveness_probe", "success_threshold")
        yield Hit(path, f"success_threshold of a liveness probe is {value}; it can only be 1.")


_MANAGED = frozenset({Kind.MANAGED_DEPLOYMENT})

CHECKS = (
    Check(
        code="AML677",
        title="Request timeout above the maximum",
        why="Requests may take 300000 ms on Kubernetes and 180000 ms on managed endpoints. The loader does "
        "not look.",
        fix="Lower it; work that takes longer belongs into a batch endpoint.",
        example=Example(
            "request_settings: {request_timeout_ms: 240000}",
            "request_settings: {request_timeout_ms: 180000}",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_too_long,
        kinds=DEPLOYMENTS,
        link=QUOTA_PAGE,
    ),
    Check(
        code="AML678",
        title="Request setting not positive",
        why="The loader sends negative numbers as they are, and drops zeros.",
        fix="Write a positive number.",
        example=Example(
            "request_settings: {request_timeout_ms: -1}",
            "request_settings: {request_timeout_ms: 60000}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_not_positive,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML679",
        title="Request timeout not written",
        why="v2 ends a request after 5 seconds by default, v1 after 60. This is the change that surprises "
        "most.",
        fix="Write request_timeout_ms: 60000 to keep what v1 did.",
        example=Example(
            "",
            "request_settings: {request_timeout_ms: 60000}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("request_settings",),
        ),
        loader=Loader.ACCEPTS,
        find=_untimed,
        kinds=DEPLOYMENTS,
        severity=Severity.WARNING,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML680",
        title="Request timeout below a second",
        why="The number is milliseconds. A small one is mostly meant as seconds.",
        fix="Write milliseconds.",
        example=Example(
            "request_settings: {request_timeout_ms: 60}",
            "request_settings: {request_timeout_ms: 60000}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_seconds,
        kinds=DEPLOYMENTS,
        severity=Severity.WARNING,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML681",
        title="Queue time on a managed deployment",
        why="The setting is deprecated there: the time in the queue counts into request_timeout_ms.",
        fix="Take it out and add it to request_timeout_ms.",
        example=Example(
            "request_settings: {request_timeout_ms: 60000, max_queue_wait_ms: 500}",
            "request_settings: {request_timeout_ms: 60500}",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_queue,
        kinds=_MANAGED,
        severity=Severity.WARNING,
        link=MANAGED_PAGE,
    ),
    Check(
        code="AML682",
        title="More requests at once than workers",
        why="The server in the image has WORKER_COUNT workers, one by default. Further requests wait inside"
        " the container, where their time runs out.",
        fix="Set the environment variable WORKER_COUNT to the same number.",
        example=Example(
            "request_settings: {request_timeout_ms: 60000, max_concurrent_requests_per_instance: 4}",
            "request_settings: {request_timeout_ms: 60000, max_concurrent_requests_per_instance: 4}\n"
            "environment_variables: {WORKER_COUNT: '4'}",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_workers,
        kinds=_MANAGED,
        severity=Severity.WARNING,
        link=MANAGED_PAGE,
    ),
    Check(
        code="AML683",
        title="Probe value of zero",
        why="Zeros are dropped when the file is sent, and the default of the service applies instead.",
        fix="Write at least 1, or take the key out.",
        example=Example(
            "liveness_probe: {initial_delay: 0}",
            "liveness_probe: {initial_delay: 1}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_zero,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML684",
        title="Negative probe value",
        why="The loader takes and sends it.",
        fix="Write at least 1.",
        example=Example(
            "readiness_probe: {period: -1}", "readiness_probe: {period: 10}", Kind.KUBERNETES_DEPLOYMENT
        ),
        loader=Loader.ACCEPTS,
        find=_negative,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML685",
        title="Liveness probe with several successes",
        why="Kubernetes wants exactly one success of a liveness probe. v1 took more.",
        fix="Write 1.",
        example=Example(
            "liveness_probe: {success_threshold: 2}",
            "liveness_probe: {success_threshold: 1}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_successes,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
)
