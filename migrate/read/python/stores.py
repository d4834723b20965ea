"""Assignments: names, unpacking, attributes, items; and what ``match`` binds."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from migrate.read.python import branching, containers, names, objects, variables
from migrate.read.python.domain import (
    ITEMS,
    MISSING,
    Abstract,
    Bound,
    Dotted,
    Items,
    Klass,
    Literal,
    Module,
    Opaque,
    Part,
    Ref,
    plain,
)
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.operations import BINARY, lift
from migrate.read.python.state import State


def store(ev: Evaluator, target: ast.expr, value: Abstract, state: State) -> None:
    """Bind a value to whatever stands left of the equals sign."""
    if isinstance(target, ast.Name):
        names.assign(ev, target.id, value, state)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(ev, target, value, state)
    elif isinstance(target, ast.Starred):
        store(ev, target.value, value, state)
    elif isinstance(target, ast.Attribute):
        _attribute(ev, target, value, state)
    elif isinstance(target, ast.Subscript):
        _item(ev, target, value, state)


def _unpack(ev: Evaluator, target: ast.Tuple | ast.List, value: Abstract, state: State) -> None:
    items = containers.elements(ev, target, value, state)
    starred = next((i for i, one in enumerate(target.elts) if isinstance(one, ast.Starred)), None)
    wanted = len(target.elts)
    if items is None or items.gap or (starred is None and len(items.values) != wanted):
        lone = items.values[0] if items is not None and len(items.values) == 1 and items.gap else None
        for number, one in enumerate(target.elts):
            store(ev, one, lone if lone is not None else _component(ev, target, value, number), state)
        return
    parts = list(items.values)
    if starred is not None:
        after = wanted - starred - 1
        end = len(parts) - after
        middle = containers.new_list(ev, target, parts[starred:end], state)
        parts = [*parts[:starred], middle, *parts[end:]]
    for one, part in zip(target.elts, parts, strict=False):
        store(ev, one, plain(part), state)


def _component(ev: Evaluator, target: ast.expr, value: Abstract, number: int) -> Opaque:
    found = plain(value)
    source = found.source if isinstance(found, Opaque) else ""
    base = ev.opaque(target, (found,))
    why = found.why if isinstance(found, Opaque) else ""
    return Opaque(f"{source}[{number}]" if source else base.source, base.place, base.depends, why=why)


def _attribute(ev: Evaluator, target: ast.Attribute, value: Abstract, state: State) -> None:
    owner = ev.value(target.value, state)
    bound = Bound(value, ev.place(target))

    def act(one: Abstract, inner: State) -> Abstract:
        if isinstance(one, Klass | Module):
            inner.put(one.scope.id, target.attr, value)
        elif isinstance(one, Ref | Part):
            objects.set_attribute(one, target.attr, bound, inner)
        return MISSING

    branching.each(ev, state, owner, act)


def _item(ev: Evaluator, target: ast.Subscript, value: Abstract, state: State) -> None:
    owner = ev.value(target.value, state)
    key = plain(ev.value(target.slice, state))

    def act(one: Abstract, inner: State) -> Abstract:
        if isinstance(one, Part):
            one = objects.mapping(ev, one, inner)
        if isinstance(one, Ref) and one.kind == "dict":
            if isinstance(key, Literal):
                inner.put(one.id, key.value, Bound(value, ev.place(target)))
            else:
                why = f"{ev.source(target)} may be it, and which key that is is not known"
                containers.blur(ev, target, one.id, why, inner)
                containers.add_gap(ev, one, ev.opaque(target, (key,)), inner)
        elif isinstance(one, Ref) and one.kind == "list":
            _list_item(ev, one, key, value, inner)
        return MISSING

    if isinstance(owner, Dotted):
        if owner.name == "os.environ":
            variables.write(ev, key, value, state)
        return
    branching.each(ev, state, owner, act)


def _list_item(ev: Evaluator, ref: Ref, key: Abstract, value: Abstract, state: State) -> None:
    items = state.get(ref.id, ITEMS)
    known = isinstance(key, Literal) and isinstance(key.value, int) and isinstance(items, Items)
    if known and isinstance(key, Literal) and isinstance(key.value, int) and isinstance(items, Items):
        values = list(items.values)
        if -len(values) <= key.value < len(values):
            values[key.value] = value
            state.put(ref.id, ITEMS, Items(tuple(values), items.gap))
            return
    state.put(ref.id, ITEMS, Items((), "an item was replaced at a place that is not known"))


def augment(ev: Evaluator, node: ast.AugAssign, state: State) -> None:
    """Run ``x += y`` and its like."""
    before = ev.value(_loaded(node.target), state)
    change = ev.value(node.value, state)
    if isinstance(before, Ref) and before.kind == "list" and isinstance(node.op, ast.Add):
        containers.extend(ev, node, before, change, state)
        return
    if isinstance(before, Ref) and before.kind == "dict" and isinstance(node.op, ast.BitOr):
        containers.update(ev, node, before, change, state)
        return
    compute = BINARY.get(type(node.op))
    after = (
        ev.opaque(node, (before, change)) if compute is None else lift(ev, node, (before, change), compute)
    )
    store(ev, node.target, after, state)


def _loaded(target: ast.expr) -> ast.expr:
    """Return the target of ``+=`` as something to read; the tree itself stays as it is."""
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    if isinstance(target, ast.Attribute):
        return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)
    if isinstance(target, ast.Subscript):
        return ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
    return target


def remove(ev: Evaluator, target: ast.expr, state: State) -> None:
    """Run ``del`` on a name, an attribute or an item."""
    if isinstance(target, ast.Name):
        names.assign(ev, target.id, MISSING, state)
    elif isinstance(target, ast.Subscript):
        owner, key = ev.value(target.value, state), ev.value(target.slice, state)
        if isinstance(owner, Ref) and owner.kind == "dict" and isinstance(key, Literal):
            state.put(owner.id, key.value, MISSING)
    elif isinstance(target, ast.Tuple | ast.List):
        for one in target.elts:
            remove(ev, one, state)


def matching(subject: Abstract, cases: Sequence[ast.match_case], state: State) -> int | None:
    """Return the case a known subject takes (one past the last: none), or None where that is not known."""
    found = state.project(plain(subject))
    if not isinstance(found, Literal):
        return None
    for number, case in enumerate(cases):
        if case.guard is not None:
            return None
        hit = _matches(found, case.pattern)
        if hit is None or hit:
            return None if hit is None else number
    return len(cases)


def _matches(subject: Literal, pattern: ast.pattern) -> bool | None:
    if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant):
        return bool(pattern.value.value == subject.value)
    if isinstance(pattern, ast.MatchSingleton):
        return pattern.value is subject.value
    if isinstance(pattern, ast.MatchOr):
        hits = [_matches(subject, one) for one in pattern.patterns]
        return True if True in hits else (None if None in hits else False)
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        return True
    return None


def catches_all(case: ast.match_case) -> bool:
    """Tell whether a case takes whatever is left."""
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None


def capture(ev: Evaluator, pattern: ast.pattern, subject: Abstract, state: State) -> None:
    """Bind the names of a pattern: the whole subject where it is that, else something not known."""
    if isinstance(pattern, ast.MatchAs) and pattern.name is not None:
        names.assign(ev, pattern.name, subject, state)
        return
    for one in ast.walk(pattern):
        if isinstance(one, ast.MatchAs | ast.MatchStar) and one.name is not None:
            names.assign(ev, one.name, ev.opaque(pattern, (subject,)), state)
