"""The form of a document: keys nobody takes, keys that are missing, values of the wrong kind."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator, Mapping

from compat.validation.document import V2, DocumentPath, Kind, mapping, spelled
from compat.validation.fields import SHAPES, Field, Shape, Takes
from compat.validation.problem import (
    ENDPOINT_PAGE,
    KUBERNETES_PAGE,
    MANAGED_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)

_ELSEWHERE = {
    "namespace": "The namespace is chosen when the cluster is attached as a compute.",
    "replicas": "The number of instances is instance_count.",
    "num_replicas": "The number of instances is instance_count.",
    "startup_probe": "There are only liveness_probe and readiness_probe; give both a longer initial_delay.",
    "traffic": "Traffic belongs to the endpoint.",
    "mirror_traffic": "Mirrored traffic belongs to the endpoint.",
    "models": "A deployment has one model; put several into one folder and name that.",
    "keys": "Keys cannot be set in a file; Azure makes them.",
    "docker": "That is the v1 form; here it is image or build.",
    "dockerfile": "Put the Dockerfile into a folder and name it with build.path and build.dockerfile_path.",
    "channels": "Those are conda keys: put them below conda_file.",
    "dependencies": "Those are conda keys: put them below conda_file.",
    "environment_variables": "Environment variables belong to the deployment.",
    "properties": "This kind has tags only.",
    "resources": "Only a Kubernetes deployment has resources; a managed one has instance_type.",
    "compute": "Only a Kubernetes endpoint names a compute.",
    "auth_mode": "Authentication belongs to the endpoint.",
    "public_network_access": "Only a managed endpoint has it.",
    "egress_public_network_access": "Only a managed deployment has it.",
    "type": "The kind of an endpoint follows from its keys: compute makes it a Kubernetes one.",
    "scale_setting": "The key is scale_settings.",
}

_ADD: Mapping[DocumentPath, str] = {
    ("name",): "Add name, or give it to the command with --name.",
    ("endpoint_name",): "Add endpoint_name, or give it to the command with --endpoint-name.",
}

Visit = tuple[DocumentPath, object, Field]


def _unknown(case: Case) -> Iterator[Hit]:
    for path, shape, keys in _mappings(case):
        for key in keys:
            if key not in shape:
                yield Hit((*path, key), f"{_where(path, case.kind)} has no key {key}.", _instead(key, shape))


def _where(path: DocumentPath, kind: Kind) -> str:
    return spelled(path) if path else f"A {kind.value}"


def _instead(key: Hashable, shape: Shape) -> str:
    near = difflib.get_close_matches(str(key), list(shape), n=1, cutoff=0.75)
    if near:
        return f"Did you mean {near[0]}?"
    return _ELSEWHERE.get(str(key), "Take it out.")


def _missing(case: Case) -> Iterator[Hit]:
    for path, shape, keys in _mappings(case):
        for key, field in shape.items():
            if field.required and key not in keys:
                yield Hit(
                    path, f"{_where(path, case.kind)} needs {key}.", _ADD.get((*path, key), f"Add {key}.")
                )


def _mistyped(case: Case) -> Iterator[Hit]:
    for path, value, field in _values(case):
        if not _fits(value, field):
            if value is None:
                yield Hit(path, f"{spelled(path)} has no value.", "Give it a value, or take the key out.")
            else:
                yield Hit(path, f"{spelled(path)} takes {field.takes.value}, not {_named(value)}.")


def _fits(value: object, field: Field) -> bool:
    if field.takes is Takes.ANY:
        return True
    if isinstance(value, str) and field.or_text:
        return True
    return _FITS[field.takes](value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_numeral(value: object, number: type[int | float]) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    try:
        number(value)
    except (ValueError, OverflowError):
        return False
    return True


_WORDS_FOR_FLAGS = {
    *("true", "t", "yes", "y", "on", "1", "false", "f", "no", "n", "off", "0"),
}

_FITS = {
    Takes.TEXT: lambda value: isinstance(value, str),
    Takes.INTEGER: lambda value: _is_numeral(value, int),
    Takes.NUMBER: lambda value: _is_numeral(value, float),
    Takes.FLAG: lambda value: isinstance(value, bool) or str(value).lower() in _WORDS_FOR_FLAGS,
    Takes.VERSION: lambda value: isinstance(value, (str, int, float)),
    Takes.MAPPING: lambda value: isinstance(value, Mapping),
    Takes.LIST: lambda value: isinstance(value, list),
}


def _named(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return f"the flag {str(value).lower()}"
    return f"the number {value}" if _is_number(value) else f"{str(value)!r}"


def _changed(case: Case) -> Iterator[Hit]:
    for path, value, field in _values(case):
        hit = _reading(path, value, field) if _fits(value, field) else None
        if hit is not None:
            yield hit


def _reading(path: DocumentPath, value: object, field: Field) -> Hit | None:
    if field.takes is Takes.INTEGER and isinstance(value, float) and not value.is_integer():
        cut = int(value)
        return Hit(
            path, f"{spelled(path)} takes whole numbers; {value} is cut to {cut}.", severity=Severity.ERROR
        )
    if field.takes in {Takes.INTEGER, Takes.NUMBER} and not isinstance(value, (int, float)):
        return Hit(path, f"{spelled(path)} is written as text; it is read as the number {value}.")
    if field.takes is Takes.FLAG and not isinstance(value, bool):
        meant = str(str(value).lower() in {"true", "t", "yes", "y", "on", "1"}).lower()
        return Hit(path, f"{spelled(path)} is not a flag but {_named(value)}; it is read as {meant}.")
    return None


def _choices(case: Case) -> Iterator[Hit]:
    for path, value, field in _values(case):
        if field.choices and isinstance(value, str) and normal(value, field) not in field.choices:
            allowed = ", ".join(field.choices)
            near = difflib.get_close_matches(value.lower(), field.choices, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Use one of: {allowed}."
            yield Hit(path, f"{spelled(path)} cannot be {value!r}; it is one of {allowed}.", hint)


def normal(value: str, field: Field) -> str:
    """Return a choice as Azure's loader compares it: lower case, ``camelCase`` as ``snake_case``."""
    if not field.snake:
        return value.lower()
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])", "_", value).lower()


def _shown_only(case: Case) -> Iterator[Hit]:
    for path, _, field in _values(case):
        if field.read_only and path[-1] not in {"$schema", "id"}:
            yield Hit(path, f"{spelled(path)} is something Azure shows; it says nothing when a file is sent.")


def _mappings(case: Case) -> Iterator[tuple[DocumentPath, Shape, Mapping[Hashable, object]]]:
    shape = SHAPES.get(case.kind)
    if shape is not None:
        yield (), shape, mapping(case.data)
        for path, value, field in _values(case):
            if field.shape is not None and isinstance(value, Mapping):
                yield path, field.shape, value


def _values(case: Case) -> Iterator[Visit]:
    shape = SHAPES.get(case.kind)
    if shape is not None:
        yield from _below(mapping(case.data), shape, ())


def _below(data: Mapping[Hashable, object], shape: Shape, path: DocumentPath) -> Iterator[Visit]:
    for key, value in data.items():
        if isinstance(key, str) and key in shape:
            yield from _visit((*path, key), value, shape[key])


def _visit(path: DocumentPath, value: object, field: Field) -> Iterator[Visit]:
    yield path, value, field
    if field.shape is not None and isinstance(value, Mapping):
        yield from _below(value, field.shape, path)
    elif field.each is not None and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _visit((*path, key), item, field.each)
    elif field.each is not None and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _visit((*path, number), item, field.each)


CHECKS = (
    Check(
        code="AML610",
        title="Unknown key",
        why="Azure's loader refuses every key it does not know, at every level, so a slip of the pen stops "
        "the deployment; so does a key that belongs to the other kind of endpoint.",
        fix="Correct the key or take it out.",
        example=Example(
            "scale_setting: {type: default}", "scale_settings: {type: default}", Kind.KUBERNETES_DEPLOYMENT
        ),
        loader=Loader.REFUSES,
        find=_unknown,
        kinds=V2,
        link=KUBERNETES_PAGE,
        general=True,
    ),
    Check(
        code="AML611",
        title="Required key missing",
        why="Without this key the loader refuses the file.",
        fix="Add the key.",
        example=Example(
            "", "endpoint_name: churn-k8s", Kind.KUBERNETES_DEPLOYMENT, without=("endpoint_name",)
        ),
        loader=Loader.REFUSES,
        find=_missing,
        kinds=V2,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML612",
        title="Value of the wrong kind",
        why="The loader wants text as text, numbers as numbers and mappings as mappings. Durations are "
        "seconds or milliseconds, never PT10S. A key without a value is null, which is refused too.",
        fix="Write a value of the kind the key takes.",
        example=Example(
            "liveness_probe: {period: PT10S}", "liveness_probe: {period: 10}", Kind.KUBERNETES_DEPLOYMENT
        ),
        loader=Loader.REFUSES,
        find=_mistyped,
        kinds=V2,
        link=KUBERNETES_PAGE,
        general=True,
    ),
    Check(
        code="AML613",
        title="Value is read as something else than it says",
        why="Fractions are cut without a word, and words such as 'yes' are read as flags. What runs is then"
        " not what the file says.",
        fix="Write the plain number or flag, without quotes.",
        example=Example(
            "request_settings: {request_timeout_ms: 1500.9}",
            "request_settings: {request_timeout_ms: 1500}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_changed,
        kinds=V2,
        severity=Severity.WARNING,
        link=KUBERNETES_PAGE,
        general=True,
    ),
    Check(
        code="AML614",
        title="Value is not one of the choices",
        why="The key takes one of a few words, and the loader refuses any other.",
        fix="Use one of the words.",
        example=Example(
            "public_network_access: private",
            "public_network_access: disabled",
            Kind.MANAGED_ENDPOINT,
        ),
        loader=Loader.REFUSES,
        find=_choices,
        kinds=V2,
        link=ENDPOINT_PAGE,
        general=True,
    ),
    Check(
        code="AML615",
        title="Key that Azure only shows",
        why="The file looks like the output of a show command. Such keys are accepted and mean nothing.",
        fix="Take the key out.",
        example=Example("provisioning_state: Succeeded", "", Kind.KUBERNETES_DEPLOYMENT),
        loader=Loader.ACCEPTS,
        find=_shown_only,
        kinds=V2,
        severity=Severity.WARNING,
        link=MANAGED_PAGE,
    ),
)
