"""The usage log, its summary, and what ``COMPAT_LEVEL`` does."""

import json
import warnings

import pytest

from compat.azureml.core import Environment, Model
from compat.azureml.core.conda_dependencies import CondaDependencies
from compat.backends.record import Recorder
from compat.cli import main
from compat.runtime.refusal import CompatUnsupported, CompatWarning
from compat.runtime.session import Session, from_environment, use
from compat.runtime.usage import Level, Usage, level, log_file, read, summary


@pytest.fixture
def log(tmp_path):
    yield tmp_path / "state" / "usage.jsonl"
    use(None)


def start(log, at=Level.SILENT):
    use(Session(Recorder(log.parent / "out", {}), level=at, usage=Usage(log)))


def test_every_call_is_logged_with_the_callers_line(log):
    start(log)
    CondaDependencies.create(pip_packages=["flask"])
    Environment("e").clone("f")
    calls = list(read(log))
    assert [one.call for one in calls] == [
        "CondaDependencies.create",
        "Environment.__init__",
        "Environment.clone",
    ]
    assert calls[0].file == __file__
    assert calls[1].line == calls[0].line + 1


def test_what_a_call_calls_itself_is_not_logged(log, tmp_path):
    start(log)
    (tmp_path / "conda.yml").write_text("dependencies: [numpy]\n")
    Environment.from_conda_specification("e", str(tmp_path / "conda.yml"))
    assert [one.call for one in read(log)] == ["Environment.from_conda_specification"]


def test_the_summary_counts_places(log):
    start(log)
    for _ in range(3):
        CondaDependencies.create()
    CondaDependencies().as_dict()
    rows = summary(read(log))
    once = [("CondaDependencies.__init__", 1), ("CondaDependencies.as_dict", 1)]
    assert [(row[0], row[3]) for row in rows] == [("CondaDependencies.create", 3), *once]


def test_an_empty_log_says_so(log, capsys):
    assert main(["usage", "--log", str(log), "--fail"]) == 0
    assert capsys.readouterr().out == f"No v1 call is in {log}.\n"


def test_damaged_lines_are_skipped(log):
    start(log)
    CondaDependencies.create()
    log.write_text('{"call": 1}\nnonsense\n' + log.read_text())
    assert len(list(read(log))) == 1


def test_a_log_that_cannot_be_written_stops_nothing_and_is_told_once(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    usage = Usage(tmp_path / "file" / "usage.jsonl")
    usage.write("a", "b", 1)
    usage.write("a", "b", 1)
    assert usage.unwritable
    assert [one.getMessage().partition(":")[0] for one in caplog.records] == ["v1 calls are not logged"]


def test_warn_warns_and_goes_on(log):
    start(log, Level.WARN)
    with pytest.warns(CompatWarning, match="CondaDependencies.create is v1"):
        assert CondaDependencies.create() is not None


def test_error_refuses(log):
    start(log, Level.ERROR)
    with pytest.raises(CompatUnsupported, match="COMPAT_LEVEL=error"):
        Model.list(None)


def test_silent_is_silent(log):
    start(log)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        CondaDependencies.create()


@pytest.mark.parametrize(
    ("text", "found"), [("", Level.SILENT), ("WARN", Level.WARN), ("error", Level.ERROR)]
)
def test_levels(text, found):
    assert level({"COMPAT_LEVEL": text}) is found


def test_an_unknown_level_is_a_sentence():
    with pytest.raises(ValueError, match="COMPAT_LEVEL=loud: it is silent, warn or error"):
        level({"COMPAT_LEVEL": "loud"})


def test_where_the_log_is(tmp_path):
    assert log_file({"COMPAT_LOG": "/x/y"}).as_posix() == "/x/y"
    assert log_file({"XDG_STATE_HOME": str(tmp_path)}) == tmp_path / "compat" / "usage.jsonl"


def test_a_process_learns_from_its_environment(tmp_path):
    found = from_environment(
        {
            "COMPAT_ANSWERS": json.dumps({"a": 1, "b": True, "model:x": "2"}),
            "COMPAT_ACCEPT": "open-service",
            "COMPAT_RECORD": str(tmp_path),
        }
    )
    assert found.answers == {"a": "1", "b": "true", "model:x": "2"}
    assert found.settled == {"a": "1", "b": "true"}
    assert found.accepted == {"open-service"}
    assert found.backend.recording
