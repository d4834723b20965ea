from __future__ import annotations

from datetime import date

import pytest

from compat.mapping.support import CLI, SDK, SUPPORT, Support
from migrate.rules import rules
from migrate.support import support_of


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("AML101", SDK),
        ("AML402", SDK),
        ("AML201", CLI),
        ("AML320", CLI),
        ("AML322", SDK),
        ("AML503", None),
        ("AML901", None),
    ],
)
def test_a_rule_belongs_to_a_part_of_v1_or_to_none(rule: str, expected: Support | None) -> None:
    assert rule in rules()
    assert support_of(rule) is expected


@pytest.mark.parametrize(
    ("day", "past"), [(date(2026, 6, 29), False), (date(2026, 6, 30), False), (date(2026, 7, 1), True)]
)
def test_the_last_day_is_still_supported(day: date, past: bool) -> None:
    assert SDK.past(day) is past


def test_each_part_has_its_page() -> None:
    assert all(part.link.startswith("https://learn.microsoft.com/") for part in SUPPORT)
    assert len({part.key for part in SUPPORT}) == len(SUPPORT)
