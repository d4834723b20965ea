"""References to things that live in Azure: models, environments, code, computes, clusters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, Kind, at, mapping, spelled, text
from compat.validation.problem import (
    ATTACH_PAGE,
    ENDPOINT_PAGE,
    KUBERNETES_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
)

PREFIX = "azureml:"
_ASSETS = (("model",), ("environment",), ("code_configuration", "code"))
_REGISTRY = "azureml://registries/"
_REGISTRY_FORM = re.compile(
    r"azureml://registries/[^/]+/(models|environments|codes)/[^/]+/(versions|labels)/[^/]+", re.IGNORECASE
)
_VERSIONED = re.compile(r"[^/:@\s]+(:[^/:@\s]+|@[^/:@\s]+)")
_WORKSPACE = (
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.MachineLearningServices/workspaces/[^/]+"
)
_ASSET_ID = re.compile(
    _WORKSPACE + r"/(models|environments|codes)/[^/]+/(versions|labels)/[^/]+", re.IGNORECASE
)
_COMPUTE_ID = re.compile(_WORKSPACE + r"/computes/[^/]+", re.IGNORECASE)
_CLUSTER_ID = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/"
    r"(Microsoft\.ContainerService/managedClusters|Microsoft\.Kubernetes/connectedClusters)/[^/]+",
    re.IGNORECASE,
)


def _references(case: Case) -> Iterator[tuple[tuple[str, ...], str]]:
    for path in _ASSETS:
        value = text(case.data, *path)
        if value is not None:
            yield path, value


def _unversioned(case: Case) -> Iterator[Hit]:
    for path, value in _references(case):
        name = value.removeprefix(PREFIX)
        if value.startswith(PREFIX) and re.fullmatch(r"[^/:@\s]+[:@]?", name):
            yield Hit(path, f"{spelled(path)} names {name.rstrip(':@')} without a version.")


def _malformed(case: Case) -> Iterator[Hit]:
    for path, value in _references(case):
        name = value.removeprefix(PREFIX)
        if value.startswith(PREFIX) and not _is_whole(value, name):
            yield Hit(path, f"{spelled(path)} is no reference Azure can follow: {value}.")


def _is_whole(value: str, name: str) -> bool:
    if value.startswith("azureml://"):
        return _REGISTRY_FORM.fullmatch(value) is not None
    if name.startswith("/"):
        return _ASSET_ID.fullmatch(name) is not None
    return re.fullmatch(r"[^/:@\s]+[:@]?", name) is not None or _VERSIONED.fullmatch(name) is not None


def _registry(case: Case) -> Iterator[Hit]:
    for path, value in _references(case):
        if value.startswith(_REGISTRY):
            yield Hit(path, f"{spelled(path)} comes from a registry; Kubernetes endpoints cannot use those.")


def _unmarked(case: Case) -> Iterator[Hit]:
    for path, value in (*_references(case), *_compute(case)):
        if path[-1] == "code" or value.startswith(("azureml:", "file:")):
            continue
        local = path[-1] == "model" and ("/" in value or "\\" in value or value.startswith("."))
        hint = f"Write {path[-1]}: {{path: {value}}}." if local else f"Write {PREFIX}{value}."
        yield Hit(path, f"{spelled(path)} is {value!r}, which does not say what it refers to.", hint)


def _compute(case: Case) -> Iterator[tuple[tuple[str, ...], str]]:
    value = text(case.data, "compute")
    if value is not None:
        yield ("compute",), value


def _bad_compute(case: Case) -> Iterator[Hit]:
    for path, value in _compute(case):
        name = value.removeprefix(PREFIX)
        good = _COMPUTE_ID if name.startswith("/") else re.compile(r"[A-Za-z0-9][-\w]*")
        if value.startswith(PREFIX) and not good.fullmatch(name):
            yield Hit(path, f"compute is {value!r}, which is no name of an attached cluster.")


def _bad_cluster(case: Case) -> Iterator[Hit]:
    value = at(case.data, "resource_id")
    if value is None:
        yield Hit((), "resource_id is missing, so Azure cannot tell which cluster to attach.")
    elif isinstance(value, str) and not _CLUSTER_ID.fullmatch(value):
        yield Hit(("resource_id",), f"resource_id is no id of an AKS or Arc-connected cluster: {value}.")


def _several(case: Case) -> Iterator[Hit]:
    models = at(case.data, "model")
    if isinstance(models, list):
        yield Hit(("model",), f"model is a list of {len(models)}; a v2 deployment has one model.")


def _pathless(case: Case) -> Iterator[Hit]:
    if case.kind is Kind.MODEL:
        if at(case.data, "path") is None:
            yield Hit((), "The model has no path, so nothing would be registered.")
        return
    inline = at(case.data, "model")
    if isinstance(inline, dict) and at(inline, "path") is None:
        name = f"{PREFIX}{inline['name']}:{inline.get('version', '<version>')}" if "name" in inline else ""
        hint = f"To use the registered model write model: {name}." if name else ""
        yield Hit(
            ("model",), "The inline model has no path; it is not a reference to a registered one.", hint
        )


def _nameless(case: Case) -> Iterator[Hit]:
    for key in ("model", "environment"):
        inline = mapping(case.data, key)
        if "version" in inline and "name" not in inline:
            yield Hit((key, "version"), f"The inline {key} has a version but no name.")


_KUBERNETES = frozenset({Kind.KUBERNETES_DEPLOYMENT})

CHECKS = (
    Check(
        code="AML645",
        title="Reference without a version",
        why="The loader takes azureml:name, and the service refuses it when the deployment is created.",
        fix="Add :<version>, or @latest.",
        example=Example("model: azureml:churn", "model: azureml:churn:3", Kind.KUBERNETES_DEPLOYMENT),
        loader=Loader.ACCEPTS,
        find=_unversioned,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML646",
        title="Reference that leads nowhere",
        why="Behind azureml: stands name:version, name@label, a full resource id or a registry address. The"
        " loader takes anything.",
        fix="Write azureml:<name>:<version>.",
        example=Example(
            "model: azureml:/subscriptions/x/models/churn",
            "model: azureml:churn:3",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_malformed,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML647",
        title="Registry asset on Kubernetes",
        why="Models and environments of a registry, the curated ones of the registry azureml among them, "
        "cannot be used by Kubernetes deployments.",
        fix="Register the asset in the workspace and name that.",
        example=Example(
            "environment: azureml://registries/azureml/environments/sklearn-1.5/labels/latest",
            "environment: azureml:churn-env:4",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.REFUSES,
        find=_registry,
        kinds=_KUBERNETES,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML648",
        title="Reference without azureml:",
        why="A bare name or path is not taken for a reference.",
        fix="Put azureml: before the name.",
        example=Example("compute: k8s-compute", "compute: azureml:k8s-compute", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.REFUSES,
        find=_unmarked,
        kinds=DEPLOYMENTS | {Kind.KUBERNETES_ENDPOINT},
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML649",
        title="Not the name of a compute",
        why="compute is azureml:<name> or azureml:<resource id of a compute in the workspace>, with no "
        "version. The loader takes anything after the colon.",
        fix="Name the attached Kubernetes compute.",
        example=Example("compute: azureml:k8s:1", "compute: azureml:k8s-compute", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.ACCEPTS,
        find=_bad_compute,
        kinds=frozenset({Kind.KUBERNETES_ENDPOINT}),
        link=ENDPOINT_PAGE,
    ),
    Check(
        code="AML650",
        title="Cluster is not named by its resource id",
        why="A cluster is attached by its full Azure resource id. The loader does not look at it.",
        fix="Copy the id from az aks show --query id.",
        example=Example(
            "resource_id: my-aks",
            "resource_id: /subscriptions/0000/resourceGroups/rg/providers/"
            "Microsoft.ContainerService/managedClusters/my-aks",
            Kind.KUBERNETES_COMPUTE,
        ),
        loader=Loader.ACCEPTS,
        find=_bad_cluster,
        kinds=frozenset({Kind.KUBERNETES_COMPUTE}),
        link=ATTACH_PAGE,
    ),
    Check(
        code="AML651",
        title="Several models in one deployment",
        why="v1 took a list of models. A v2 deployment has one, and the loader breaks on a list.",
        fix="Put the models into one folder, register that, and name it.",
        example=Example(
            "model: ['azureml:a:1', 'azureml:b:1']", "model: azureml:both:1", Kind.KUBERNETES_DEPLOYMENT
        ),
        loader=Loader.REFUSES,
        find=_several,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML652",
        title="Model without a path",
        why="A mapping below model describes a new model, and without path there is nothing to upload. It "
        "is not a reference to the registered model of that name.",
        fix="Add path, or write model: azureml:<name>:<version>.",
        example=Example(
            "model: {name: churn, version: '3'}", "model: azureml:churn:3", Kind.KUBERNETES_DEPLOYMENT
        ),
        loader=Loader.ACCEPTS,
        find=_pathless,
        kinds=DEPLOYMENTS | {Kind.MODEL},
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML653",
        title="Version without a name",
        why="An inline model or environment without a name is anonymous, and Azure chooses its version.",
        fix="Add a name, or take the version out.",
        example=Example(
            "model: {path: azureml://datastores/d/paths/m, version: '3'}",
            "model: {path: azureml://datastores/d/paths/m, name: churn, version: '3'}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.REFUSES,
        find=_nameless,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
)
