"""Settings that differ by branch: one value that names the conditions, and what stands under each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from compat.v1 import Given
from compat.value import Known, Unresolved, Value, describe

MAX_SHOWN = 4
SETTLE = "give the value directly, or deploy each case on its own"

Row = tuple[str, Given | None]


def conjunction(labels: Iterable[str]) -> str:
    """Join conditions that hold together."""
    found = list(dict.fromkeys(label for label in labels if label))
    many = len(found) > 1
    return " and ".join(f"({one})" if many and (" or " in one or " if " in one) else one for one in found)


def disjunction(conditions: Sequence[str]) -> str:
    """Join conditions of which one holds; nothing where one of them is no condition at all."""
    if "" in conditions:
        return ""
    return " or ".join(f"({one})" if len(conditions) > 1 and " and " in one else one for one in conditions)


def together(rows: Sequence[Row]) -> Given | None:
    """Return what a setting is that each condition sets otherwise; None stands for not set."""
    given = [one for _, one in rows if one is not None]
    if not given:
        return None
    if len(given) == len(rows) and all(_equal(one.value, given[0].value) for one in given[1:]):
        return given[0]
    places = [one.value.place for one in given if one.value.place is not None]
    place = places[0] if places else given[0].place
    return replace(given[0], value=Unresolved(_why(rows), "", place, SETTLE))


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, Known) and isinstance(right, Known):
        return type(left.value) is type(right.value) and left.value == right.value
    return left == right


def _why(rows: Sequence[Row]) -> str:
    told = [(label, one.value) for label, one in rows if one is not None]
    missing = len(told) < len(rows)
    shown = [_told(label, value) for label, value in told[:MAX_SHOWN]]
    if len(told) > MAX_SHOWN:
        shown.append(f"{len(told) - MAX_SHOWN} more")
    return (
        ("set only if " if missing else "it differs: if ")
        + "; if ".join(shown)
        + ("; else not set" if missing else "")
    )


def _told(label: str, value: Value) -> str:
    condition = label or "one way is taken"
    if isinstance(value, Unresolved) and value.settle == SETTLE:
        return f"{condition}, {value.why}"
    return f"{condition}: {describe(value)}"
