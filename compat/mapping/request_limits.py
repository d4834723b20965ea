"""Request limits: timeout, queue, concurrency. The v2 timeout default is 5 s where v1's is 60 s."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import (
    ACI,
    CLUSTER,
    LEARN,
    LOCAL,
    UNKNOWN,
    Api,
    Becomes,
    Change,
    Decision,
    Fate,
    Setting,
    Spelling,
    carried,
)
from compat.mapping.subject import Subject
from compat.v2 import RequestSettings, Target
from compat.value import Known, Unresolved, Value, known

_TIMEOUT = "deployment.request_settings.request_timeout_ms"
_QUEUE = "deployment.request_settings.max_queue_wait_ms"
_CONCURRENCY = "deployment.request_settings.max_concurrent_requests_per_instance"
_PAGE = LEARN + "reference-yaml-deployment-kubernetes-online#requestsettings"
V2_DEFAULT_TIMEOUT = 5_000
"""Milliseconds, from the pages of both deployments; the bounds below are from the page on quotas and limits."""
MANAGED_MAXIMUM = 180_000
KUBERNETES_MAXIMUM = 300_000

SCORING_TIMEOUT = Setting(
    Api.SERVICE,
    "scoring_timeout_ms",
    "How long one scoring call may take",
    Becomes(
        _TIMEOUT,
        sentence="scoring_timeout_ms is request_timeout_ms.",
        default=V2_DEFAULT_TIMEOUT,
        maximum=KUBERNETES_MAXIMUM,
    ),
    Becomes(
        _TIMEOUT,
        sentence="scoring_timeout_ms is request_timeout_ms.",
        default=V2_DEFAULT_TIMEOUT,
        maximum=MANAGED_MAXIMUM,
    ),
    kinds=CLUSTER,
    type=int,
    unit="ms",
    minimum=0,
    exclusive=True,
    default=60000,
    spelling=Spelling("scoringTimeoutMs", ("--tm", "--scoring-timeout-ms"), "scoringTimeoutMs"),
    link=_PAGE,
)
MAX_REQUEST_WAIT_TIME = Setting(
    Api.SERVICE,
    "max_request_wait_time",
    "How long a call may wait in the queue before it is refused",
    Becomes(_QUEUE, sentence="max_request_wait_time is max_queue_wait_ms.", default=500),
    Becomes(
        _TIMEOUT,
        Fate.COMBINED,
        "Managed endpoints have no queue limit of their own: it is added to request_timeout_ms.",
    ),
    kinds=CLUSTER,
    type=int,
    unit="ms",
    minimum=0,
    exclusive=True,
    default=500,
    spelling=Spelling("maxQueueWaitMs", ("--mr", "--max-request-wait-time"), "maxQueueWaitMs"),
    link=_PAGE,
)
MAX_CONCURRENT_REQUESTS = Setting(
    Api.SERVICE,
    "replica_max_concurrent_requests",
    "How many calls one replica takes at a time",
    Becomes(
        _CONCURRENCY,
        sentence="replica_max_concurrent_requests is max_concurrent_requests_per_instance.",
        default=1,
    ),
    Becomes(
        _CONCURRENCY,
        sentence="replica_max_concurrent_requests is max_concurrent_requests_per_instance.",
        default=1,
    ),
    kinds=CLUSTER,
    type=int,
    minimum=0,
    exclusive=True,
    default=1,
    spelling=Spelling(
        "maxConcurrentRequestsPerContainer",
        ("--rm", "--replica-max-concurrent-requests"),
        "maxConcurrentRequestsPerContainer",
    ),
    link=_PAGE,
)
SETTINGS = (SCORING_TIMEOUT, MAX_REQUEST_WAIT_TIME, MAX_CONCURRENT_REQUESTS)

_WORKERS = (
    "The scoring server runs one worker unless the environment variable WORKER_COUNT says otherwise; the page "
    "asks for the same number there, and every worker loads the model again."
)
_ACI_TIMEOUT = (
    f"This service had no front end that cuts calls off; v2's default of {V2_DEFAULT_TIMEOUT} ms would. "
    "Written as 60000, the default of v1's cluster services."
)


def plan(subject: Subject) -> tuple[RequestSettings | None, list[Change]]:
    """Return the request settings and their changes."""
    if subject.kind is UNKNOWN and not any(subject.get(row.key) for row in SETTINGS):
        gap = Unresolved("what the service ran on is not in the source", settle="kind=")
        return RequestSettings(request_timeout_ms=gap), []
    if subject.kind in {ACI, LOCAL}:
        change = Change(
            Api.SERVICE,
            SCORING_TIMEOUT.key,
            Fate.WRITTEN_OUT,
            _ACI_TIMEOUT,
            (),
            (_TIMEOUT,),
            differs=True,
            link=_PAGE,
        )
        return RequestSettings(request_timeout_ms=Known(60000)), [change]
    timeout, timeout_change = carried(
        SCORING_TIMEOUT, subject.get(SCORING_TIMEOUT.key), subject.kind, subject.target
    )
    concurrency, concurrency_change = carried(
        MAX_CONCURRENT_REQUESTS, subject.get(MAX_CONCURRENT_REQUESTS.key), subject.kind, subject.target
    )
    queue, queue_change = carried(
        MAX_REQUEST_WAIT_TIME, subject.get(MAX_REQUEST_WAIT_TIME.key), subject.kind, subject.target
    )
    if subject.target is Target.MANAGED:
        timeout, timeout_change = _with_queue(timeout, queue, timeout_change)
        queue_change = _combined(queue_change)
        queue = None
    concurrency_change = _with_workers(concurrency, concurrency_change)
    changes = [change for change in (timeout_change, queue_change, concurrency_change) if change is not None]
    return RequestSettings(timeout, concurrency, queue), changes


def _with_queue(
    timeout: Value | None, queue: Value | None, change: Change | None
) -> tuple[Value | None, Change | None]:
    """Add the queue's share to the timeout of a managed endpoint, up to its maximum."""
    seconds, wait = known(timeout), known(queue)
    if change is None or not isinstance(seconds, int):
        return timeout, change
    if not isinstance(wait, int):
        unresolved = Unresolved(
            "the queue limit it is combined with is not known", settle="max_request_wait_time="
        )
        return unresolved, replace(
            change,
            fate=Fate.MANUAL,
            decision=Decision("How long could a call wait?", "max_request_wait_time="),
        )
    if seconds + wait > MANAGED_MAXIMUM:
        said = f"{seconds} + {wait} ms of queue is more than v2's {MANAGED_MAXIMUM}, which is written."
        ask = change.decision or Decision(f"{said} Is it enough?", f"{SCORING_TIMEOUT.key}=")
        sentence = f"{change.sentence} {said}"
        return Known(MANAGED_MAXIMUM), replace(change, fate=Fate.MANUAL, sentence=sentence, decision=ask)
    sentence = f"{change.sentence} {seconds + wait} = {seconds} + {wait} ms of queue."
    return Known(seconds + wait), replace(change, sentence=sentence)


def _combined(change: Change | None) -> Change | None:
    if change is None or change.fate is not Fate.WRITTEN_OUT:
        return change
    sentence = (
        f"v1 let a call wait {MAX_REQUEST_WAIT_TIME.default} ms by default: added to request_timeout_ms."
    )
    return replace(change, fate=Fate.COMBINED, sentence=sentence)


def _with_workers(value: Value | None, change: Change | None) -> Change | None:
    count = known(value)
    if change is None or not change.given or not isinstance(count, int) or count <= 1:
        return change
    return replace(
        change,
        sentence=f"{change.sentence} {_WORKERS}",
        decision=change.decision or Decision(f"Set WORKER_COUNT to {count} in environment_variables?"),
    )
