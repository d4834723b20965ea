"""Odd values everywhere: the checks must speak of them or be silent, and never break."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest

from compat.validation import Document, Kind, check
from compat.validation.document import DocumentPath, at, spelled, whole
from compat.validation.fields import SHAPES, Shape
from compat.validation.quantity import quantity
from tests.compat.validation_examples import WHOLE, ExampleFiles, documents

ODD: tuple[object, ...] = (
    *(None, "", "x", "<DECIDE: x>", "3", "1e400", True, 0, -7, 10**400, 1.5),
    *(float("nan"), float("inf"), [], [None], {}, {"x": None}, {3: [{}]}, datetime.date(2024, 1, 1), b"x"),
)


def _paths(shape: Shape, path: DocumentPath = ()) -> Iterator[DocumentPath]:
    for key, field in shape.items():
        yield (*path, key)
        inner = field.shape or (field.each.shape if field.each is not None else None)
        between = () if field.shape is not None else ("some",)
        if inner is not None:
            yield from _paths(inner, (*path, key, *between))
        elif field.each is not None:
            yield (*path, key, "some")


def _put(data: object, path: DocumentPath, value: object) -> object:
    if not path:
        return value
    whole_one = dict(data) if isinstance(data, dict) else {}
    whole_one[path[0]] = _put(whole_one.get(path[0]), path[1:], value)
    return whole_one


@pytest.mark.parametrize("kind", list(SHAPES), ids=str)
def test_no_value_at_any_key_breaks_a_check(kind: Kind) -> None:
    base = documents(WHOLE[kind])[0].data
    for path in _paths(SHAPES[kind]):
        for value in ODD:
            data = _put(copy.deepcopy(base), path, value)
            check([Document("a.yml", data, kind), Document("b.yml", data)], ExampleFiles())


@pytest.mark.parametrize("kind", list(Kind), ids=str)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_no_document_breaks_a_check(kind: Kind, value: object) -> None:
    check([Document("a.yml", value, kind)], ExampleFiles())


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(
    "path",
    [("items",), ("items", "some"), ("spec",), ("spec", "resources"), ("spec", "resources", "limits", "cpu")],
)
def test_no_instance_type_breaks_a_check(path: DocumentPath, value: object) -> None:
    data = _put({"apiVersion": "amlarc.azureml.com/v1alpha1"}, path, value)
    check([Document("a.yml", data)], ExampleFiles())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", "1"),
        ("0.5", "0.5"),
        (".5", "0.5"),
        ("2.", "2"),
        ("500m", "0.5"),
        ("1Gi", "1073741824"),
        ("512Mi", "536870912"),
        ("1G", "1000000000"),
        ("2k", "2000"),
        ("1E", "1000000000000000000"),
        ("1Ei", "1152921504606846976"),
        ("1e3", "1000"),
        ("1E3", "1000"),
        ("-1", "-1"),
        ("100u", "0.0001"),
    ],
)
def test_kubernetes_quantity_is_read(text: str, number: str) -> None:
    assert quantity(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "lots", "1GB", "1 Gi", "1gi", "0,5", "1K", "1Mib", "m", "1e", "\u0661", "1Gi\n", "--1"]
)
def test_other_text_is_no_quantity(text: str) -> None:
    assert quantity(text) is None


def test_values_are_found_by_path() -> None:
    data = {"a": [{"b": "3"}], "c": True}
    assert at(data, "a", 0, "b") == "3"
    assert whole(data, "a", 0, "b") == 3
    assert whole({"x": 33.9}, "x") == 33
    assert whole({"x": float("nan")}, "x") is None
    assert at(data, "a", 7, "b") is None
    assert at(data, "a", "b") is None
    assert whole(data, "c") is None


def test_path_is_spelled_as_people_write_it() -> None:
    assert spelled(("resources", "limits", "nvidia.com/gpu")) == "resources.limits.nvidia.com/gpu"
    assert spelled(("identity", "list", 0, "id")) == "identity.list[0].id"
    assert spelled(()) == "the document"
