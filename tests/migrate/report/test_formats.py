"""What holds for every format: any text, any stored report, and the same bytes each time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.report import FORMATS, render
from migrate.report.surface import Surface
from migrate.report.view import NotAReportError, report_of
from tests.migrate.report.documents import NASTY, full, nasty, several

STORED = json.dumps(several().document)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**20),
    st.floats(),
    st.sampled_from(NASTY),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=2),
    st.just([{}]),
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in some data."""
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [*([path] if path else []), *(one for key, value in below for one in places(value, (*path, key)))]


PLACES = places(json.loads(STORED))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_any_text(name: str) -> None:
    for text in NASTY:
        written = render(name, nasty(text), Surface())
        assert written.endswith("\n")
        written.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert render(name, full(), Surface()) == render(name, full(), Surface())


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_a_stored_report_that_was_tampered_with_is_refused_or_shown(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    data = json.loads(STORED)
    for path, value in changes:
        holder = data
        for key in path[:-1]:
            try:
                holder = holder[key]
            except (KeyError, IndexError, TypeError):
                break
        else:
            if isinstance(holder, dict) or (isinstance(holder, list) and path[-1] < len(holder)):
                holder[path[-1]] = value
    try:
        shown = report_of(data)
    except NotAReportError:
        return
    for name in FORMATS:
        written = render(name, shown, Surface())
        written.encode("utf-8")
        assert all(character.isprintable() or character == "\n" for character in written), name
