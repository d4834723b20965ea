"""The command: what it prints, its exit codes, and what it refuses."""

import sys

import pytest

from migrate.cli import main
from tests.migrate.doctor.scripts import ECHO, READS_THE_MODEL, write


@pytest.fixture
def doctor(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["doctor", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_script_that_works(doctor, tmp_path, server_python):
    (tmp_path / "model.txt").write_text("weights")
    script = write(tmp_path, READS_THE_MODEL)
    code, out, err = doctor(
        script, "--python", server_python, "--model", tmp_path / "model.txt", "--request", '{"a": 1}'
    )
    assert code == 0, out
    assert "status 200" in out
    assert '{"model": "weights", "asked": {"a": 1}}' in out
    assert out.endswith("0 to mend, 0 to know; it started and answered.\n")
    assert err == f"running {script} in the scoring server, on 127.0.0.1 alone\n"


def test_a_script_that_fails(doctor, tmp_path, server_python):
    code, out, _ = doctor(write(tmp_path, READS_THE_MODEL), "--python", server_python)
    assert code == 1
    assert "give --model" in out
    assert "the end of the server's log:" in out


def test_reading_alone_runs_nothing(doctor, tmp_path):
    script = write(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w').close()\n" + ECHO)
    code, out, err = doctor(script, "--lint-only")
    assert (code, err) == (0, "")
    assert "not served" in out
    assert not (tmp_path / "ran").exists()


def test_findings_have_place_id_and_level(doctor, tmp_path):
    script = write(tmp_path, ECHO.replace("def run(data)", "async def run(data)"))
    code, out, _ = doctor(script, "--lint-only")
    assert code == 1
    assert f"{script}:8  AML414  blocker" in out


def test_advice_alone_is_no_failure(doctor, tmp_path):
    code, out, _ = doctor(write(tmp_path, ECHO + "\nopen('labels.txt')\n"), "--lint-only")
    assert (code, "0 to mend, 1 to know" in out) == (0, True)


def test_no_server_is_could_not_check(doctor, tmp_path):
    code, out, _ = doctor(write(tmp_path, ECHO), "--python", sys.executable)
    assert code == 3
    assert "has no azureml-inference-server-http: install it there" in out


def test_what_the_script_prints_cannot_steer_the_terminal_or_tell_a_secret(doctor, tmp_path, server_python):
    text = ECHO.replace("return json.loads(data)", "raise ValueError('\\x1b[31m AccountKey=abcdef;')")
    code, out, _ = doctor(write(tmp_path, text), "--python", server_python, "--request", "1")
    assert code == 1
    assert "\x1b" not in out
    assert "abcdef" not in out


def test_a_long_answer_is_cut(doctor, tmp_path, server_python):
    text = ECHO.replace("json.loads(data)", "'x' * 100_000")
    code, out, _ = doctor(write(tmp_path, text), "--python", server_python, "--request", "1")
    assert code == 0
    assert len(out) < 4_000
    assert "(100,002 bytes in all)" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.py"], "is no file"),
        (["{script}", "--model", "no-such-model"], "--model no-such-model does not exist"),
        (["{script}", "--model-dir", "{script}"], "is no folder"),
        (["{script}", "--model", "{script}", "--model-dir", "."], "not both"),
        (["{script}", "--request", "{{rows: 1}}"], "neither a file nor JSON"),
        (["{script}", "--python", "no-such-python"], "no program that can be started"),
        (["{script}", "--env", "CURRENCY"], "--env takes NAME=VALUE"),
        (["{script}", "--code", "{other}"], "does not lie below --code"),
    ],
)
def test_wrong_usage_is_one_sentence(doctor, tmp_path, arguments, said):
    (tmp_path / "other").mkdir()
    script = write(tmp_path, ECHO)
    code, out, err = doctor(*(item.format(script=script, other=tmp_path / "other") for item in arguments))
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_explain_prints_the_page_of_a_check(capsys):
    assert main(["explain", "aml412"]) == 0
    assert capsys.readouterr().out.startswith("# AML412 parameters of run that the server refuses")
