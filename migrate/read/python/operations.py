"""Operations on abstract values: computed where all is known, carried along where not."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from migrate.read.python.domain import Abstract, Choice, Dotted, Literal, Opaque, Plain, choose, leaves, plain
from migrate.read.python.evaluator import MAX_ALTERNATIVES, Evaluator
from migrate.read.python.translation import depends_of, elsewhere

Compute = Callable[..., Any]

_LONGEST = 20_000
_WIDE_FORMAT = re.compile(r"\d{5,}|\*")

BINARY: dict[type[ast.operator], Compute] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}

COMPARE: dict[type[ast.cmpop], Compute] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


def lift(
    ev: Evaluator,
    node: ast.AST,
    operands: Sequence[Abstract],
    compute: Compute,
    *,
    key: Hashable = None,
    path: bool = False,
) -> Abstract:
    """Apply an operation to operands: literals give a literal, choices a choice, anything else an expression.

    ``key`` names the operation where its result is stable when its operands are.
    """
    values = [plain(one) for one in operands]
    number = next((i for i, one in enumerate(values) if isinstance(one, Choice)), None)
    if number is not None:
        return _spread(ev, node, values, number, compute, key=key, path=path)
    if all(isinstance(one, Literal) for one in values):
        result = computed(compute, [one.value for one in values if isinstance(one, Literal)])
        if result is not None:
            return Literal(result[0], ev.place(node), path)
    return _carried(ev, node, values, compute, key)


def _spread(
    ev: Evaluator,
    node: ast.AST,
    values: list[Abstract],
    number: int,
    compute: Compute,
    *,
    key: Hashable,
    path: bool,
) -> Abstract:
    """Apply the operation on each way of a choice; choices on the same branch stay together."""
    first = values[number]
    if not isinstance(first, Choice) or _count(values) > MAX_ALTERNATIVES:
        return ev.opaque(node, values, why="it has too many possible values")
    arms = []
    for arm, _ in first.arms:
        decided = [_decide(one, first, arm) for one in values]
        arms.append((arm, lift(ev, node, decided, compute, key=key, path=path)))
    return choose(first.branch, tuple(arms))


def _decide(value: Abstract, choice: Choice, arm: int) -> Abstract:
    if isinstance(value, Choice):
        if value.branch == choice.branch:
            return next((one for n, one in value.arms if n == arm), value.arms[0][1])
        return choose(value.branch, tuple((n, _decide(one, choice, arm)) for n, one in value.arms))
    return value


def _count(values: Sequence[Abstract]) -> int:
    total = 1
    for value in values:
        total *= sum(1 for _ in leaves(value))
    return total


def _carried(
    ev: Evaluator, node: ast.AST, values: Sequence[Abstract], compute: Compute, key: Hashable
) -> Opaque:
    """Return the expression, with the default that the defaults of its parts give."""
    default = None
    parts = [one if isinstance(one, Literal) else getattr(one, "default", None) for one in values]
    if all(isinstance(one, Literal) for one in parts):
        result = computed(compute, [one.value for one in parts if isinstance(one, Literal)])
        default = Literal(result[0], ev.place(node)) if result is not None else None
    keys = tuple(key_of(one) for one in values)
    stable = key is not None and None not in keys
    unknown = next((one for one in values if isinstance(one, Opaque) and one.why and not one.depends), None)
    foreign = next((elsewhere(one) for one in values if isinstance(one, Dotted)), "")
    return Opaque(
        ev.source(node),
        ev.place(node),
        depends_of(*values),
        default,
        (key, *keys) if stable else None,
        why=unknown.why if unknown is not None else foreign,
        settle=unknown.settle if unknown is not None else "",
    )


def key_of(value: Abstract) -> Hashable:
    """Return what two readings of the same stable value have in common, or None."""
    if isinstance(value, Literal):
        return ("literal", type(value.value).__name__, value.value)
    if isinstance(value, Opaque) and value.key is not None:
        return ("not", value.key) if value.negated else value.key
    return None


def computed(compute: Compute, arguments: Sequence[Any]) -> tuple[Plain] | None:
    """Return the result of an operation on plain values in a tuple, or None where there is none to have."""
    try:
        if _too_large(compute, arguments):
            return None
        result = compute(*arguments)
    except Exception:  # noqa: BLE001 - the scanned code's own mistake, whatever it is
        return None
    if isinstance(result, str | bytes) and len(result) > _LONGEST:
        return None
    if isinstance(result, int) and abs(result) > 10**18:
        return None
    return (result,) if result is None or isinstance(result, str | int | float | bool | bytes) else None


def _too_large(compute: Compute, arguments: Sequence[Any]) -> bool:
    texts = [one for one in arguments if isinstance(one, str | bytes)]
    if compute is operator.mul:
        return bool(texts) and any(isinstance(one, int) and one > 1000 for one in arguments)
    return any(len(one) > _LONGEST for one in texts)


def wide(specification: str) -> bool:
    """Tell whether a format asks for more width than any honest one."""
    return bool(_WIDE_FORMAT.search(specification))
