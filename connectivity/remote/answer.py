"""The output of a probe that ran elsewhere, as observations. It comes from a container and is not trusted."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connectivity.codec import MalformedError, decode, encode
from connectivity.observation import Observation
from connectivity.probes.certificate import read_certificate
from connectivity.probes.limit import Limits, clean
from connectivity.probes.proxy import direct_for
from connectivity.remote import raw
from connectivity.remote.script.whole import FINISHED, MARK
from connectivity.remote.source import Question
from connectivity.target import asked_from
from connectivity.vantage import Place, Vantage

if TYPE_CHECKING:
    from connectivity.target import Target

LONGEST_LINE = 200_000
LONGEST_TEXT = 400


@dataclass(frozen=True)
class Answer:
    """Observations in the order of the targets, and sentences about what did not come back."""

    observations: tuple[Observation, ...] = ()
    undone: tuple[str, ...] = ()


def read(output: str, question: Question) -> Answer:
    """Whatever of the output can be understood; a target without an answer is named, never passed."""
    found = raw.read(output, question) if raw.MARK in output else _marked(output, question)
    by_target = {observation.target: observation for observation in found}
    missing = [target for target in question.probed if target.id not in by_target]
    undone = [_missing(missing, question, output)] if missing else []
    return Answer(
        tuple(by_target[target.id] for target in question.probed if target.id in by_target), tuple(undone)
    )


def brought(output: str, targets: tuple[Target, ...], name: str) -> Answer:
    """What a packed probe wrote somewhere; the place is the one it states. Raises MalformedError."""
    places = {_place(line[len(MARK) :]) for line in output.splitlines() if line.startswith(MARK)} - {None}
    if len(places) != 1:
        raise MalformedError(f"{name}: is not what a probe of connectivity pack writes")
    (place,) = places
    vantage = place or Vantage(Place.POD)
    return read(output, Question(vantage, asked_from(targets, vantage.place), Limits()))


def _place(text: str) -> Vantage | None:
    """The place that a line states; its name servers and proxy may differ from line to line."""
    try:
        stated = json.loads(text)["vantage"]
        return Vantage(Place(stated["place"]), clean(stated["name"]))
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return None


def _missing(missing: list[Target], question: Question, output: str) -> str:
    cut = "" if FINISHED in output else "; its output ended early"
    said = [line for line in output.splitlines() if line and not line.startswith((MARK, raw.MARK, FINISHED))]
    last = f"; it said: {clean(said[-1])}" if said else ""
    count = f"{len(missing)} of {len(question.probed)} hosts"
    return f"the probe at {question.vantage} gave no answer for {count}{cut}{last}"


def _marked(output: str, question: Question) -> list[Observation]:
    wanted = {target.id: target for target in question.probed}
    found = []
    for line in output.splitlines():
        if not line.startswith(MARK) or len(line) > LONGEST_LINE:
            continue
        observation = _observation(line[len(MARK) :], question)
        if observation is not None and observation.target in wanted:
            found.append(_with_bypass(observation, wanted[observation.target]))
    return found


def _observation(text: str, question: Question) -> Observation | None:
    """None for a line that is no observation, or that claims to come from elsewhere."""
    try:
        data = _cleaned(json.loads(text))
        if isinstance(data, dict):
            _decode_certificate(data)
        observation = decode(Observation, data, "probe")
    except (ValueError, RecursionError, MalformedError):
        return None
    mine = (question.vantage.place, question.vantage.name)
    return observation if (observation.vantage.place, observation.vantage.name) == mine else None


def _cleaned(value: object) -> object:
    """Texts bounded and printable; the certificate, which is longer, is checked where it is decoded."""
    if isinstance(value, dict):
        return {
            key: item if key == "certificate" else _cleaned(item)
            for key, item in value.items()
            if item is not None
        }
    if isinstance(value, list):
        return [_cleaned(item) for item in value[:100]]
    return clean(value, LONGEST_TEXT) if isinstance(value, str) else value


def _decode_certificate(data: dict[str, object]) -> None:
    """Put the readable certificate in the place of its bytes; without a readable one, none."""
    tls = data.get("tls")
    shown = tls.pop("certificate", None) if isinstance(tls, dict) else None
    if not isinstance(tls, dict) or not isinstance(shown, dict) or not isinstance(shown.get("der"), str):
        return
    try:
        der = base64.b64decode(shown["der"], validate=True)
        tls["certificate"] = encode(read_certificate(der, hashlib.sha256(der).hexdigest()))
    except (ValueError, binascii.Error):
        return


def _with_bypass(observation: Observation, target: Target) -> Observation:
    proxy = observation.vantage.proxy
    if proxy is None or target.host is None:
        return observation
    return replace(observation, direct_for=direct_for(target.host, proxy.no_proxy))
