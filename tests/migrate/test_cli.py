from __future__ import annotations

import argparse
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from compat.value import Place
from migrate.cli import guarded, main
from migrate.commands.scanning import code_of, progress_on
from migrate.finding import Finding, Level
from migrate.report.surface import Surface, surface_of
from migrate.scan import Repository, Scan
from tests.migrate.readings import aks_service
from tests.migrate.report.test_text import outcome, reported


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    try:
        code = main(argv)
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def clean(tmp_path: Path) -> str:
    (tmp_path / "a.py").write_text("import os\n")
    return str(tmp_path)


@pytest.fixture
def broken(tmp_path: Path) -> str:
    (tmp_path / "a.py").write_bytes(b"import azureml\0")
    return str(tmp_path)


def test_a_clean_tree_is_exit_zero_and_one_sentence(capsys: pytest.CaptureFixture[str], clean: str) -> None:
    assert run(capsys, "scan", clean) == (0, "No Azure ML v1 found in 1 file.\n", "")


def test_findings_are_exit_one_on_standard_output(capsys: pytest.CaptureFixture[str], broken: str) -> None:
    code, out, err = run(capsys, "scan", broken)
    assert (code, err) == (1, "")
    assert "AML914" in out


def test_exit_zero_reports_and_passes(capsys: pytest.CaptureFixture[str], broken: str) -> None:
    code, out, _ = run(capsys, "scan", broken, "--exit-zero")
    assert code == 0
    assert "AML914" in out


def test_rules_that_are_ignored_do_not_fail(capsys: pytest.CaptureFixture[str], broken: str) -> None:
    assert run(capsys, "scan", broken, "--ignore", "AML914")[0] == 0
    assert run(capsys, "scan", broken, "--select", "AML1,AML5")[0] == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["scan", "/no/such/place"], "/no/such/place does not exist"),
        (
            ["scan", ".", "--format", "xml"],
            "unknown format xml; there are text, json, sarif, junit, github,",
        ),
        (["scan", ".", "--format", "json", "--format", "text"], "only one format can go to the terminal"),
        (["scan", ".", "--select", "AML777"], "no rule has the id or prefix AML777"),
        (["explain", "no-such-thing"], "there is no rule and no setting 'no-such-thing'"),
    ],
)
def test_wrong_usage_is_exit_two_and_one_sentence(
    capsys: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("argv", [[], ["scan"], ["nonsense"], ["scan", ".", "--lossy", "maybe"]])
def test_arguments_that_do_not_parse_are_exit_two(
    capsys: pytest.CaptureFixture[str], argv: list[str]
) -> None:
    assert run(capsys, *argv)[0] == 2


def test_reports_go_to_files_and_the_terminal_at_once(
    capsys: pytest.CaptureFixture[str], broken: str, tmp_path: Path
) -> None:
    file = tmp_path / "scan.json"
    code, out, _ = run(capsys, "scan", broken, "--format", "text", "--format", f"json={file}")
    assert code == 1
    assert "AML914" in out
    assert json.loads(file.read_text())["summary"]["findings"] == 1


def test_a_report_that_cannot_be_written_is_one_sentence(
    capsys: pytest.CaptureFixture[str], clean: str
) -> None:
    code, _, err = run(capsys, "scan", clean, "--format", f"json={clean}/no/scan.json")
    assert code == 2
    assert "scan.json" in err


@pytest.mark.parametrize("subject", ["AML101", "aml101", "num_replicas", "numReplicas", "--num-replicas"])
def test_a_rule_or_a_setting_in_any_spelling_is_explained(
    capsys: pytest.CaptureFixture[str], subject: str
) -> None:
    code, out, err = run(capsys, "explain", *(["--"] if subject.startswith("-") else []), subject)
    assert (code, err) == (0, "")
    assert out.startswith("# ")


def refuse(_: argparse.Namespace) -> int:
    raise ZeroDivisionError("by zero")


def interrupt(_: argparse.Namespace) -> int:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("command", "code", "said"), [(refuse, 3, "fault in migrate"), (interrupt, 130, "interrupted")]
)
def test_the_edge_turns_what_goes_wrong_into_a_sentence(
    capsys: pytest.CaptureFixture[str], command: object, code: int, said: str
) -> None:
    assert guarded(argparse.Namespace(run=command)) == code
    assert said in capsys.readouterr().err


FINDING = Finding("AML101", Level.CHANGE, "Said.", Place("a.py"))
FAULT = Finding("AML920", Level.FAILURE, "Said.", Place("a.py"))


def scan(*findings: Finding, lossy: bool = False) -> Scan:
    item = outcome(aks_service())
    outcomes = (replace(item, changes=(), target=None),) if lossy else ()
    return Scan((Repository(".", 1, 1, {}, (), outcomes, findings),))


@pytest.mark.parametrize(
    ("result", "deny", "zero", "code"),
    [
        (scan(), False, False, 0),
        (scan(FINDING), False, False, 1),
        (scan(FINDING), False, True, 0),
        (scan(FINDING, FAULT), False, True, 3),
        (scan(lossy=True), False, False, 0),
        (scan(lossy=True), True, False, 1),
        (scan(lossy=True), True, True, 1),
    ],
)
def test_the_exit_code_hides_neither_our_faults_nor_a_denied_loss(
    result: Scan, deny: bool, zero: bool, code: int
) -> None:
    assert code_of(reported(result), deny=deny, zero=zero) == code


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only_and_leaves_no_trace() -> None:
    assert progress_on(io.StringIO()) is None
    terminal = Terminal()
    show = progress_on(terminal)
    assert show is not None
    for number in range(1, 151):
        show(number, 150)
    assert "reading 25 of 150" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    few = Terminal()
    (progress_on(few) or show)(3, 3)
    assert few.getvalue() == ""


def test_colour_needs_a_terminal_and_no_objection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert surface_of(io.StringIO()) == Surface()
    assert surface_of(Terminal()).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not surface_of(Terminal()).colour
