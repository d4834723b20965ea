"""How callers prove who they are."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import ENDPOINTS, Kind, at
from compat.validation.problem import AUTH_PAGE, Case, Check, Example, Hit, Loader, Severity

_OPEN = {"none", "", "false", "anonymous", "off", "no"}


def _plain(value: object) -> str:
    return str(value).replace("_", "").lower()


def _entra(case: Case) -> Iterator[Hit]:
    if _plain(at(case.data, "auth_mode")) == "aadtoken":
        yield Hit(("auth_mode",), "auth_mode aad_token works on managed endpoints only.")


def _open(case: Case) -> Iterator[Hit]:
    value = at(case.data, "auth_mode")
    if "auth_mode" in (case.data if isinstance(case.data, dict) else ()) and _plain(value) in _OPEN:
        yield Hit(("auth_mode",), "auth_mode cannot be switched off: a v2 endpoint always authenticates.")


def _silent(case: Case) -> Iterator[Hit]:
    if isinstance(case.data, dict) and "auth_mode" not in case.data:
        yield Hit((), "auth_mode is missing; Azure then uses key.")


CHECKS = (
    Check(
        code="AML630",
        title="aad_token on Kubernetes",
        why="Microsoft Entra tokens are for managed endpoints. The loader takes aad_token for a Kubernetes "
        "endpoint too, and the service does not support it. v1's token_auth_enabled is aml_token.",
        fix="Use key or aml_token.",
        example=Example("auth_mode: aad_token", "auth_mode: aml_token", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.ACCEPTS,
        find=_entra,
        kinds=frozenset({Kind.KUBERNETES_ENDPOINT}),
        link=AUTH_PAGE,
    ),
    Check(
        code="AML631",
        title="Endpoint without authentication",
        why="v1 services could be open, and on ACI were so by default. v2 has no such mode.",
        fix="Use key, and give the key to the callers.",
        example=Example("auth_mode: none", "auth_mode: key", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.REFUSES,
        find=_open,
        kinds=ENDPOINTS,
        link=AUTH_PAGE,
    ),
    Check(
        code="AML632",
        title="auth_mode not written",
        why="The default is key. Where the v1 service was open or used tokens, that is a change for every "
        "caller.",
        fix="Write the auth_mode you mean.",
        example=Example("", "auth_mode: key", Kind.KUBERNETES_ENDPOINT, without=("auth_mode",)),
        loader=Loader.ACCEPTS,
        find=_silent,
        kinds=ENDPOINTS,
        severity=Severity.WARNING,
        link=AUTH_PAGE,
    ),
)
