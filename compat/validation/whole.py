"""The document as a whole: what it is, whether one file holds one of them, and nothing twice or undecided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compat.validation.document import (
    DEPLOYMENTS,
    ENDPOINTS,
    V2,
    DocumentPath,
    Kind,
    at,
    leaves,
    spelled,
    text,
)
from compat.validation.kind import declared, foreign_size
from compat.validation.problem import (
    ENDPOINT_PAGE,
    KUBERNETES_PAGE,
    MANAGED_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
)

_DECIDE = re.compile(r"<DECIDE\b[^>]*>?")
_BLANK = re.compile(r"<[A-Za-z][\w .\-]*>|\{\{.*?\}\}")
_FREE_TEXT = {"description", "tags", "properties", "environment_variables", "conda_file"}


def undecided(data: object, path: DocumentPath) -> bool:
    """Tell whether the value at a path is a placeholder that waits for a decision."""
    value = at(data, *path)
    if not isinstance(value, str):
        return False
    return _DECIDE.search(value) is not None or (_is_filled_in(path) and _BLANK.search(value) is not None)


def _is_filled_in(path: DocumentPath) -> bool:
    """Tell a value of Azure's from free text, where angle brackets may be meant."""
    return not _FREE_TEXT.intersection(path)


def _placeholders(case: Case) -> Iterator[Hit]:
    for path, value in leaves(case.data):
        if not isinstance(value, str):
            continue
        decide = _DECIDE.search(value)
        if decide is not None:
            yield Hit(path, f"{spelled(path)} is still undecided: {decide.group()}.")
        elif _is_filled_in(path) and _BLANK.search(value):
            yield Hit(path, f"{spelled(path)} still has the blank of a template: {value}.")


def _type(case: Case) -> Iterator[Hit]:
    name = at(case.data, "type")
    if case.kind is not Kind.KUBERNETES_DEPLOYMENT or name == "kubernetes":
        return
    if isinstance(name, str) and name.lower() not in {"kubernetes", "managed"}:
        return
    if name is not None:
        yield Hit(
            ("type",), f"type is {name!r}; only lower-case kubernetes makes it a Kubernetes deployment."
        )
        return
    size = text(case.data, "instance_type")
    seen = f" ({size} is no size of an Azure machine)" if foreign_size(size) else ""
    yield Hit((), f"type is missing, so Azure takes this for a managed deployment{seen}.")


def _contradiction(case: Case) -> Iterator[Hit]:
    schema = declared(case.data)
    if schema is None or (schema is case.kind and case.kind is not Kind.KUBERNETES_ENDPOINT):
        return
    if case.kind is Kind.KUBERNETES_ENDPOINT and schema is case.kind:
        if at(case.data, "compute") is None:
            sentence = "$schema says Kubernetes, but without compute Azure makes this a managed endpoint."
            yield Hit(("$schema",), sentence, "Add compute: azureml:<name of the attached cluster>.")
        return
    yield Hit(
        ("$schema",),
        f"$schema says {schema.value}, but by its keys this is a {case.kind.value}.",
        "Correct $schema or the keys. Azure goes by the keys.",
    )


def _siblings(case: Case) -> Iterator[Hit]:
    if case.document.index == 1:
        yield Hit((), f"This file holds {case.document.siblings} documents; Azure reads files with one only.")


def _repeated(case: Case) -> Iterator[Hit]:
    for path in case.document.repeated:
        yield Hit(path, f"{spelled(path)} stands here a second time; only the last one counts.")


CHECKS = (
    Check(
        code="AML603",
        title="Kubernetes deployment without type: kubernetes",
        why="Azure compares the type with the lower-case word kubernetes and takes everything else for a "
        "managed deployment. With an instance_type the file then loads without a word, as the wrong "
        "kind.",
        fix="Write type: kubernetes.",
        example=Example(
            "type: Kubernetes\ninstance_type: cpu-small",
            "type: kubernetes\ninstance_type: cpu-small",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("resources",),
        ),
        loader=Loader.ACCEPTS,
        find=_type,
        kinds=frozenset({Kind.KUBERNETES_DEPLOYMENT}),
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML604",
        title="$schema and keys say different things",
        why="Azure ignores $schema and goes by the keys, so an endpoint meant for a cluster becomes a "
        "managed one when compute is missing.",
        fix="Make $schema and the keys agree.",
        example=Example(
            "$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineEndpoint.schema.json",
            "$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineEndpoint.schema.json\n"
            "compute: azureml:k8s-compute",
            Kind.KUBERNETES_ENDPOINT,
            without=("compute",),
        ),
        loader=Loader.ACCEPTS,
        find=_contradiction,
        kinds=ENDPOINTS | DEPLOYMENTS,
        link=ENDPOINT_PAGE,
    ),
    Check(
        code="AML605",
        title="Several documents in one file",
        why="Azure's loader reads one YAML document a file and refuses a second one after ---.",
        fix="Put each document into a file of its own.",
        example=Example(
            "name: one\nversion: '1'\npath: azureml://datastores/workspaceblobstore/paths/one\n"
            "type: custom_model\n---\n"
            "name: two\nversion: '1'\npath: azureml://datastores/workspaceblobstore/paths/two\n"
            "type: custom_model",
            "name: one\nversion: '1'\npath: azureml://datastores/workspaceblobstore/paths/one\n"
            "type: custom_model",
            Kind.MODEL,
            alone=True,
        ),
        loader=Loader.REFUSES,
        find=_siblings,
        kinds=V2,
        link=MANAGED_PAGE,
    ),
    Check(
        code="AML606",
        title="Key written twice",
        why="Of two equal keys the last one wins without a word; the first is lost.",
        fix="Keep one of them.",
        example=Example("instance_count: 3\ninstance_count: 1", "instance_count: 3", Kind.MANAGED_DEPLOYMENT),
        loader=Loader.ACCEPTS,
        find=_repeated,
        link=MANAGED_PAGE,
    ),
    Check(
        code="AML607",
        title="Value still undecided",
        why="The placeholder stands where only you can choose. It is never a valid value.",
        fix="Put the value in its place.",
        example=Example(
            "instance_type: '<DECIDE: size of the machines>'",
            "instance_type: Standard_DS3_v2",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_placeholders,
        kinds=V2 | {Kind.INSTANCE_TYPE},
        link=MANAGED_PAGE,
    ),
)
