"""The samples' rewritten scoring scripts in the real v2 server: they answer as they did in v1.

The answers were recorded from the original scripts in the v1 stack: Python 3.8, azureml-inference-server-http 0.4.11,
azureml-core 1.44.0, the models laid out as v1 did. The collector of azureml-monitoring needs a library of Ubuntu
18.04; the answer of its script was recorded without the calls on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

import pytest

from migrate.doctor.examination import examined
from migrate.doctor.request import Request
from migrate.doctor.trial import Result, Trial, Wish, tried
from migrate.finding import Level
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine
from tests.samples import ROOT, samples

STAND_INS = Path(__file__).parent / "stand_ins"
SCRIPTS = {
    "churn-aks": "src/score.py",
    "claims-either": "src/score.py",
    "energy-settings": "scoring/score.py",
    "forecast-open": "score_forecast.py",
    "fraud-token": "scoring/score.py",
    "orders-legacy": "serving/score.py",
    "pricing-files": "src/score.py",
    "ranking-endpoint": "ranker_a/score.py",
    "sentiment-aci": "score.py",
    "toxicity-two-models": "src/score.py",
    "vision-gpu": "src/detect.py",
}
Make = Callable[[Path, str], None]


@dataclass(frozen=True)
class Case:
    """A sample whose script changes: its model below a folder, the request, and v1's answer to it."""

    name: str
    models: dict[str, Make]
    request: bytes
    answer: bytes


def pickled(kind: str, library: str) -> Make:
    """Return what saves a model of a kind with a library, in the Python that will load it."""

    def make(path: Path, python: str) -> None:
        code = f"import {library}, sys, stand_in_models as m; {library}.dump(m.{kind}(), open(sys.argv[1], 'wb'))"
        run([python, "-c", code, str(path)], check=True, env={"PYTHONPATH": str(STAND_INS)})

    return make


def of_transformers(path: Path, _: str) -> None:
    """Save what the stand-in for the library looks for."""
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}")


CASES = (
    Case(
        "sentiment-aci",
        {"any-name.pkl": pickled("Sentiment", "joblib")},
        b'{"texts": ["good", "bad"]}',
        b"[1, 0]",
    ),
    Case(
        "forecast-open",
        {"forecast.pkl": pickled("Forecast", "pickle")},
        b'{"data": [[1, 2], [3, 4.5]]}',
        b"[3, 7.5]",
    ),
    Case(
        "toxicity-two-models",
        {
            "toxicity-models/tokenizer/2/tokenizer": of_transformers,
            "toxicity-models/classifier/9/classifier": of_transformers,
        },
        b'{"texts": ["ab", "abc"]}',
        b"[2, 3]",
    ),
)
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def rewritten(name: str, folder: Path) -> Path:
    """Rewrite a copy of a sample, with everything that wants a look, and return its scoring script."""
    shutil.copytree(ROOT / name / "v1", folder, dirs_exist_ok=True)
    for change in Engine(choice=Choice(unsafe=True)).rewrite(gathered([str(folder)], KINDS)).changes:
        (folder / change.path).write_bytes(change.after)
    return folder / SCRIPTS[name]


def served(case: Case, script: Path, folder: Path, python: str) -> Trial:
    models = folder / "models-of-the-test"
    for path, make in case.models.items():
        (models / path).parent.mkdir(parents=True, exist_ok=True)
        make(models / path, python)
    variables = {"PYTHONPATH": str(STAND_INS)}
    return tried(
        Wish(script, python, model_folder=models, request=Request(case.request), variables=variables)
    )


@EACH
def test_a_rewritten_script_answers_as_in_v1(case, tmp_path, server_python):
    trial = served(case, rewritten(case.name, tmp_path / "tree"), tmp_path, server_python)
    assert trial.result is Result.ANSWERED, trial.sentences or trial.log
    assert trial.answer is not None
    assert (trial.answer.status, trial.answer.body) == (200, case.answer)


@EACH
def test_the_script_of_v1_does_not_start_there(case, tmp_path, server_python):
    script = ROOT / case.name / "v1" / SCRIPTS[case.name]
    assert served(case, script, tmp_path, server_python).result is Result.DID_NOT_START


@EACH
def test_the_doctor_has_nothing_more_to_mend(case, tmp_path):
    found = examined(rewritten(case.name, tmp_path))
    assert [item for item in found if item.level not in {Level.ADVICE, Level.CHANGE}] == []


@pytest.mark.parametrize("name", sorted(set(SCRIPTS) - {case.name for case in CASES}))
def test_the_other_samples_scripts_stay_byte_for_byte(name, tmp_path):
    script = rewritten(name, tmp_path)
    assert script.read_bytes() == (ROOT / name / "v1" / SCRIPTS[name]).read_bytes()


def test_no_sample_is_forgotten():
    assert {sample.name for sample in samples()} <= set(SCRIPTS)


@pytest.mark.parametrize(
    "text",
    [
        "import azureml.contrib.services.aml_request\n\n\ndef init():\n    pass\n\n\n"
        "@azureml.contrib.services.aml_request.rawhttp\ndef run(request):\n    return len(request.get_data())\n",
        "from azureml.contrib.services import aml_request\n\n\ndef init():\n    pass\n\n\n"
        "@aml_request.rawhttp\ndef run(request):\n    return len(request.get_data())\n",
    ],
    ids=["import", "from"],
)
def test_a_module_of_raw_http_is_found_only_when_rewritten(text, tmp_path, server_python):
    script = tmp_path / "score.py"
    script.write_text(text)
    before = tried(Wish(script, server_python, request=Request(b"abc")))
    for change in Engine().rewrite(gathered([str(tmp_path)], KINDS)).changes:
        script.write_bytes(change.after)
    after = tried(Wish(script, server_python, request=Request(b"abc")))

    assert before.result is Result.DID_NOT_START
    assert (after.result, after.answer and after.answer.body) == (Result.ANSWERED, b"3")
