"""One run in every format: complete, well-formed, and safe whatever a host has answered."""

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from connectivity.host import Phase, Weight
from connectivity.report import machine, page, web
from connectivity.report.summary import Change, changes, exit_code, headline
from connectivity.report.text import text
from connectivity.run import Known, Run, from_json
from connectivity.verdict import State, Verdict

EVIL = "<script>alert('x')</script> & ]]> | `tick` \"quote\""
BROKEN = Verdict(
    "tcp-dropped", State.BROKEN, "registry/reg:443", Phase.MODEL_DEPLOYED,
    "Connections are dropped", vantage="here", evidence=(EVIL,), symptom="ImagePullBackOff",
    fix="az network ...", source="https://learn.microsoft.com/x", also=("other/x:443",),
)  # fmt: skip
MINOR = replace(BROKEN, subject="telemetry/x:443", weight=Weight.TELEMETRY, also=())
UNCHECKED = replace(
    BROKEN, code="missing-value", state=State.COULD_NOT_CHECK, subject="vault/{vault}:443", also=()
)
FINE = replace(
    BROKEN, code="fine", state=State.FINE, subject="mcr/mcr:443", also=(), fix="", evidence=("ok",)
)


def run(*verdicts: Verdict, undone: tuple[str, ...] = ()) -> Run:
    return Run("2026-11-20T00:00:00+00:00", "0.1.0", (), (), (), (), verdicts, undone)


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((BROKEN, UNCHECKED, FINE), 1),
        ((MINOR, FINE), 0),
        ((UNCHECKED, MINOR, FINE), 3),
        ((replace(UNCHECKED, weight=Weight.OPTIONAL), FINE), 0),
        ((FINE,), 0),
        ((), 3),
    ],
)
def test_the_exit_code_follows_what_is_required(verdicts: tuple[Verdict, ...], code: int) -> None:
    assert exit_code(run(*verdicts)) == code


def test_what_could_not_be_done_at_all_is_exit_3_unless_something_is_broken() -> None:
    assert exit_code(run(FINE, undone=("the cluster was not found",))) == 3
    assert exit_code(run(BROKEN, undone=("the cluster was not found",))) == 1


def test_the_text_shows_the_broken_things_first_and_whole() -> None:
    made = text(run(BROKEN, UNCHECKED, FINE, undone=("no cluster",)), [], colour=False)
    lines = made.splitlines()
    assert lines[0] == "! no cluster"
    assert lines[1] == "BROKEN model deployed: Connections are dropped"
    for part in (EVIL, "other/x:443", "ImagePullBackOff", "az network ...", "tcp-dropped"):
        assert part in made
    assert made.index("COULD NOT CHECK") > made.index("BROKEN")
    assert lines[-1] == headline(run(BROKEN, UNCHECKED, FINE))
    assert "\x1b" not in made


def test_on_a_terminal_lines_are_wrapped_and_commands_are_not() -> None:
    command = "az network firewall application-rule create -g x " + "--flag " * 20
    told = replace(BROKEN, evidence=("word " * 40,), fix=f"Allow it: {command}x")
    made = text(run(told), [], colour=False, width=80).splitlines()
    whole = [line for line in made if "az network" in line]
    assert whole == [f"{' ' * 11}{command}x"]
    assert all(len(line) <= 80 for line in made if line not in whole)
    assert made[2].startswith(" " * 11 + "word")
    assert len(text(run(told), [], colour=False).splitlines()) < len(made)


def test_what_nothing_depends_on_is_told_in_one_line_a_code() -> None:
    lesser = [
        replace(UNCHECKED, subject=f"x{at}", reason=f"A value is missing: x{at}:443", weight=Weight.OPTIONAL)
        for at in range(3)
    ]
    made = text(run(*lesser, FINE), [], colour=False)
    assert "  A value is missing: x0:443, x1:443, x2:443\n" in made
    assert made.count("explains") == 0
    assert text(run(*lesser, FINE), [], colour=False, verbose=True).count("explains") == 3


def test_what_is_fine_is_told_by_place() -> None:
    there = replace(FINE, vantage="router default/azureml-fe-0")
    made = text(run(FINE, there, replace(FINE, vantage="", subject="nodes")), [], colour=False)
    assert "fine from here: mcr/mcr:443\nfine from router default/azureml-fe-0: mcr/mcr:443\n" in made
    assert "fine in the cluster: nodes" in made


def test_each_value_is_told_with_where_it_came_from() -> None:
    known = replace(run(FINE), context=(Known("region", "westeurope", "labels of the nodes"),))
    told = "known: region is westeurope (labels of the nodes)"
    assert told in text(known, [], colour=False, verbose=True)
    assert told not in text(known, [], colour=False)


def test_colour_is_only_for_terminals() -> None:
    assert "\x1b[" in text(run(BROKEN), [], colour=True)


def test_json_is_read_again() -> None:
    whole = run(BROKEN, UNCHECKED, FINE)
    assert from_json(json.loads(machine.as_json(whole, [])), "x") == whole


def test_junit_counts() -> None:
    root = ElementTree.parse(io.StringIO(machine.junit(run(BROKEN, MINOR, UNCHECKED, FINE), []))).getroot()
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("4", "1", "2")
    assert [case.find("failure") is not None for case in root] == [True, False, False, False]
    failure = root[0].find("failure")
    assert failure is not None
    assert EVIL in (failure.text or "")


def test_sarif_levels_and_rules() -> None:
    document = json.loads(machine.sarif(run(BROKEN, MINOR, UNCHECKED, FINE), []))
    assert document["version"] == "2.1.0"
    results = document["runs"][0]["results"]
    assert [each["level"] for each in results] == ["error", "warning", "note"]
    rules = [each["id"] for each in document["runs"][0]["tool"]["driver"]["rules"]]
    assert rules == ["tcp-dropped", "missing-value"]
    assert all(each["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for each in results)


def test_html_and_markdown_are_not_opened_by_an_answer() -> None:
    made = web.html(run(BROKEN, FINE), [])
    assert "<script>" not in made
    assert "&lt;script&gt;" in made
    assert "<script>" not in page.markdown(run(BROKEN), []).replace(f"`{EVIL.replace('`', chr(39))}`", "")
    evil = replace(BROKEN, source="javascript:alert(1)")
    assert "javascript:" not in web.html(run(evil), [])


def test_the_page_forbids_itself_to_load_or_run_anything() -> None:
    made = web.html(run(BROKEN, UNCHECKED, FINE), [])
    style = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert len(style) == 1
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in made
    assert not re.search(r"<(script|img|link|iframe|object)|src=|style=|@import|url\(", made)


def test_the_page_says_what_is_known_and_what_changed() -> None:
    known = replace(run(BROKEN, FINE), context=(Known("region", "west<europe", "--region"),))
    made = web.html(known, [Change("registry/reg:443", "here", "fine (fine)", "broken (tcp-dropped)")])
    assert "<td>region</td><td><code>west&lt;europe</code></td><td>--region</td>" in made
    assert "fine (fine) → broken (tcp-dropped)" in made
    assert made.count('<article class="broken">') == 1
    assert made.count('<article class="fine">') == 1


def test_the_page_is_well_formed() -> None:
    made = web.html(run(BROKEN, MINOR, UNCHECKED, FINE, undone=(EVIL,)), [])
    opened: list[str] = []
    for closing, name in re.findall(r"<(/?)([a-z0-9]+)", made):
        if name in {"meta", "br"}:
            continue
        if closing:
            assert opened.pop() == name
        else:
            opened.append(name)
    assert opened == []


def test_changes_are_new_gone_and_other() -> None:
    before, now = run(FINE, MINOR), run(BROKEN, replace(MINOR, state=State.FINE, code="fine"), FINE)
    found = changes(now, before)
    assert [(each.subject, each.before, each.now) for each in found] == [
        ("registry/reg:443", "not part of the run", "broken (tcp-dropped)"),
        ("other/x:443", "not part of the run", "broken (tcp-dropped)"),
        ("telemetry/x:443", "broken (tcp-dropped)", "fine (fine)"),
    ]
    assert changes(before, before) == []


@pytest.mark.parametrize("verdict", [FINE, UNCHECKED])
def test_a_new_thing_that_is_fine_is_no_change(verdict: Verdict) -> None:
    assert len(changes(run(verdict), run())) == (0 if verdict is FINE else 1)
