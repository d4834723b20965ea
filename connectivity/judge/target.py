"""One target from one vantage: exactly one verdict on the target, and remarks on what hides behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectivity.host import Expectation, Protocol
from connectivity.judge import identity, names, path, private
from connectivity.judge.cause import Cause, fine, unchecked
from connectivity.observation import TcpOutcome
from connectivity.setting import BY_NAME
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.observation import Observation
    from connectivity.target import Target


# A way that is cut, whatever cut it.
STOPPED = ("tcp-", "tls-reset", "tls-closed", "tls-silent")
NO_SUCH_NAME = {"dns-nxdomain", "dns-no-address", "dns-alias-dangling"}


def causes(target: Target, observation: Observation | None) -> list[Cause]:
    """The cause for the target first, then remarks."""
    main = _main(target, observation)
    if observation is None or target.host is None:
        return [main]
    if target.expectation is Expectation.BLOCKED:
        return [_turned(main, observation)]
    remarks = [
        *(names.remarks(observation) if target.protocol is not Protocol.DNS else []),
        *path.partly(observation),
        *path.bypasses(observation, target.host),
        *identity.clocks(observation),
    ]
    if target.inside:
        main = _inside(main)
    return [_doubted(main, target), *[remark for remark in remarks if remark.code != main.code]]


def _main(target: Target, observation: Observation | None) -> Cause:
    if target.host is None:
        if target.missing:
            return _lacking(target)
        return unchecked("no-witness", f"{target.pattern} stands for many names")
    if observation is None:
        return unchecked("out-of-time", "nothing was asked")
    found = _found(target, observation)
    if found is not None and target.witness_for is not None and found.code in NO_SUCH_NAME:
        # The witness is one name under the wildcard: that it does not exist says nothing about the others.
        return unchecked(
            "no-witness", f"{target.host}, asked in place of {target.witness_for}", *found.evidence
        )
    if found is not None and (found.state is State.BROKEN or observation.unfinished is None):
        return found
    if observation.untold:
        told = f"nothing there tells about stage {observation.unfinished}"
        return unchecked("tools-cannot-tell", told, *identity.evidence(observation))
    return unchecked(
        "out-of-time", f"cut off at stage {observation.unfinished}", *identity.evidence(observation)
    )


def _found(target: Target, observation: Observation) -> Cause | None:
    if target.protocol is Protocol.DNS:
        return path.dns_server(observation) if len(observation.names) == 2 else None
    proxied = observation.proxy is not None
    if proxied:
        refused = path.refused_by_proxy(observation)
        return refused or identity.identity(target, observation)
    wrong = names.unresolved(target.host or "", observation) or private.misplaced(target, observation)
    if wrong is not None:
        return wrong
    if target.protocol.transport == "udp":
        return path.datagram(observation)
    barred = path.barred(observation)
    if barred is not None:
        return barred
    return identity.identity(target, observation) if observation.tcp else None


def _inside(main: Cause) -> Cause:
    """A way inside the cluster has other culprits than a firewall's rule by name."""
    if main.state is not State.BROKEN or not main.code.startswith(STOPPED):
        return main
    return Cause("api-server-by-address", evidence=main.evidence, values=main.values)


def _turned(main: Cause, observation: Observation) -> Cause:
    """For a host that must be blocked, a connection is the fault."""
    if any(answer.outcome is TcpOutcome.CONNECTED for answer in observation.tcp):
        return Cause("not-blocked", evidence=main.evidence)
    return fine("blocked-as-wanted", *main.evidence) if main.state is State.BROKEN else main


def _doubted(main: Cause, target: Target) -> Cause:
    """A host that may not be needed at all is not called broken."""
    if main.state is not State.BROKEN or not target.uncertain:
        return main
    values = {**main.values, "flags": _flags(target.uncertain), "inner_code": main.code}
    return Cause("condition-unknown", State.COULD_NOT_CHECK, main.evidence, values, "")


def _lacking(target: Target) -> Cause:
    """Targets that lack the same values become one verdict."""
    flags = _missing_flags(target)
    seen = "cannot be filled in" if "{" in target.pattern else "is asked once the cloud is known"
    return replace(unchecked("missing-value", f"{target.pattern} {seen}", flags=flags), shared=flags)


def _missing_flags(target: Target) -> str:
    """What fills the name in, and what would settle that it is not needed."""
    unsettled = tuple(name for name in target.uncertain if name not in target.missing)
    settle = f", or settle whether it is needed: {_flags(unsettled)}" if unsettled else ""
    return f"{_flags(target.missing)}{settle}"


def _flags(settings: tuple[str, ...]) -> str:
    return " and ".join(BY_NAME[name].hint for name in settings)
