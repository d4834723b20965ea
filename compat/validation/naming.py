"""Names of endpoints, deployments, assets and namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, ENDPOINTS, Kind, text
from compat.validation.problem import (
    ATTACH_PAGE,
    ENDPOINT_PAGE,
    MODEL_PAGE,
    QUOTA_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)

NAMED = ENDPOINTS | DEPLOYMENTS
_NAME = re.compile(r"[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?")
_ASSET = re.compile(r"[a-zA-Z0-9][\w.\-]{0,254}", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
SHORTEST, LONGEST = 3, 32
PAIR_SHORTEST, PAIR_LONGEST = 6, 62


def _names(case: Case) -> Iterator[tuple[str, str]]:
    for key in ("name", "endpoint_name"):
        name = text(case.data, key)
        if name is not None:
            yield key, name


def _pattern(case: Case) -> Iterator[Hit]:
    for key, name in _names(case):
        if not _NAME.fullmatch(name):
            yield Hit(
                (key,),
                f"{key} {name!r} must start with a letter and have only letters, digits and dashes inside.",
            )


def _length(case: Case) -> Iterator[Hit]:
    for key, name in _names(case):
        if not SHORTEST <= len(name) <= LONGEST:
            sentence = f"{key} {name!r} has {len(name)} characters; {SHORTEST} to {LONGEST} are allowed."
            yield Hit((key,), sentence)


def _upper(case: Case) -> Iterator[Hit]:
    for key, name in _names(case):
        if name != name.lower():
            yield Hit(
                (key,), f"{key} {name!r} becomes {name.lower()!r}; two names that differ in case collide."
            )


def _dashes(case: Case) -> Iterator[Hit]:
    for key, name in _names(case):
        if "--" in name:
            yield Hit((key,), f"{key} {name!r} has two dashes in a row; Azure takes single dashes only.")


def _pair(case: Case) -> Iterator[Hit]:
    endpoint, name = text(case.data, "endpoint_name"), text(case.data, "name")
    if endpoint is None or name is None:
        return
    length = len(endpoint) + len(name)
    if not PAIR_SHORTEST <= length <= PAIR_LONGEST:
        yield Hit(
            ("name",),
            f"Endpoint and deployment name have {length} characters together; "
            f"on Kubernetes {PAIR_SHORTEST} to {PAIR_LONGEST} are allowed.",
        )


def _asset(case: Case) -> Iterator[Hit]:
    name = text(case.data, "name")
    if name is not None and not _ASSET.fullmatch(name):
        yield Hit(
            ("name",), f"name {name!r} should have only letters, digits, '_', '.' and '-', at most 255."
        )


def _namespace(case: Case) -> Iterator[Hit]:
    name = text(case.data, "namespace")
    if name is not None and not _LABEL.fullmatch(name):
        yield Hit(
            ("namespace",), f"{name!r} is no Kubernetes namespace: lower case, digits and dashes, at most 63."
        )


CHECKS = (
    Check(
        code="AML620",
        title="Name with characters that are not allowed",
        why="Names of endpoints and deployments start with a letter, end with a letter or digit and have "
        "only letters, digits and dashes between. A deployment's name is not looked at before it is "
        "sent.",
        fix="Choose another name.",
        example=Example("name: blue_green", "name: blue-green", Kind.KUBERNETES_DEPLOYMENT),
        loader=Loader.REFUSES_TO_SEND,
        find=_pattern,
        kinds=NAMED,
        link=ENDPOINT_PAGE,
    ),
    Check(
        code="AML621",
        title="Name too short or too long",
        why="Names have 3 to 32 characters. v1 is no different, but names of v2 deployments are often made "
        "up on the way: v1 is too short, blue is fine.",
        fix="Choose a name of 3 to 32 characters.",
        example=Example("name: v1", "name: version-1", Kind.KUBERNETES_DEPLOYMENT),
        loader=Loader.REFUSES_TO_SEND,
        find=_length,
        kinds=NAMED,
        link=QUOTA_PAGE,
    ),
    Check(
        code="AML622",
        title="Upper case in a name",
        why="Azure lower-cases the names of endpoints and deployments, and so the keys of traffic. Scripts "
        "that look for the name as written do not find it.",
        fix="Write it in lower case.",
        example=Example("name: Blue", "name: blue", Kind.KUBERNETES_DEPLOYMENT),
        loader=Loader.ACCEPTS,
        find=_upper,
        kinds=NAMED,
        severity=Severity.WARNING,
        link=ENDPOINT_PAGE,
    ),
    Check(
        code="AML623",
        title="Two dashes in a row in a name",
        why="The documented rule allows single dashes only, although v1 took two.",
        fix="Use single dashes.",
        example=Example("name: churn--k8s", "name: churn-k8s", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.ACCEPTS,
        find=_dashes,
        kinds=NAMED,
        link=QUOTA_PAGE,
    ),
    Check(
        code="AML624",
        title="Endpoint and deployment name too long together",
        why="On Kubernetes the two names together make the name of an object in the cluster: 6 to 62 "
        "characters.",
        fix="Shorten one of them.",
        example=Example(
            "name: a-deployment-of-32-characters-ok\nendpoint_name: an-endpoint-with-32-characters-x",
            "name: blue\nendpoint_name: an-endpoint-with-32-characters-x",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_pair,
        kinds=frozenset({Kind.KUBERNETES_DEPLOYMENT}),
        link=QUOTA_PAGE,
    ),
    Check(
        code="AML625",
        title="Unusual name of a model or environment",
        why="Models and environments are named with letters, digits, '_', '.' and '-'. The loader does not "
        "look.",
        fix="Choose another name.",
        example=Example("name: churn model", "name: churn-model", Kind.MODEL),
        loader=Loader.ACCEPTS,
        find=_asset,
        kinds=frozenset({Kind.MODEL, Kind.ENVIRONMENT}),
        severity=Severity.WARNING,
        link=MODEL_PAGE,
    ),
    Check(
        code="AML626",
        title="Not a Kubernetes namespace",
        why="The namespace must exist in the cluster, and Kubernetes names are lower-case labels. Azure "
        "looks only when an endpoint is created, which then fails.",
        fix="Name an existing namespace.",
        example=Example("namespace: Serving_Team", "namespace: serving-team", Kind.KUBERNETES_COMPUTE),
        loader=Loader.ACCEPTS,
        find=_namespace,
        kinds=frozenset({Kind.KUBERNETES_COMPUTE}),
        link=ATTACH_PAGE,
    ),
)
