"""The checks: each finds its own example, and leaves alone what works."""

from pathlib import Path

import pytest

from migrate.doctor.checks import CHECKS
from migrate.doctor.examination import examined
from migrate.doctor.trial import Result, Wish, tried
from migrate.finding import Level
from migrate.rules import rules
from tests.migrate.doctor.scripts import ECHO, RAW, READS_THE_MODEL, write
from tests.samples import ROOT

EACH = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
FATAL = [check for check in CHECKS if check.code in {"AML410", "AML411", "AML412", "AML419", "AML424"}]
FAILING = [check for check in CHECKS if check.code in {"AML413", "AML414", "AML421", "AML422"}]


def codes(folder: Path, text: str) -> list[str]:
    return [item.rule for item in examined(write(folder, text))]


def test_the_codes_are_nobody_elses():
    own = [check.code for check in CHECKS]
    assert len(set(own)) == len(own)
    assert not set(own) & set(rules())


@EACH
def test_a_check_finds_its_example_and_nothing_in_the_mended_one(check, tmp_path):
    assert check.code in codes(tmp_path, check.wrong)
    assert codes(tmp_path, check.right) == []


@pytest.mark.parametrize("check", FATAL, ids=lambda check: check.code)
def test_what_a_check_calls_fatal_stops_the_real_server(check, tmp_path, server_python):
    trial = tried(Wish(write(tmp_path, check.wrong), server_python))
    assert (trial.result, check.level) == (Result.DID_NOT_START, Level.BLOCKER)


@pytest.mark.parametrize("check", FAILING, ids=lambda check: check.code)
def test_what_a_check_calls_a_failure_fails_in_the_real_server(check, tmp_path, server_python):
    from migrate.doctor.request import Request

    trial = tried(Wish(write(tmp_path, check.wrong), server_python, request=Request(b"[1]")))
    assert trial.result is Result.FAILED
    assert trial.answer is not None
    assert trial.answer.status == 500


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ECHO, id="plain"),
        pytest.param(READS_THE_MODEL, id="reads the model"),
        pytest.param("from lib.score import init, run\n", id="imported functions"),
        pytest.param("from lib.score import *\n", id="star import"),
        pytest.param("def init(path=None):\n    pass\n\n\nrun = lambda data: data\n", id="lambda"),
        pytest.param(
            "import functools\n\n\ndef init():\n    pass\n\n\n@functools.cache\ndef run(*args):\n    return args\n",
            id="an unknown decorator may change the signature",
        ),
        pytest.param(
            "try:\n    from azureml.core import Run\nexcept ImportError:\n    Run = None\n\n\n" + ECHO,
            id="guarded",
        ),
        pytest.param("from azureml.ai.monitoring import Collector\n" + ECHO, id="the collector of v2"),
        pytest.param('"""Was in /var/azureml-app/azureml-models once."""\n' + ECHO, id="a docstring"),
        pytest.param(
            "import os\n\nopen(os.path.join(os.path.dirname(__file__), 'a.txt')).close()\n" + ECHO,
            id="anchored",
        ),
        pytest.param(
            "def init():\n    global model\n    model = 1\n    other = 2\n    return other\n\n\n"
            "def run(data):\n    other = data\n    return [model, other]\n",
            id="a local of the same name in both",
        ),
        pytest.param("def init():\n    pass\n\n\ndef run(data):\n    return data.encode\n", id="not a call"),
    ],
)
def test_what_works_is_left_alone(text, tmp_path):
    assert codes(tmp_path, text) == []


def test_raw_http_is_advice_and_works(tmp_path):
    found = examined(write(tmp_path, RAW))
    assert {(item.rule, item.level) for item in found} == {("AML405", Level.ADVICE)}


def test_a_file_that_does_not_parse_is_a_finding(tmp_path):
    found = examined(write(tmp_path, "def init(:\n"))
    assert [item.level for item in found] in ([Level.FAILURE], [Level.BLOCKER])


def test_the_samples_say_what_they_need():
    said = {
        name: [item.rule for item in examined(ROOT / name / "v1" / script) if item.level is Level.BLOCKER]
        for name, script in (
            ("churn-aks", "src/score.py"),
            ("sentiment-aci", "score.py"),
            ("forecast-open", "score_forecast.py"),
            ("orders-legacy", "serving/score.py"),
            ("fraud-token", "scoring/score.py"),
        )
    }
    assert said == {
        "churn-aks": [],
        "sentiment-aci": ["AML415", "AML401"],
        "forecast-open": ["AML402"],
        "orders-legacy": ["AML416"],
        "fraud-token": [],
    }


def test_reading_a_script_does_not_run_it(tmp_path):
    examined(write(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w').close()\n" + ECHO))
    assert not (tmp_path / "ran").exists()
