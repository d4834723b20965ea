"""A cause in words: reason, symptom, and the fix with everything filled in that is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.codes import codes
from connectivity.rules.azure_firewall import az_line
from connectivity.rules.rule import outgoing, rules
from connectivity.rules.squid import squid_line
from connectivity.verdict import State, Verdict

if TYPE_CHECKING:
    from connectivity.judge.cause import Cause
    from connectivity.observation import Observation
    from connectivity.target import Target

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def verdict(cause: Cause, target: Target, observation: Observation | None) -> Verdict:
    """The verdict on a target."""
    code = codes()[cause.code]
    broken = cause.state is not State.FINE
    return Verdict(
        code=cause.code,
        state=cause.state,
        subject=target.id,
        phase=target.phase,
        reason=f"{code.title}: {target.host or target.pattern}:{target.port}",
        vantage=str(observation.vantage) if observation else "",
        weight=target.weight,
        evidence=cause.evidence,
        symptom=target.symptom if broken else "",
        fix=_fix(cause, target, observation),
        source=target.source if cause.state is State.FINE else code.source or target.source,
    )


def _fix(cause: Cause, target: Target, observation: Observation | None) -> str:
    values = {**_known(target, observation), **cause.values}
    inner = cause.values.get("inner_code")
    if inner:
        values["inner"] = fill(codes()[inner].fix, values)
    return fill(codes()[cause.code].fix, values)


def fill(text: str, values: dict[str, str]) -> str:
    """The text with what is known; a placeholder nobody knows becomes a word, never a brace."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1]) or f"(its {match[1]})", text)


def _known(target: Target, observation: Observation | None) -> dict[str, str]:
    values = {"host": target.host or target.pattern, "port": str(target.port), "pattern": target.pattern}
    found = outgoing(rules((target,)))
    if found:
        values["rule"] = az_line(found[0])
        values["squid"] = squid_line(found[0])
    if observation is not None:
        values["place"] = observation.vantage.place.value
    if observation is not None and observation.tcp:
        values["address"] = observation.tcp[0].address
    return values
