"""What a service's README says to those who call it; the facts are those of ``compat.mapping.calling``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compat.emit.inert import code, markdown
from compat.mapping.calling import CLUSTER_ERRORS, KEYS, MANAGED_ERRORS, TLS, TOKENS, V1_ADDRESS, V2_ADDRESS
from compat.mapping.setting import CLUSTER, Fate
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


def contract(translation: Translation) -> Contract:
    """Return what callers of a service see after the move."""
    kind, target = translation.service.kind, translation.target
    before = f"It was `{V1_ADDRESS[kind]}`. " if kind in V1_ADDRESS else ""
    return Contract(
        address=f"{before}It becomes `{V2_ADDRESS[target]}`; read the real one from `scoring_uri`.",
        credentials=" ".join([_credentials(translation.plan.endpoint.auth_mode), *_warnings(translation)]),
        tls=TLS[target],
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
        return KEYS
    if text == "aml_token":
        return TOKENS
    if isinstance(mode, Known):
        return f"{code(f'auth_mode: {text}')}; callers need a credential of that kind."
    return "Not decided yet, see above."


def _errors(kind: ServiceKind, target: Target) -> str:
    old = CLUSTER_ERRORS if kind in CLUSTER else ""
    if target is Target.KUBERNETES:
        return (
            f"{old}; this stays."
            if old
            else "502 for an error in `run()`, 503 when overloaded, 504 on a timeout."
        )
    if old:
        return f"{old}. A managed endpoint answers {MANAGED_ERRORS}: clients that retry on the old codes must change."
    return f"A managed endpoint answers {MANAGED_ERRORS}: check what clients retry on."
