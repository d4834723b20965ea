"""A host filled in for one cluster: what exactly is to be reached, by whom, and why."""

from dataclasses import dataclass

from connectivity.host import Answer, Expectation, Phase, Protocol, Weight, Who
from connectivity.vantage import Place


@dataclass(frozen=True)
class PrivateName:
    """What a private answer for this name looks like.

    `zones` are filled in; `ranges` are CIDR blocks the address must be in (empty: any private range);
    `addresses` are those of the private endpoint, where they are known.
    """

    zones: tuple[str, ...]
    forward: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """One name and port to be probed, or one that could not be filled in.

    `host` is None when it cannot be probed: `missing` then names the settings that would fill it in, and
    an empty `missing` means a wildcard without a witness. `witness_for` is the wildcard it stands for.
    `issuers` are the organisations that may have issued its certificate; empty means any.
    `uncertain` holds settings whose value is unknown and which decide whether the host is needed at all.
    """

    id: str
    entry: str
    host: str | None
    pattern: str
    port: int
    protocol: Protocol
    who: tuple[Who, ...]
    phases: tuple[Phase, ...]
    purpose: str
    breaks: str
    symptom: str
    source: str
    checked: str
    weight: Weight = Weight.REQUIRED
    expectation: Expectation = Expectation.REACHABLE
    condition: str = ""
    missing: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    witness_for: str | None = None
    answer: Answer | None = None
    private: PrivateName | None = None
    issuers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    alpn: bool = False
    inside: bool = False
    documented: bool = True

    @property
    def phase(self) -> Phase:
        """The first phase that breaks without it."""
        return min(self.phases, key=lambda phase: phase.order)


def asked_from(targets: tuple[Target, ...], place: Place) -> tuple[Target, ...]:
    """The targets that a place can speak for.

    Names of the cluster's own exist in its pods alone. Plain UDP is asked from here only: without an answer it
    proves nothing from anywhere.
    """
    pods = place in {Place.POD, Place.ROUTER}
    return tuple(
        target
        for target in targets
        if (pods or not target.inside) and (place is Place.HERE or target.protocol is not Protocol.UDP)
    )
