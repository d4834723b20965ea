from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from migrate.report.document import with_repositories
from migrate.report.page.assembly import page_of
from migrate.report.page.findings import bounded
from migrate.report.page.model import Effort, Standing, Term, plain
from migrate.report.page.picture import MOST, WIDTH, picture_of
from migrate.report.page.steps import steps_of
from tests.migrate.report.page.reports import stored


def report() -> Any:
    return stored()


def test_services_stand_with_what_blocks_and_what_is_to_decide() -> None:
    churn, other = page_of(stored()).services
    assert (churn.name, churn.standing, churn.cluster) == ("churn", Standing.BLOCKED, "aks-prod")
    assert [one.said for one in churn.blockers] == ["v2 cannot use it."]
    assert other.standing is Standing.DECIDE
    assert other.models == ("m:2",)
    assert [one.question for one in churn.gaps] == ["odd"]


def test_a_blocker_of_a_service_whose_name_another_has_too_is_not_guessed() -> None:
    made = report()
    services = made["repositories"][0]["services"]
    services[1]["glance"]["name"] = services[0]["glance"]["name"]
    assert [len(one.blockers) for one in page_of(made).services] == [0, 0]
    made["repositories"][0]["findings"][0]["message"] = services[0]["changes"][0]["sentence"]
    assert len(page_of(made).services[0].blockers) == 1


def test_what_fails_in_the_scoring_script_blocks_its_service() -> None:
    made = report()
    one = made["repositories"][0]["services"][1]
    one["card"]["parts"][0] = {"role": "scoring script", "place": {"path": "src/score.py"}}
    made["repositories"][0]["findings"] += [
        {"rule": rule, "level": level, "message": rule, "place": {"path": path}}
        for rule, level, path in (
            ("AML401", "blocker", "src/score.py"),
            ("AML405", "advice", "src/score.py"),
            ("AML101", "change", "src/score.py"),
            ("AML401", "blocker", "other/score.py"),
        )
    ]
    churn, other = page_of(made).services
    assert [found.said for found in other.blockers] == ["AML401"]
    assert [found.said for found in other.script] == ["AML405"]
    assert other.standing is Standing.BLOCKED
    assert churn.script == ()


def test_a_question_is_asked_once() -> None:
    made = report()
    changes = made["repositories"][0]["services"][0]["changes"]
    asked = next(change for change in changes if change["decision"])
    before = len(page_of(made).services[0].questions)
    made["repositories"][0]["findings"][0]["message"] = f"{asked['sentence']} More."
    assert len(page_of(made).services[0].questions) == before - 1


def test_findings_that_say_the_same_are_one_line_of_their_file() -> None:
    page = page_of(stored())
    files = {file.path: file for file in page.files}
    assert [(note.rule, note.lines) for note in files["repo/deploy.py"].notes] == [
        ("AML501", "4"),
        ("AML101", "4, 7"),
    ]
    assert files["repo/n.ipynb"].notes[0].lines == "cell 5:2"
    assert page.levels == (("blocker", 1), ("decision", 1), ("change", 4))
    assert page.findings == 6
    assert page.blocking == (("service on a cluster attached by v1", 1),)


@pytest.mark.parametrize(("day", "past"), [(date(2026, 11, 21), 4), (date(2026, 1, 1), 1), (None, 0)])
def test_what_is_past_its_support_is_marked_for_the_day_of_the_report(day: date | None, past: int) -> None:
    page = page_of(stored(day=day))
    places = [
        place for file in page.files for note in file.notes if note.past for place in note.lines.split(", ")
    ]
    assert len(places) == past
    assert len(page.endings) == 2


def test_merged_reports_are_one_page() -> None:
    one = report()
    merged = with_repositories(one["repositories"] * 2, None)
    page = page_of(merged)
    assert len(page.services) == 4
    assert len({service.anchor for service in page.services}) == 4
    assert page.effort.hours == pytest.approx(2 * one["effort"]["hours"])
    assert page.day == ""


def test_what_asks_for_something_is_never_left_out() -> None:
    page = page_of(stored())
    lines = sum(len(file.notes) for file in page.files)
    assert page.left_out == 0
    for most in (lines - 1, 0):
        files, left = bounded(page.files, most)
        kept = [note.level for file in files for note in file.notes]
        assert len(kept) + left == lines
        assert {"blocker", "decision"} <= set(kept)
        assert all(file.notes for file in files)
    assert left == 3


@pytest.mark.parametrize(
    "old",
    [
        {},
        {"repositories": [{}]},
        {"repositories": [{"services": [{}], "findings": [{}]}]},
        {"repositories": [{"services": [{"changes": [{"decision": {}}], "card": None, "models": [1, {}]}]}]},
        {"repositories": 3, "support": [{}], "effort": {"terms": [{}]}},
    ],
)
def test_a_report_of_another_version_is_shown_with_what_it_has(old: Any) -> None:
    page = page_of(old)
    assert page.effort.hours == 0


def test_the_same_sign_in_one_line_is_told_once() -> None:
    made = report()
    caller = made["repositories"][0]["services"][0]["card"]["callers"][0]
    place = caller["sightings"][0]["place"]
    caller["sightings"] = [
        {"sign": "status code", "what": code, "place": place} for code in ("502", "504", "502")
    ]
    (sight,) = page_of(made).services[0].callers[0].sights
    assert (sight.what, sight.spot.line) == ("502, 504", "3")


def test_the_steps_add_up_to_the_estimate() -> None:
    page = page_of(stored())
    assert sum(step.hours for step in page.steps) == pytest.approx(page.effort.hours)
    assert page.steps[0].title == "Prepare the clusters"
    assert "aks-prod" in page.steps[0].said


def test_the_step_that_changes_code_says_what() -> None:
    made = report()
    blocker = {"rule": "AML401", "level": "blocker", "place": {"path": "score.py"}}
    made["repositories"][0]["findings"] += [blocker, blocker, {**blocker, "rule": "AML9999"}]
    made["effort"]["terms"].append({"kind": "blocker", "counted": "3 blockers", "count": 3, "hours": 6})
    (step,) = (one for one in page_of(made).steps if one.title == "Change what cannot work in v2")
    assert step.said == "3 blockers. Model.get_model_path (2), AML9999."


def test_nothing_to_do_is_no_step_and_what_is_new_is_not_lost() -> None:
    assert steps_of(Effort(), ()) == ()
    (step,) = steps_of(Effort(3, (Term("thing of tomorrow", "3 things of tomorrow", 3, 1, 3),)), ())
    assert (step.title, step.hours) == ("The rest", 3)


def test_the_formula_is_the_sum() -> None:
    effort = page_of(stored()).services[0].effort
    assert effort.formula.startswith("1 service \u00d7 4 h + ")
    assert effort.hours == pytest.approx(sum(term.count * term.each for term in effort.terms))


@pytest.mark.parametrize(
    ("hours", "expected"), [(4, "4"), (0.5, "0.5"), (16.70, "16.7"), (1234.25, "1,234.25"), (0, "0")]
)
def test_hours_are_written_without_a_needless_fraction(hours: float, expected: str) -> None:
    assert plain(hours) == expected


def test_the_picture_has_every_box_inside_and_a_curve_for_every_pair() -> None:
    page = page_of(stored())
    picture = picture_of(page.services)
    assert picture is not None
    assert [box.shown for box in picture.boxes if box.anchor] == ["churn", "{name() }".replace(" ", "")]
    assert all(
        0 <= box.x <= WIDTH - picture.box[0] and box.y + picture.box[1] <= picture.height
        for box in picture.boxes
    )
    pairs = sum(len(one.models) for one in page.services) + len(page.services)
    assert len(picture.curves) == pairs
    assert len({(box.x, box.y) for box in picture.boxes}) == len(picture.boxes)


def test_long_names_are_cut_and_many_services_are_not_all_drawn() -> None:
    page = page_of(stored("-" + "long" * 20))
    picture = picture_of(page.services * MOST)
    assert picture is not None
    assert picture.left_out == MOST
    assert all(len(box.shown) < 30 for box in picture.boxes)
    assert picture_of(()) is None
