from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from compat.mapping.translation import translate
from compat.v1 import Service
from compat.v2 import Target
from compat.value import Expression, Known, Place
from migrate.finding import Finding, Level
from migrate.ledger import ledger
from migrate.report.document import document
from migrate.report.surface import Surface, clean
from migrate.report.text import render as render_report
from migrate.report.view import Report, report_of
from migrate.scan import Outcome, Repository, Scan
from migrate.suppression import Silenced
from tests.migrate.readings import aks_service, usages


def reported(scan: Scan) -> Report:
    return report_of(document(scan))


def render(scan: Scan, surface: Surface) -> str:
    return render_report(reported(scan), surface)


HOSTILE = "ch\x1b[31mu\u202ern\n\u2028<b>\x07[red]\ud800"


def outcome(service: Service) -> Outcome:
    made = translate(service)
    return Outcome(
        service, ledger(service, usages(), made.changes, made.target), made.target, made.plan, made.changes
    )


def scan(*findings: Finding, service: Service | None = None) -> Scan:
    outcomes = (outcome(service or aks_service()),) if service or not findings else ()
    return Scan((Repository("repo", 12, 2, {}, (), outcomes, findings),))


def finding(
    message: str = "Said.", path: str = "deploy.py", line: int = 4, cell: int | None = None
) -> Finding:
    return Finding("AML101", Level.CHANGE, message, Place(path, line, cell=cell))


def test_a_service_is_two_lines_where_they_fit() -> None:
    lines = render(scan(), Surface(100)).split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("churn"))
    said = " ".join(lines[first : first + 2])
    for cell in ("AKS → kubernetes", "aks-prod", "churn:3", "score.py", "3, fixed", "key", "deploy.py:4"):
        assert cell in said


def test_columns_are_aligned_also_with_wide_characters() -> None:
    one, other = outcome(aks_service(Known("日本"))), outcome(aks_service())
    lines = render(Scan((Repository("repo", 1, 1, {}, (), (one, other), ()),)), Surface()).split("\n")
    wide, plain = (next(line for line in lines if line.startswith(name)) for name in ("日本", "churn"))
    assert wide.index("AKS") + 2 == plain.index("AKS")


@pytest.mark.parametrize("width", [20, 40, 50])
def test_a_narrow_terminal_gets_a_list_and_no_line_is_too_long(width: int) -> None:
    text = render(scan(), Surface(width))
    assert max(map(len, text.split("\n"))) <= max(width, 40)
    assert "Scoring script" in text


def test_findings_stand_under_their_file_with_line_and_cell() -> None:
    text = render(
        scan(finding("One."), finding("Two.", line=9), finding("Three.", "n.ipynb", 2, 5)), Surface()
    )
    assert text.count("repo/deploy.py") == 1
    assert "cell 5:2" in text
    assert text.index("One.") < text.index("Two.") < text.index("Three.")


def test_findings_that_say_the_same_are_one_line_with_their_places() -> None:
    text = render(
        scan(*(finding("Same.", line=line) for line in (4, 9, 12, 15, 15)), finding("Other.", line=5)),
        Surface(),
    )
    assert text.count("Same.") == 1
    assert "4, 9, 12 +1" in text
    assert "6 findings" in text


def test_the_ledger_adds_up_in_sight_and_names_what_was_not_analysed() -> None:
    lost = replace(outcome(aks_service()), ledger=ledger(aks_service(), usages(), (), Target.KUBERNETES))
    text = render(Scan((Repository("repo", 1, 1, {}, (), (lost,), ()),)), Surface())
    assert "found =" in text
    assert "not analysed: cpu_cores at deploy.py:3" in text


def test_nothing_found_is_one_sentence() -> None:
    assert (
        render(Scan((Repository("repo", 1200, 0, {}, (), (), ()),)), Surface())
        == "No Azure ML v1 found in 1,200 files.\n"
    )


def test_totals_are_counted_by_level_and_suppressed_findings_are_not_hidden() -> None:
    repository = replace(scan(finding()).repositories[0], silenced=(Silenced(finding(), ""),) * 2)
    assert "0 services, 1 finding (1 change) in 12 files; 2 suppressed." in render(
        Scan((repository,)), Surface()
    )


def test_several_trees_are_named() -> None:
    one = scan(finding()).repositories[0]
    text = render(Scan((one, replace(one, root="other"))), Surface())
    assert "repo\n" in text
    assert "other/deploy.py" in text


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize(
    "make",
    [
        lambda: scan(finding(HOSTILE, HOSTILE)),
        lambda: scan(service=aks_service(Known(HOSTILE))),
        lambda: scan(service=aks_service(Expression(HOSTILE))),
        lambda: scan(service=replace(aks_service(), condition=HOSTILE)),
    ],
    ids=["finding", "name", "expression", "condition"],
)
def test_text_from_a_repository_cannot_steer_the_terminal(make: Callable[[], Scan], width: int) -> None:
    text = render(make(), Surface(width))
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "\\x1b" in text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(("colour", "expected"), [(True, True), (False, False)])
def test_colour_is_used_only_where_it_is_wanted(colour: bool, expected: bool) -> None:
    assert ("\x1b[" in render(scan(finding()), Surface(100, colour))) is expected


def test_markup_in_a_message_is_text() -> None:
    assert "[bold]x[/bold] :smile:" in render(scan(finding("[bold]x[/bold] :smile:")), Surface())


@pytest.mark.parametrize("text", ["plain", "é → €", "日本", "a b"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b", "\\x1b"),
        ("\u202e", "\\u202e"),
        ("\n", "\\x0a"),
        ("\U000e0001", "\\U000e0001"),
        ("\udcff", "\\udcff"),
        ("\u200b", "\\u200b"),
    ],
)
def test_what_steers_or_hides_is_spelt_out(text: str, expected: str) -> None:
    assert clean(f"a{text}b") == f"a{expected}b"
