from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import compat.validation
from compat.validation import CHECKS, Check, Document, Kind, Severity, check, errors, page
from tests.compat.validation_examples import (
    CHECKED,
    WHOLE,
    codes,
    documents,
    problems,
    right,
    wrong,
)


def _named(row: Check) -> str:
    return row.code


@pytest.mark.parametrize("row", CHECKED, ids=_named)
def test_wrong_example_is_found(row: Check) -> None:
    assert row.code in codes(wrong(row))


@pytest.mark.parametrize("row", CHECKED, ids=_named)
def test_right_example_is_left_alone(row: Check) -> None:
    assert row.code not in codes(right(row))


@pytest.mark.parametrize("row", CHECKED, ids=_named)
def test_right_example_has_no_error_at_all(row: Check) -> None:
    assert [problem for problem in errors(problems(right(row))) if problem.code != "AML605"] == []


@pytest.mark.parametrize("kind", [kind for kind in WHOLE if kind is not Kind.INSTANCE_TYPE], ids=str)
def test_whole_document_has_no_problem(kind: Kind) -> None:
    assert problems(WHOLE[kind]) == []


def test_codes_are_unique_and_in_their_range() -> None:
    found = [row.code for row in CHECKS]
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"AML6\d\d", code) for code in found)


@pytest.mark.parametrize("row", CHECKS, ids=_named)
def test_page_is_complete(row: Check) -> None:
    assert row.title
    assert not row.title.endswith(".")
    assert row.why.endswith(".")
    assert row.fix.endswith(".")
    assert row.link.startswith("https://learn.microsoft.com/azure/machine-learning/")


def test_page_is_found_by_its_code_in_any_case() -> None:
    found = page("aml607")
    assert found is not None
    assert found.title == "Value still undecided"
    assert page("AML100") is None


@pytest.mark.parametrize("problem", [found for row in CHECKED for found in problems(wrong(row))])
def test_problem_is_a_sentence_with_a_hint(problem: compat.validation.Problem) -> None:
    assert problem.sentence.endswith(".")
    assert problem.hint.endswith((".", "?"))
    assert "\n" not in problem.sentence


def test_package_needs_the_standard_library_only() -> None:
    folder = Path(compat.validation.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not {name.split(".")[0] for name in names} & {"yaml", "azure", "migrate", "pathspec"}, file


def test_without_files_nothing_is_said_about_them() -> None:
    text = WHOLE[Kind.KUBERNETES_DEPLOYMENT].replace("./src", "./nowhere")
    assert check(documents(text)) == []


def test_problems_stay_in_the_order_of_the_documents() -> None:
    first = Document("b.yml", {"name": "churn", "compute": "azureml:k8s"}, Kind.KUBERNETES_ENDPOINT)
    second = Document("a.yml", {"name": "other", "compute": "azureml:k8s"}, Kind.KUBERNETES_ENDPOINT)
    assert [problem.file for problem in check([first, second])] == ["b.yml", "a.yml"]


def test_general_check_is_silent_where_a_special_one_speaks() -> None:
    text = WHOLE[Kind.MANAGED_DEPLOYMENT] + "data_collector: {collections: {a: {enabled: true}}}\n"
    assert codes(text) == {"AML693"}


def test_placeholder_is_said_once() -> None:
    text = WHOLE[Kind.MANAGED_DEPLOYMENT].replace("instance_count: 1", "instance_count: '<DECIDE: how many>'")
    assert [problem.code for problem in problems(text)] == ["AML607"]


@pytest.mark.parametrize("blank", ["<ENDPOINT_NAME>", "{{endpoint}}", "${{parent.name}}", "<your name>"])
def test_blank_of_a_template_is_said_once(blank: str) -> None:
    text = WHOLE[Kind.MANAGED_DEPLOYMENT].replace("endpoint_name: churn", f"endpoint_name: '{blank}'")
    assert [problem.code for problem in problems(text)] == ["AML607"]


@pytest.mark.parametrize("value", ["<b>bold</b>", "a < b > c", "{{ jinja }}"])
def test_brackets_in_free_text_are_left_alone(value: str) -> None:
    text = WHOLE[Kind.MANAGED_DEPLOYMENT] + f"environment_variables: {{TEMPLATE: '{value}'}}\n"
    assert codes(text) == set()


def test_fractions_of_traffic_are_cut_before_they_are_added() -> None:
    text = WHOLE[Kind.MANAGED_ENDPOINT] + "traffic: {blue: 33.9, green: 66.1}\n"
    assert [problem.sentence for problem in errors(problems(text))] == [
        "traffic.blue takes whole numbers; 33.9 is cut to 33.",
        "traffic.green takes whole numbers; 66.1 is cut to 66.",
        "The shares of traffic add up to 99; they must be 0 or 100 in all.",
    ]


def test_warnings_are_no_errors() -> None:
    found = problems("name: churn\ncompute: azureml:k8s\n")
    assert [problem.severity for problem in found] == [Severity.WARNING]
    assert errors(found) == []
