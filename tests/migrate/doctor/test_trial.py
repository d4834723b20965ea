"""Trials in the real server: what it answers, and what is said when it does not."""

import json
import os
import sys

import pytest

from migrate.doctor.request import JSON, Request, RequestError, request_of
from migrate.doctor.trial import Result, Wish, tried
from tests.migrate.doctor.scripts import ECHO, RAW, READS_THE_MODEL, write

SCHEMA = """\
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema


def init():
    pass


@input_schema("rows", StandardPythonParameterType([1, 2]))
def run(rows):
    return sum(rows)
"""


@pytest.fixture
def wish(tmp_path, server_python):
    def make(text: str, body: bytes | None = b'{"x": 1}', **more: object) -> Wish:
        request = None if body is None else Request(body)
        return Wish(write(tmp_path, text), server_python, request=request, **more)

    return make


def test_it_answers(wish):
    trial = tried(wish(ECHO))
    assert trial.result is Result.ANSWERED
    assert (trial.answer.status, trial.answer.body) == (200, b'{"x": 1}')
    assert ("x-ms-run-function-failed", "False") in trial.answer.headers


def test_a_registered_file_and_a_registered_folder_lie_where_azure_puts_them(wish, tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "model.txt").write_text("weights")
    as_folder = READS_THE_MODEL.replace('"model.txt"', '"models", "model.txt"')

    assert tried(wish(READS_THE_MODEL, model=folder / "model.txt")).result is Result.ANSWERED
    assert tried(wish(READS_THE_MODEL, model_folder=folder)).result is Result.ANSWERED
    assert tried(wish(as_folder, model=folder)).result is Result.ANSWERED
    wrong = tried(wish(READS_THE_MODEL, model=folder))
    assert wrong.result is Result.DID_NOT_START
    assert wrong.sentences == ("The script looks for model.txt below AZUREML_MODEL_DIR, which holds models.",)


def test_raw_http_works_without_the_v1_package(wish):
    trial = tried(wish(RAW, b"\x00\xff"))
    assert (trial.result, trial.answer.body) == (Result.ANSWERED, b"\x00\xff")


def test_the_sample_of_a_schema_is_sent_where_none_is_given(wish):
    trial = tried(wish(SCHEMA, None))
    assert (trial.result, trial.answer.body) == (Result.ANSWERED, b"3")
    assert trial.sample == Request(b'{"rows": [1, 2]}', JSON)


def test_without_a_request_only_the_start_is_tried(wish):
    assert tried(wish(ECHO, None)).result is Result.STARTED


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import surely_no_such_module", "The script needs surely_no_such_module"),
        ("from azureml.core.model import Model", "azureml.core is a package of the v1 SDK"),
        ("import os; os.environ['CURRENCY']", "give --env CURRENCY=VALUE"),
        ("import os; os.environ['AZUREML_MODEL_DIR']", "give --model"),
        ("import os; os.path.join(os.getenv('AZUREML_MODEL_DIR'), 'a')", "give --model"),
        ("open('/no/such/file')", "There is no file /no/such/file"),
        ("from json import nothing_there", "json has no nothing_there"),
    ],
)
def test_a_start_that_fails_is_explained(wish, line, said):
    trial = tried(wish(f"{line}\n{ECHO}"))
    assert trial.result is Result.DID_NOT_START
    assert any(said in sentence for sentence in trial.sentences), trial.sentences
    assert "Traceback" in trial.log


def test_a_key_that_is_missing_in_data_is_not_taken_for_a_variable(wish):
    trial = tried(
        wish(
            ECHO.replace("return json.loads(data)", "return {}[json.loads(data)['x']['y']]"),
            b'{"x": {"y": "A"}}',
        )
    )
    assert trial.result is Result.FAILED
    assert trial.sentences == ()


def test_the_script_sees_the_variables_given_and_none_of_ours(wish, monkeypatch):
    monkeypatch.setenv("MINE", "secret")
    text = "import os\n" + ECHO.replace("json.loads(data)", "[os.getenv('MINE'), os.getenv('GIVEN')]")
    assert tried(wish(text, variables={"GIVEN": "x"})).answer.body == b'[null, "x"]'


def test_only_the_loopback_address_is_bound_and_nothing_stays(wish):
    text = "import os\n" + ECHO.replace("json.loads(data)", "[os.getpid(), os.getppid()]")
    for process in json.loads(tried(wish(text)).answer.body):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    log = tried(wish("raise SystemExit(1)\n")).log
    assert "Listening at: http://127.0.0.1:" in log
    assert "0.0.0.0" not in log


def test_a_start_that_takes_too_long_is_ended(wish):
    trial = tried(wish("import time\ntime.sleep(60)\n" + ECHO, start_seconds=0.5))
    assert trial.result is Result.TOO_SLOW


def test_an_answer_that_takes_too_long_is_ended(wish):
    text = ECHO.replace("return json.loads(data)", "import time; time.sleep(60)")
    assert tried(wish(text, request_seconds=0.5)).result is Result.SILENT


def test_a_python_without_the_server_is_no_verdict_on_the_script(tmp_path):
    trial = tried(Wish(write(tmp_path, ECHO), sys.executable))
    assert trial.result is Result.NO_SERVER


def test_modules_beside_the_script_and_in_its_code_folder_are_found(tmp_path, server_python):
    (tmp_path / "code" / "api").mkdir(parents=True)
    (tmp_path / "code" / "shared.py").write_text("WORD = 'shared'\n")
    script = write(
        tmp_path / "code" / "api", "from shared import WORD\n" + ECHO.replace("json.loads(data)", "WORD")
    )
    good = tried(Wish(script, server_python, code=tmp_path / "code", request=Request(b"1")))
    assert good.answer.body == b'"shared"'
    assert tried(Wish(script, server_python, request=Request(b"1"))).result is Result.DID_NOT_START


def test_the_tools_own_modules_are_not_in_the_scripts_way(wish):
    text = "import server\n" + ECHO
    assert tried(wish(text)).sentences[0].startswith("The script needs server")


class TestRequest:
    def test_json_is_the_body(self):
        assert request_of('{"a": 1}') == Request(b'{"a": 1}', JSON)

    def test_a_file_gives_its_bytes_and_its_type(self, tmp_path):
        file = tmp_path / "picture.bin"
        file.write_bytes(b"\xff")
        assert request_of(str(file)) == Request(b"\xff", "application/octet-stream")
        assert request_of(str(file), "image/png").content_type == "image/png"

    def test_neither_is_refused_with_a_hint(self):
        with pytest.raises(RequestError, match="neither a file nor JSON"):
            request_of("{data: 1}")
