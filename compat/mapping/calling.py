"""What callers of a service see, in v1 and in v2: addresses, credentials, time, status codes. One fact, one row.

Sources: https://learn.microsoft.com/azure/machine-learning/v1/how-to-consume-web-service (v1),
https://learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint,
https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints and
https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (v2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from compat.mapping.request_limits import KUBERNETES_MAXIMUM, MANAGED_MAXIMUM
from compat.mapping.setting import ACI, AKS, AKS_ENDPOINT, CLUSTER, LEARN, LOCAL
from compat.v1 import ServiceKind
from compat.v2 import Target
from compat.value import Value, known

_CONSUME = LEARN + "how-to-authenticate-online-endpoint"
_LIMITS = LEARN + "how-to-manage-quotas"
_TROUBLE = LEARN + "how-to-troubleshoot-online-endpoints"

V1_ADDRESS: Mapping[ServiceKind, str] = {
    AKS: "http(s)://<host>/api/v1/service/<name>/score",
    AKS_ENDPOINT: "http(s)://<host>/api/v1/service/<name>/score",
    ACI: "http(s)://<label>.<region>.azurecontainer.io/score",
    LOCAL: "http://localhost:<port>/score",
}
V2_ADDRESS: Mapping[Target, str] = {
    Target.KUBERNETES: "http(s)://<router>/api/v1/endpoint/<name>/score",
    Target.MANAGED: "https://<name>.<region>.inference.ml.azure.com/score",
}
TLS: Mapping[Target, str] = {
    Target.KUBERNETES: (
        "Set on the extension's router in the cluster: its certificate and host name, "
        "or plain HTTP with `allowInsecureConnections=True`."
    ),
    Target.MANAGED: "Always HTTPS, with Microsoft's certificate; no certificate or host name of your own.",
}
CLUSTER_ERRORS = "v1 on AKS answered 502 for an error in `run()`, 503 when overloaded, 504 on a timeout"
MANAGED_ERRORS = "424 for an error in `run()`, 429 when overloaded, 408 on a timeout"
KEYS = "`Authorization: Bearer <key>`. v2 makes new keys: every caller needs one."
TOKENS = "`Authorization: Bearer <token>`: an Azure ML token that expires; callers fetch it with `get-credentials`."


class Sign(Enum):
    """What shows in a file that it calls a service; the value is the word of every report."""

    ADDRESS = "address"
    LOOKUP = "address lookup"
    KEYS = "keys"
    WRITTEN_KEY = "written key"
    TOKENS = "tokens"
    REFRESH = "token refresh"
    CALL = "call"
    HEADER = "header"
    TIMEOUT = "timeout"
    PAYLOAD = "payload"
    RETRY = "status code"


@dataclass(frozen=True)
class Effect:
    """What one sign in a caller means for it after the move; ``asks`` tells that the caller must be changed for it."""

    sign: Sign
    sentence: str
    link: str = ""
    asks: bool = True


@dataclass(frozen=True)
class Side:
    """What a service was and becomes, as its callers see it; ``target`` None where that is not known.

    ``timeout`` is the ``request_timeout_ms`` of the plan, ``waits`` the seconds its caller waits, where they are known.
    """

    kind: ServiceKind = ServiceKind.UNKNOWN
    target: Target | None = None
    name: str = ""
    mode: Value | None = None
    open: bool = False
    timeout: int | None = None
    waits: float | None = None


def effects(signs: Iterable[Sign], side: Side) -> tuple[Effect, ...]:
    """Return what changes for a caller with these signs, one for each that has something to say."""
    found = frozenset(signs)
    said = (effect for sign in Sign if sign in found for effect in _EFFECTS[sign](side))
    return (*said, *_open(found, side))


def address(target: Target, name: str = "") -> str:
    """Return the shape of a v2 scoring address, with the endpoint's name where it is known."""
    return V2_ADDRESS[target].replace("<name>", name) if name else V2_ADDRESS[target]


def _becomes(side: Side) -> str:
    if side.target is None:
        return f"{V2_ADDRESS[Target.KUBERNETES]} on a cluster, {V2_ADDRESS[Target.MANAGED]} on a managed endpoint"
    return address(side.target, side.name)


def _address(side: Side) -> Iterator[Effect]:
    old = " The old host goes with v1." if side.target is Target.MANAGED else ""
    said = f"The address becomes {_becomes(side)}; read the real one from scoring_uri.{old}"
    yield Effect(Sign.ADDRESS, said, _CONSUME)


def _lookup(side: Side) -> Iterator[Effect]:
    said = (
        f"The address is asked for with online_endpoints.get(name).scoring_uri; it becomes {_becomes(side)}."
    )
    yield Effect(Sign.LOOKUP, said, _CONSUME)


def _keys(side: Side) -> Iterator[Effect]:
    said = (
        "online_endpoints.get_keys(name) returns an object with primary_key and secondary_key. The keys are new ones, "
        "unless the v1 keys are carried over with the REST call regenerateKeys and keyValue."
    )
    if known(side.mode) == "aml_token":
        said = "The endpoint takes tokens, not keys: online_endpoints.get_keys(name) returns access_token."
    yield Effect(Sign.KEYS, said, _CONSUME)


def _written_key(side: Side) -> Iterator[Effect]:
    said = (
        "A key is written here. v2 makes new keys: keep the new one where secrets are kept, not in the source. "
        "Whoever can read this file has the old one, also after a move that carries it over."
    )
    if known(side.mode) == "aml_token":
        said = "A key is written here; the endpoint takes tokens, so it is of no more use, and best removed."
    yield Effect(Sign.WRITTEN_KEY, said, _CONSUME)


def _token(_: Side) -> Iterator[Effect]:
    said = (
        "The token comes from online_endpoints.get_keys(name): access_token, with refresh_after_time_utc and "
        "expiry_time_utc. Fetch a new one after refresh_after_time_utc."
    )
    yield Effect(Sign.TOKENS, said, _CONSUME)


def _refresh(_: Side) -> Iterator[Effect]:
    said = (
        "When to fetch a new token was a local time without zone in v1; in v2 it is refresh_after_time_utc, in seconds "
        "since 1970, UTC: a comparison with datetime.now() has to change."
    )
    yield Effect(Sign.REFRESH, said, _CONSUME)


def _call(_: Side) -> Iterator[Effect]:
    said = (
        "service.run(...) becomes a plain HTTP request with the key, or online_endpoints.invoke, which takes a request "
        "file and returns text where run returned parsed JSON."
    )
    yield Effect(Sign.CALL, said, LEARN + "migrate-to-v2-deploy-endpoints")


def _header(side: Side) -> Iterator[Effect]:
    what = "token" if known(side.mode) == "aml_token" else "key or token"
    said = (
        f"The header Authorization: Bearer stays, with the new {what}. The header azureml-model-deployment may pin a "
        "request to one deployment."
    )
    yield Effect(Sign.HEADER, said, _CONSUME, asks=False)


def _timeout(side: Side) -> Iterator[Effect]:
    most = {Target.KUBERNETES: KUBERNETES_MAXIMUM, Target.MANAGED: MANAGED_MAXIMUM}
    limit = f" It may be {most[side.target] // 1000} s at most." if side.target is not None else ""
    if side.timeout is not None and side.waits is not None:
        yield _compared(side.waits, side.timeout / 1000)
        return
    here = f" The converted deployment has {side.timeout} ms." if side.timeout is not None else ""
    said = (
        "The client's timeout should be longer than request_timeout_ms of the deployment, or the client gives up "
        f"first.{here}{limit}"
    )
    yield Effect(Sign.TIMEOUT, said, _LIMITS)


def _compared(client: float, deployment: float) -> Effect:
    both = (
        f"The client waits {client:g} s, the converted deployment takes up to {deployment:g} s for an answer"
    )
    if client > deployment:
        return Effect(Sign.TIMEOUT, f"{both}: that stays in order.", _LIMITS, asks=False)
    return Effect(Sign.TIMEOUT, f"{both}: the client gives up first.", _LIMITS)


def _payload(_: Side) -> Iterator[Effect]:
    said = (
        "The body stays as it is: the scoring script reads it, and v2 passes it on unchanged. Only an MLflow model "
        "served without a scoring script wants input_data."
    )
    yield Effect(Sign.PAYLOAD, said, asks=False)


def _retry(side: Side) -> Iterator[Effect]:
    if side.target is Target.KUBERNETES:
        said = "On a cluster the status codes stay: 502, 503, 504."
        yield Effect(Sign.RETRY, said, _TROUBLE, asks=False)
        return
    old = f"{CLUSTER_ERRORS}. " if side.kind in CLUSTER else ""
    said = (
        f"{old}A managed endpoint answers {MANAGED_ERRORS}: clients that retry on the old codes must change."
    )
    yield Effect(Sign.RETRY, said, _TROUBLE)


def _open(found: frozenset[Sign], side: Side) -> Iterator[Effect]:
    if side.open and not found & {Sign.HEADER, Sign.KEYS, Sign.TOKENS, Sign.WRITTEN_KEY}:
        said = "The v1 service asked nobody for a key; v2 always does, so this caller must be given one and send it."
        yield Effect(Sign.HEADER, said, _CONSUME)


_EFFECTS = {
    Sign.ADDRESS: _address,
    Sign.LOOKUP: _lookup,
    Sign.KEYS: _keys,
    Sign.WRITTEN_KEY: _written_key,
    Sign.TOKENS: _token,
    Sign.REFRESH: _refresh,
    Sign.CALL: _call,
    Sign.HEADER: _header,
    Sign.TIMEOUT: _timeout,
    Sign.PAYLOAD: _payload,
    Sign.RETRY: _retry,
}
