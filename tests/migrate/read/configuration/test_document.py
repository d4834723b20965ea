import json

from hypothesis import given
from hypothesis import strategies as st

from migrate.read.configuration.document import Broken, Node, parse

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), plain, min_size=1), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_json_reads_it(
    document: dict[str, object], indent: int | str | None, ascii_only: bool
) -> None:
    tree = parse(json.dumps(document, indent=indent, ensure_ascii=ascii_only), "x.json")
    assert isinstance(tree, Node)
    assert tree.plain == document


def test_numbers_of_json_are_not_those_of_yaml() -> None:
    tree = parse('{"a": 1e3, "b": 010.5}'.replace("010.5", "10.5"), "x.json")
    assert isinstance(tree, Node)
    assert tree.plain == {"a": 1000.0, "b": 10.5}


def test_a_mark_at_the_start_of_the_file_is_no_matter() -> None:
    assert isinstance(parse('\ufeff{"a": 1}', "x.json"), Node)
    assert isinstance(parse("\ufeffa: 1", "x.yml"), Node)


def test_merged_keys_and_anchors() -> None:
    tree = parse("base: &b {x: 1}\nother:\n  <<: *b\n  x: 2\nsame: *b\n", "x.yml")
    assert isinstance(tree, Node)
    assert tree.plain == {"base": {"x": 1}, "other": {"x": 2}, "same": {"x": 1}}
    assert list(tree.duplicates()) == []


def test_a_thing_that_holds_itself_ends() -> None:
    tree = parse("a: &a\n  b: *a\n", "x.yml")
    assert isinstance(tree, Node)
    assert tree.plain == {"a": {"b": None}}


def test_many_references_to_one_thing_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60))]
    assert isinstance(parse("\n".join(lines), "x.yml"), Node)


def test_unknown_tags_are_text() -> None:
    tree = parse("a: !Ref thing\n", "x.yml")
    assert isinstance(tree, Node)
    assert tree.plain == {"a": "thing"}


def test_what_does_not_parse() -> None:
    assert parse('{"a": 1,}', "x.json") == Broken(1, parse('{"a": 1,}', "x.json").why)  # type: ignore[union-attr]
    assert isinstance(parse("a: b: c", "x.yml"), Broken)
    assert isinstance(parse("a: 1\n---\na: 2\n", "x.yml"), Broken)
    assert isinstance(parse("[" * 5000, "x.json"), Broken)
    assert parse("", "x.yml") is None
