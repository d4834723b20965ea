"""The same probes, run somewhere else: a task that travels as text and comes back as observations."""

import json
import os
import sys
from dataclasses import dataclass, replace

from connectivity.codec import MalformedError, decode, encode
from connectivity.host import Protocol
from connectivity.observation import Observation
from connectivity.target import Target
from connectivity.vantage import Place


@dataclass(frozen=True)
class Errand:
    """What to ask, from which place, with which bounds. `authorities` are pairs of host and PEM."""

    place: Place
    name: str
    targets: tuple[Target, ...]
    authorities: tuple[tuple[str, str], ...] = ()
    probe: float = 5.0
    total: float = 30.0
    at_once: int = 200


@dataclass(frozen=True)
class Seen:
    """What came back."""

    observations: tuple[Observation, ...]


def run(text: str) -> str:
    """Do the errand in this process: JSON in, JSON out."""
    from connectivity.machine import here
    from connectivity.probes.limit import Limits
    from connectivity.probes.survey import Survey

    errand = decode(Errand, json.loads(text), "errand")
    vantage = replace(here(os.environ), place=errand.place, name=errand.name)
    limits = Limits(errand.probe, errand.total, errand.at_once)
    observations = Survey(vantage, limits, dict(errand.authorities)).run(errand.targets)
    return json.dumps(encode(Seen(observations)))


def read_seen(data: str, name: str) -> tuple[Observation, ...]:
    """The observations in what came back. Raises MalformedError naming the place."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"{name}: is not what a probe writes") from error
    return decode(Seen, document, name).observations


def for_pods(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets that a pod can speak for; plain UDP without an answer proves nothing from anywhere."""
    return tuple(target for target in targets if target.protocol is not Protocol.UDP)


def main(text: str) -> None:
    """Entry point of the packed script."""
    sys.stdout.write(run(text) + "\n")
