from __future__ import annotations

import pytest

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.suppression import MALFORMED, STALE, apply, suppressions


def finding(line: int, rule: str = "AML104", end_line: int = 0, path: str = "a.py") -> Finding:
    return Finding(rule, Level.CHANGE, "Said.", Place(path, line, 1, end_line))


def kept(text: str, *findings: Finding, path: str = "a.py") -> list[str]:
    remaining, _ = apply(findings, {path: suppressions(path, text)})
    return [item.rule for item in remaining]


@pytest.mark.parametrize(
    "comment",
    [
        "# migrate: ignore[AML104] known",
        "#migrate: ignore[AML104]",
        "# noqa  # migrate: ignore[AML104, AML590] both",
        "# migrate: ignore[AML1] all of the SDK",
    ],
)
def test_a_comment_silences_its_line(comment: str) -> None:
    assert kept(f"x = 1\ndeploy()  {comment}\n", finding(2)) == []


def test_a_comment_on_any_line_of_a_call_counts() -> None:
    text = "deploy(\n    1,  # migrate: ignore[AML104] known\n)\n"
    assert kept(text, finding(1, end_line=3)) == []


def test_a_comment_that_stands_alone_is_about_the_next_line() -> None:
    assert kept("# migrate: ignore[AML104] known\ndeploy()\n", finding(2)) == []
    assert kept("# migrate: ignore[AML104] known\ndeploy()\n", finding(1)) == ["AML104", STALE]


@pytest.mark.parametrize(
    ("line", "rule", "path"),
    [(1, "AML104", "a.py"), (2, "AML105", "a.py"), (2, "AML104", "b.py")],
    ids=["other line", "other rule", "other file"],
)
def test_a_comment_silences_nothing_else_and_is_then_stale(line: int, rule: str, path: str) -> None:
    text = "x = 1\ndeploy()  # migrate: ignore[AML104] known\n"
    assert kept(text, finding(line, rule, path=path)) == [rule, STALE]


@pytest.mark.parametrize(
    "comment",
    [
        "# migrate: ignore",
        "# migrate: ignore[]",
        "# migrate: ignore[all]",
        "# migrate: ignore[AML104 AML105]",
    ],
)
def test_a_comment_without_valid_ids_silences_nothing_and_says_so(comment: str) -> None:
    assert kept(f"deploy()  {comment}\n", finding(1)) == ["AML104", MALFORMED]


def test_a_string_that_looks_like_one_is_no_comment() -> None:
    assert suppressions("a.py", 'x = "# migrate: ignore[AML104] text"\n') == ()


def test_yaml_has_such_comments_too() -> None:
    text = "computeType: aks  # migrate: ignore[AML320] kept for the old pipeline\n"
    (item,) = suppressions("dc.yml", text)
    assert (item.ids, item.reason) == (("AML320",), "kept for the old pipeline")


def test_source_that_cannot_be_split_into_tokens_is_looked_at_by_line() -> None:
    assert kept("deploy(  # migrate: ignore[AML104] broken\n'''", finding(1)) == []


def test_silenced_findings_are_counted() -> None:
    text = "deploy()  # migrate: ignore[AML1] all\n"
    _, silenced = apply([finding(1), finding(1, "AML105")], {"a.py": suppressions("a.py", text)})
    assert [item.reason for item in silenced] == ["all", "all"]


def test_a_file_without_the_word_costs_nothing() -> None:
    assert suppressions("a.py", "import azureml.core\n") == ()
