"""YAML text: it loads to the same document whatever the comments say, and nothing in it can be mistaken."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compat.emit.yaml_text import WIDTH, Comment, yaml_text
from tests.compat.plans import hostile

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
text = (
    st.text(max_size=15)
    | hostile
    | st.sampled_from(["a #b", "a: b", "'\"", "\n# x", " lead", "a\u2028b", "x" * 150])
)
documents = st.dictionaries(
    text,
    st.recursive(
        text | st.integers() | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
)


def paths(plain: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(plain, dict):
        return [path, *(each for key, value in plain.items() for each in paths(value, (*path, str(key))))]
    if isinstance(plain, list):
        return [
            path,
            *(each for index, value in enumerate(plain) for each in paths(value, (*path, str(index)))),
        ]
    return [path]


@QUICK
@given(documents, st.data())
def test_comments_change_nothing_that_is_loaded(document: dict[str, object], data: st.DataObject) -> None:
    places = st.sampled_from(paths(document)) | st.lists(text, max_size=2).map(tuple)
    sentences = text | st.text(min_size=1, max_size=300)
    comments = data.draw(st.lists(st.builds(Comment, places, sentences), max_size=8))
    tail = data.draw(st.lists(sentences, max_size=3))
    assert yaml.safe_load(yaml_text(document, comments, tail)) == document


@pytest.mark.parametrize(
    "value",
    ["yes", "No", "on", "y", "N", "null", "~", "1.10", "0755", "0o17", "0x1F", "1e3", "1_000", "2024-01-01",
     "12:30", "12:30:45", ".5", "-1", "+.inf", ".NaN", "", "=", "<<", "true"],
)  # fmt: skip
def test_text_that_another_reader_would_mistake_is_quoted(value: str) -> None:
    line = yaml_text({"version": value}).rstrip("\n")
    assert line in {f'version: "{value}"', f"version: '{value}'"}


@pytest.mark.parametrize(
    "value", ["score.py", "azureml:m:3", "Standard_DS3_v2", "0.5Gi", "100m", "on-call", "v1.10"]
)
def test_plain_text_is_left_plain(value: str) -> None:
    assert yaml_text({"key": value}) == f"key: {value}\n"


def test_numbers_and_truths_are_not_quoted() -> None:
    assert yaml_text({"a": 1, "b": True, "c": ["1"]}) == 'a: 1\nb: true\nc:\n- "1"\n'


def test_a_short_comment_stands_behind_its_key_and_a_long_one_above() -> None:
    document = {"name": "a", "resources": {"limits": {"cpu": "1"}}}
    long = "This sentence is far too long for the end of a line, " * 3 + "and ends here."
    comments = [
        Comment(("name",), "The name of the service."),
        Comment(("resources", "limits", "cpu"), long),
        Comment(("resources",), "v1 had none."),
    ]
    lines = yaml_text(document, comments).splitlines()
    assert lines[0] == "name: a  # The name of the service."
    assert lines[1] == "resources:  # v1 had none."
    assert lines[3].startswith("    # This sentence")
    assert lines[-1] == '    cpu: "1"'
    assert all(len(line) <= WIDTH for line in lines)


def test_comments_of_one_key_are_said_once_and_together() -> None:
    comments = [Comment(("a",), "One."), Comment(("a",), "Two."), Comment(("a",), "One.")]
    assert yaml_text({"a": 1}, comments) == "a: 1  # One. Two.\n"


def test_a_comment_for_a_key_that_is_not_there_stands_at_the_nearest_above() -> None:
    comments = [Comment(("scale", "max"), "Dropped."), Comment(("nowhere",), "Lost?")]
    assert (
        yaml_text({"a": 1, "scale": {"min": 1}}, comments) == "# Lost?\na: 1\nscale:  # Dropped.\n  min: 1\n"
    )


@pytest.mark.parametrize(
    "evil", ["a\nname: b", "a\r\nname: b", "a\x85name: b", "a\u2028name: b", "a\x00\x1b[31m\u202e"]
)
def test_a_comment_cannot_break_out_of_its_line(evil: str) -> None:
    printed = yaml_text({"name": "a"}, [Comment(("name",), evil), Comment((), evil)], [evil])
    assert yaml.safe_load(printed) == {"name": "a"}
    assert all(line == "" or line.startswith(("#", "name: a  #")) for line in printed.splitlines())
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_sentences_at_the_end_come_after_an_empty_line() -> None:
    assert (
        yaml_text({"a": 1}, tail=["dropped from v1: namespace"]) == "a: 1\n\n# dropped from v1: namespace\n"
    )


def test_the_same_thing_twice_is_printed_twice_and_not_by_reference() -> None:
    same = {"cpu": "1"}
    assert "&" not in yaml_text({"requests": same, "limits": same})
