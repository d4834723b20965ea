"""Values that must be text: environment variables, tags, the switches of data collection."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace

from compat.validation.document import DEPLOYMENTS, V2, Kind, at, mapping, spelled
from compat.validation.problem import (
    COLLECTOR_PAGE,
    KUBERNETES_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)


def _variables(case: Case) -> Iterator[Hit]:
    yield from _not_text(case, "environment_variables")


def _labels(case: Case) -> Iterator[Hit]:
    # The tags of a compute are the only ones the loader itself looks at.
    refused = Severity.ERROR if case.kind is Kind.KUBERNETES_COMPUTE else None
    for key in ("tags", "properties"):
        for hit in _not_text(case, key):
            yield replace(hit, severity=refused) if key == "tags" else hit


def _not_text(case: Case, key: str) -> Iterator[Hit]:
    for name, value in mapping(case.data, key).items():
        path = (key, name)
        if value is None:
            yield Hit(
                path, f"{spelled(path)} has no value; it is sent as null.", 'Write "" for an empty one.'
            )
        elif not isinstance(value, str):
            written = case.document.plain.get(path, str(value))
            yield Hit(
                path,
                f"{spelled(path)} is {written} without quotes, which is not text.",
                _quoted(written, value),
            )


def _quoted(written: str, value: object) -> str:
    return "Write text." if isinstance(value, (dict, list)) else f'Write "{written}".'


def _switches(case: Case) -> Iterator[Hit]:
    for name in _collections(case):
        path = ("data_collector", "collections", name, "enabled")
        value = at(case.data, *path)
        if isinstance(value, bool):
            yield Hit(path, f"{spelled(path)} is a flag; it must be text.", f"Write '{str(value).lower()}'.")


def _collections(case: Case) -> Iterator[Hashable]:
    yield from mapping(case.data, "data_collector", "collections")


def _bare_collector(case: Case) -> Iterator[Hit]:
    if isinstance(at(case.data, "data_collector"), dict) and not list(_collections(case)):
        yield Hit(("data_collector",), "data_collector has no collections.")


def _share(case: Case) -> Iterator[Hit]:
    value = at(case.data, "data_collector", "sampling_rate")
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not 0 <= value <= 1:
        yield Hit(
            ("data_collector", "sampling_rate"), f"sampling_rate is {value}; it is a share from 0 to 1."
        )


CHECKS = (
    Check(
        code="AML691",
        title="Environment variable is not text",
        why="The loader sends numbers, flags and nulls as they are, and the service wants text. true would "
        "become True on the way.",
        fix="Put it in quotes.",
        example=Example(
            "environment_variables: {THRESHOLD: 0.70}",
            'environment_variables: {THRESHOLD: "0.70"}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_variables,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML692",
        title="Tag or property is not text",
        why="The loader sends numbers, flags and nulls as they are, and the service wants text.",
        fix="Put it in quotes.",
        example=Example("tags: {release: 7}", 'tags: {release: "7"}', Kind.KUBERNETES_DEPLOYMENT),
        loader=Loader.ACCEPTS,
        find=_labels,
        kinds=V2,
        severity=Severity.WARNING,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML693",
        title="Data collection switched by a flag",
        why="enabled is the text 'true' or 'false'. The loader refuses the flag.",
        fix="Put it in quotes.",
        example=Example(
            "data_collector: {collections: {model_inputs: {enabled: true}}}",
            "data_collector: {collections: {model_inputs: {enabled: 'true'}}}",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.REFUSES,
        find=_switches,
        kinds=DEPLOYMENTS,
        link=COLLECTOR_PAGE,
    ),
    Check(
        code="AML617",
        title="Data collection without collections",
        why="data_collector must name what is collected; the loader breaks on an empty one.",
        fix="Add collections, or take data_collector out.",
        example=Example(
            "data_collector: {sampling_rate: 0.5}",
            "data_collector: {sampling_rate: 0.5, collections: {model_inputs: {enabled: 'true'}}}",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.REFUSES,
        find=_bare_collector,
        kinds=DEPLOYMENTS,
        link=COLLECTOR_PAGE,
    ),
    Check(
        code="AML618",
        title="Sampling rate out of range",
        why="It is the share of requests that is kept, from 0 to 1.",
        fix="Write a share such as 0.1.",
        example=Example(
            "data_collector: {sampling_rate: 10, collections: {model_inputs: {enabled: 'true'}}}",
            "data_collector: {sampling_rate: 0.1, collections: {model_inputs: {enabled: 'true'}}}",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.REFUSES,
        find=_share,
        kinds=DEPLOYMENTS,
        link=COLLECTOR_PAGE,
    ),
)
