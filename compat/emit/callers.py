"""What changes for those who call the service: address, credentials, TLS, status codes. One fact, one row.

Sources: https://learn.microsoft.com/azure/machine-learning/v1/how-to-consume-web-service (v1),
https://learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint and
https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints (v2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compat.emit.inert import code, markdown
from compat.mapping.setting import Fate
from compat.mapping.translation import Translation
from compat.v1 import ServiceKind
from compat.v2 import Target
from compat.value import Known, Value, known


@dataclass(frozen=True)
class Contract:
    """What a caller sees, one sentence a field."""

    address: str
    credentials: str
    tls: str
    errors: str


_V1_ADDRESS = {
    ServiceKind.AKS: "`http(s)://<host>/api/v1/service/<name>/score`",
    ServiceKind.AKS_ENDPOINT: "`http(s)://<host>/api/v1/service/<name>/score`",
    ServiceKind.ACI: "`http(s)://<label>.<region>.azurecontainer.io/score`",
    ServiceKind.LOCAL: "`http://localhost:<port>/score`",
}
_V2_ADDRESS = {
    Target.KUBERNETES: "`http(s)://<router>/api/v1/endpoint/<name>/score`",
    Target.MANAGED: "`https://<name>.<region>.inference.ml.azure.com/score`",
}
_TLS = {
    Target.KUBERNETES: (
        "Set on the extension's router in the cluster: its certificate and host name, "
        "or plain HTTP with `allowInsecureConnections=True`."
    ),
    Target.MANAGED: "Always HTTPS, with Microsoft's certificate; no certificate or host name of your own.",
}
_CLUSTER_ERRORS = "v1 on AKS answered 502 for an error in `run()`, 503 when overloaded, 504 on a timeout"
_CLUSTER = {ServiceKind.AKS, ServiceKind.AKS_ENDPOINT}


def contract(translation: Translation) -> Contract:
    """Return what callers of a service see after the move."""
    kind, target = translation.service.kind, translation.target
    old = _V1_ADDRESS.get(kind, "")
    before = f"It was {old}. " if old else ""
    return Contract(
        address=f"{before}It becomes {_V2_ADDRESS[target]}; read the real one from `scoring_uri`.",
        credentials=" ".join([_credentials(translation.plan.endpoint.auth_mode), *_warnings(translation)]),
        tls=_TLS[target],
        errors=_errors(kind, target),
    )


def local() -> Contract:
    """Return what callers of a local deployment see: Docker on this machine, with nothing in front of it."""
    return Contract(
        address="`http://localhost:<port>/score`; Docker chooses the port, v2 has no setting for it.",
        credentials="None: a local deployment does not ask for a key.",
        tls="None: plain HTTP on this machine.",
        errors="The inference server answers by itself; there is no router in between.",
    )


def _warnings(translation: Translation) -> Iterator[str]:
    """What the mapping could not settle about authentication, such as a service that was open to everybody."""
    for change in translation.changes:
        if change.fate is Fate.MANUAL and "endpoint.auth_mode" in change.writes:
            yield markdown(change.sentence)


def _credentials(mode: Value) -> str:
    text = known(mode)
    if text == "key":
        return "`Authorization: Bearer <key>`. v2 makes new keys: every caller needs one."
    if text == "aml_token":
        return (
            "`Authorization: Bearer <token>`: an Azure ML token that expires; "
            "callers fetch it with `get-credentials`."
        )
    if isinstance(mode, Known):
        return f"{code(f'auth_mode: {text}')}; callers need a credential of that kind."
    return "Not decided yet, see above."


def _errors(kind: ServiceKind, target: Target) -> str:
    old = _CLUSTER_ERRORS if kind in _CLUSTER else ""
    if target is Target.KUBERNETES:
        return (
            f"{old}; this stays."
            if old
            else "502 for an error in `run()`, 503 when overloaded, 504 on a timeout."
        )
    new = "424 for an error in `run()`, 429 when overloaded, 408 on a timeout"
    if old:
        return f"{old}. A managed endpoint answers {new}: clients that retry on the old codes must change."
    return f"A managed endpoint answers {new}: check what clients retry on."
