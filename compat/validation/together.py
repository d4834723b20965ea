"""Documents validated together: an endpoint and the deployments inside it."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, ENDPOINTS, ON_KUBERNETES, Document, Kind, text
from compat.validation.problem import ENDPOINT_PAGE, ROLLOUT_PAGE, Case, Check, Example, Hit, Loader, Severity
from compat.validation.traffic import shares
from compat.validation.whole import undecided


def _name(document: Document, key: str = "name") -> str:
    return (text(document.data, key) or "").lower()


def _other_kind(case: Case) -> Iterator[Hit]:
    wanted = _name(case.document, "endpoint_name")
    for document, kind in case.others:
        if kind not in ENDPOINTS or not wanted or _name(document) != wanted:
            continue
        if (kind in ON_KUBERNETES) is not (case.kind in ON_KUBERNETES):
            sentence = f"This is a {case.kind.value}, but {wanted} in {document.file} is a {kind.value}."
            yield Hit(("endpoint_name",), sentence)


def _absent(case: Case) -> Iterator[Hit]:
    endpoint = _name(case.document)
    inside = {
        _name(document)
        for document, kind in case.others
        if kind in DEPLOYMENTS and _name(document, "endpoint_name") == endpoint
    }
    for key in ("traffic", "mirror_traffic"):
        for name, share in shares(case, key).items():
            if inside and share and name not in inside:
                yield Hit((key,), f"{name} gets {key}, but no file here describes such a deployment.")


# An environment or model of the same content may well stand beside each service that uses it, and the name inside
# a conda file names nothing in Azure.
_SHARED = frozenset({Kind.ENVIRONMENT, Kind.MODEL, Kind.CONDA})


def _same_name(case: Case) -> Iterator[Hit]:
    for document, kind in case.others:
        if _group(kind) != _group(case.kind) or not _name(document):
            continue
        if undecided(document.data, ("endpoint_name",)):
            continue
        if kind in _SHARED and (kind is Kind.CONDA or _alike(document, case.document)):
            continue
        if _identity(document) == _identity(case.document) and _later(case.document, document):
            yield Hit(
                ("name",),
                f"{document.file} has the same name {_name(document)!r}; one would replace the other.",
            )


def _alike(one: Document, other: Document) -> bool:
    """Tell whether two documents say the same; a path is compared by its last part, for it counts from its file."""
    return _flat(one.data) == _flat(other.data)


def _flat(plain: object) -> object:
    if isinstance(plain, dict):
        return {key: _flat(value) for key, value in plain.items()}
    return plain.rpartition("/")[2] if isinstance(plain, str) else plain


def _group(kind: Kind) -> str:
    return "endpoint" if kind in ENDPOINTS else "deployment" if kind in DEPLOYMENTS else kind.value


def _identity(document: Document) -> tuple[str, str, str]:
    return _name(document), _name(document, "endpoint_name"), str((text(document.data, "version")) or "")


def _later(one: Document, other: Document) -> bool:
    return (one.file, one.index) > (other.file, other.index)


_ENDPOINT = "name: churn-k8s\ncompute: azureml:k8s-compute\nauth_mode: key"
_MANAGED = (
    "name: blue\nendpoint_name: churn-k8s\ntype: managed\ninstance_type: Standard_DS3_v2\ninstance_count: 1\n"
    "model: azureml:m:1"
)
_KUBERNETES = "name: blue\nendpoint_name: churn-k8s\ntype: kubernetes\nmodel: azureml:m:1"

CHECKS = (
    Check(
        code="AML627",
        title="Deployment and endpoint of different kinds",
        why="A Kubernetes endpoint holds Kubernetes deployments, a managed endpoint managed ones. Each file"
        " for itself is right, so the loader cannot see it.",
        fix="Correct type in the deployment, or compute in the endpoint.",
        example=Example(
            f"{_ENDPOINT}\n---\n{_MANAGED}",
            f"{_ENDPOINT}\n---\n{_KUBERNETES}",
            Kind.MANAGED_DEPLOYMENT,
            alone=True,
        ),
        loader=Loader.NOT_ASKED,
        find=_other_kind,
        kinds=DEPLOYMENTS,
        link=ENDPOINT_PAGE,
    ),
    Check(
        code="AML628",
        title="Traffic to a deployment that is not there",
        why="The files describe deployments of this endpoint, but not the one that gets traffic. It may "
        "exist in Azure already; otherwise the update fails.",
        fix="Correct the name, or add the deployment's file.",
        example=Example(
            f"{_ENDPOINT}\ntraffic: {{green: 100}}\n---\n{_KUBERNETES}",
            f"{_ENDPOINT}\ntraffic: {{blue: 100}}\n---\n{_KUBERNETES}",
            Kind.KUBERNETES_ENDPOINT,
            alone=True,
        ),
        loader=Loader.NOT_ASKED,
        find=_absent,
        kinds=ENDPOINTS,
        severity=Severity.WARNING,
        link=ROLLOUT_PAGE,
    ),
    Check(
        code="AML629",
        title="Two files of the same name",
        why="Names are compared in lower case. Whichever file is sent last wins.",
        fix="Rename one of them.",
        example=Example(
            f"{_ENDPOINT}\n---\n{_KUBERNETES}\n---\n{_KUBERNETES.replace('blue', 'Blue')}",
            f"{_ENDPOINT}\n---\n{_KUBERNETES}\n---\n{_KUBERNETES.replace('blue', 'green')}",
            Kind.KUBERNETES_DEPLOYMENT,
            alone=True,
        ),
        loader=Loader.NOT_ASKED,
        find=_same_name,
        link=ENDPOINT_PAGE,
    ),
)
