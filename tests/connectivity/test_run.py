"""A run survives being saved, and a damaged file is refused with the place of the damage."""

import dataclasses
import json
import typing
from pathlib import Path

import pytest

from connectivity.fact import Fact, NotRead, PodState
from connectivity.host import Answer, Phase, Protocol, Who
from connectivity.observation import Certificate, NameAnswer, NameOutcome, Observation, TlsAnswer, TlsOutcome
from connectivity.run import Known, Run, UnreadableRunError, from_json, read_run, to_json
from connectivity.target import PrivateName, Target
from connectivity.vantage import Place, Resolver, Vantage
from connectivity.verdict import State, Verdict

TARGET = Target(
    id="mcr", entry="mcr", host="mcr.example", pattern="*.mcr.example", port=443, protocol=Protocol.HTTPS,
    who=(Who.NODE,), phases=(Phase.SERVED, Phase.ATTACH), purpose="images", breaks="pulls", symptom="x",
    source="https://learn.microsoft.com/x", checked="2026-11-20",
    answer=Answer("/v2/", (200, 401)), private=PrivateName(("privatelink.example",)),
)  # fmt: skip
VANTAGE = Vantage(Place.HERE, resolvers=(Resolver("127.0.0.1", 5353, "test"),))
CERTIFICATE = Certificate("CN=a", "CN=b", "B", ("a",), "2026-01-01", "2027-01-01", "00")
RUN = Run(
    started="2026-11-20T00:00:00Z",
    version="0.1.0",
    context=(Known("region", "westeurope", "--region"),),
    targets=(TARGET,),
    observations=(
        Observation(
            "mcr",
            VANTAGE,
            names=(
                NameAnswer(
                    VANTAGE.resolvers[0], NameOutcome.ANSWERED, ("10.0.0.1",), udp=NameOutcome.TIMEOUT
                ),
            ),
            tls=TlsAnswer("mcr.example", TlsOutcome.VERIFIED, certificate=CERTIFICATE),
        ),
    ),
    facts=(
        NotRead("pods", "list", "azureml", "forbidden", denied=True),
        PodState("a", "b", "router", "Running", ready=True, restarts=3),
    ),
    verdicts=(Verdict("fine", State.FINE, "mcr", Phase.ATTACH, "answers"),),
)


def saved() -> dict[str, object]:
    return json.loads(json.dumps(to_json(RUN)))  # type: ignore[no-any-return]


def test_a_run_survives_being_saved() -> None:
    assert from_json(saved(), "x.json") == RUN


def test_the_first_phase_is_the_one_that_breaks_first() -> None:
    assert TARGET.phase is Phase.ATTACH


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema": 99}, "has schema 99"),
        ({"context": 3}, "report.context: expected a list"),
        ({"facts": [{"is": "Nothing"}]}, "report.facts[0]: unknown type 'Nothing'"),
        ({"facts": [{"resource": "pods"}]}, "report.facts[0]: expected an object with 'is'"),
        ({"targets": [{}]}, "report.targets[0]: field 'id' is missing"),
        ({"surprise": 1}, "unknown field 'surprise'"),
        ({"started": True}, "report.started: expected str"),
        ({"verdicts": [{"code": "x", "state": "maybe"}]}, "report.verdicts[0]"),
    ],
)
def test_a_damaged_run_is_refused_with_the_place(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(UnreadableRunError) as caught:
        from_json({**saved(), **change}, "x.json")
    assert str(caught.value).startswith("x.json: ")
    assert sentence in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", "\x00", "[" * 100_000])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text)
    with pytest.raises(UnreadableRunError, match=r"report\.json: is not a JSON report"):
        read_run(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRunError, match="cannot be read"):
        read_run(tmp_path / "absent.json")


SAMPLES: dict[object, object] = {str: "x", int: 1, float: 1.5, bool: True}


@pytest.mark.parametrize("kind", typing.get_args(Fact))
def test_every_kind_of_fact_survives_being_saved(kind: type) -> None:
    hints = typing.get_type_hints(kind)
    given = {field.name: SAMPLES.get(hints[field.name]) for field in dataclasses.fields(kind)}
    fact = kind(**{name: value for name, value in given.items() if value is not None}, **_tuples(kind, hints))
    run = dataclasses.replace(RUN, facts=(fact,))
    assert from_json(json.loads(json.dumps(to_json(run))), "x.json") == run


def _tuples(kind: type, hints: dict[str, object]) -> dict[str, object]:
    needed = [field for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING]
    return {field.name: () for field in needed if typing.get_origin(hints[field.name]) is tuple}
