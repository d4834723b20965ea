"""Expressions: the value of each kind of node."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from migrate.read.python import (
    anchors,
    branching,
    classes,
    containers,
    displays,
    functions,
    inventory,
    modules,
    names,
    objects,
    settings_files,
    stores,
    surroundings,
    symbols,
    texts,
    variables,
)
from migrate.read.python.domain import (
    MISSING,
    Abstract,
    Choice,
    Dotted,
    Klass,
    Literal,
    Member,
    Missing,
    Module,
    Opaque,
    Part,
    Ref,
    plain,
)
from migrate.read.python.evaluator import MAX_TURNS, Evaluate, Evaluator
from migrate.read.python.operations import BINARY, COMPARE, Compute, key_of, lift
from migrate.read.python.state import State
from migrate.read.python.translation import depends_of


def _constant(ev: Evaluator, node: ast.Constant, _state: State) -> Abstract:
    if node.value is None or isinstance(node.value, str | int | float | bool | bytes):
        return Literal(node.value, ev.place(node))
    return ev.opaque(node)


def _name(ev: Evaluator, node: ast.Name, state: State) -> Abstract:
    found = names.read(ev, node, state)
    objects.note_exception(ev, node, found)
    return found


def _attribute(ev: Evaluator, node: ast.Attribute, state: State) -> Abstract:
    owner = ev.value(node.value, state)
    found = branching.each(
        ev, state, owner, lambda one, inner: attribute(ev, node, one, inner, calling=False)
    )
    objects.note_exception(ev, node, found)
    return found


def attribute(
    ev: Evaluator, node: ast.Attribute, owner: Abstract, state: State, *, calling: bool
) -> Abstract:
    """Return an attribute of one thing; ``calling`` says that it is called at once."""
    if isinstance(owner, Dotted):
        return _of_module(owner, node.attr)
    if isinstance(owner, Module):
        return modules.attribute(ev, node, owner, node.attr, state)
    if isinstance(owner, Klass):
        return classes.attribute(ev, node, owner, node.attr, state)
    if isinstance(owner, Part):
        return objects.get_part(ev, node, owner, state, calling=calling)
    if isinstance(owner, Ref):
        return _of_object(ev, node, owner, state, calling=calling)
    if ev.imported and node.attr in {"compute_targets", "environments", "webservices"}:
        return Part(owner, node.attr)
    if calling:
        return Member(owner, node.attr)
    if isinstance(owner, Literal):
        return texts.attribute(ev, node, owner, state)
    key = key_of(owner)
    why, settle = (owner.why, owner.settle) if isinstance(owner, Opaque) else ("", "")
    stable = ("attribute", key, node.attr) if key is not None else None
    return Opaque(ev.source(node), ev.place(node), depends_of(owner), key=stable, why=why, settle=settle)


def _of_module(owner: Dotted, name: str) -> Abstract:
    dotted = f"{owner.name}.{name}"
    symbol = symbols.resolve(dotted)
    constant = inventory.CONSTANTS.get(symbol.short) if symbol is not None else None
    return Dotted(dotted) if constant is None else Literal(constant)


def _of_object(ev: Evaluator, node: ast.Attribute, owner: Ref, state: State, *, calling: bool) -> Abstract:
    if owner.kind == "instance":
        return classes.instance_attribute(ev, node, owner, node.attr, state)
    if objects.kind_known(owner.kind):
        return objects.get_attribute(ev, node, owner, state, calling=calling)
    if owner.kind == "namespace":
        return surroundings.namespace_attribute(ev, node, owner, node.attr, state)
    entry = plain(state.get(owner.id, node.attr)) if owner.kind == "dict" and not calling else MISSING
    return Member(owner, node.attr) if isinstance(entry, Missing) else entry


def _subscript(ev: Evaluator, node: ast.Subscript, state: State) -> Abstract:
    owner = ev.value(node.value, state)
    if isinstance(node.slice, ast.Slice):
        return _slice(ev, node, node.slice, owner, state)
    key = ev.value(node.slice, state)
    return branching.each(
        ev,
        state,
        key,
        lambda one_key, outer: branching.each(
            ev, outer, owner, lambda one, inner: _item(ev, node, one, one_key, inner)
        ),
    )


def _item(ev: Evaluator, node: ast.Subscript, owner: Abstract, key: Abstract, state: State) -> Abstract:
    if isinstance(owner, Dotted) and owner.name == "sys.argv":
        return surroundings.position(ev, node, key)
    if isinstance(owner, Dotted):
        return variables.read(ev, node, key, None, state) if owner.name == "os.environ" else ev.opaque(node)
    if isinstance(owner, Part):
        if owner.path in inventory.COLLECTIONS:
            return objects.collection_item(ev, node, owner, key, state)
        owner = objects.mapping(ev, owner, state)
    if isinstance(owner, Ref) and owner.kind == "ini":
        return settings_files.ini_section(ev, node, owner, key, state)
    if isinstance(owner, Ref) and owner.kind in {"list", "dict"}:
        return containers.item(ev, node, owner, key, state)
    if isinstance(owner, Literal):
        return lift(ev, node, (owner, key), lambda text, index: text[index])
    found = ev.opaque(node, (owner, key))
    if not isinstance(owner, Opaque):
        return found
    keys = (owner.key, key_of(key))
    stable = ("item", *keys) if None not in keys else None
    return Opaque(found.source, found.place, found.depends, key=stable, why=owner.why, settle=owner.settle)


def _slice(ev: Evaluator, node: ast.Subscript, piece: ast.Slice, owner: Abstract, state: State) -> Abstract:
    bounds = [
        Literal(None) if one is None else ev.value(one, state)
        for one in (piece.lower, piece.upper, piece.step)
    ]
    items = containers.elements(ev, node, owner, state)
    plain_bounds = [one.value for one in bounds if isinstance(one, Literal)]
    if items is not None and not items.gap and len(plain_bounds) == 3:
        try:
            values = items.values[slice(*plain_bounds)]
        except (TypeError, ValueError):
            return ev.opaque(node)
        return containers.new_list(ev, node, values, state)
    return lift(ev, node, (owner, *bounds), lambda text, *cut: text[slice(*cut)], key=("slice",))


def _binary(ev: Evaluator, node: ast.BinOp, state: State) -> Abstract:
    """Evaluate a chain of operators from its left end, without going deeper for each of them."""
    chain = [node]
    while isinstance(chain[-1].left, ast.BinOp):
        chain.append(chain[-1].left)
    value = ev.value(chain[-1].left, state)
    for one in reversed(chain):
        value = _operate(ev, one, value, ev.value(one.right, state), state)
    return value


def _operate(ev: Evaluator, node: ast.BinOp, left: Abstract, right: Abstract, state: State) -> Abstract:
    ev.step()
    if isinstance(node.op, ast.Mod) and _may_be_text(left):
        return texts.percent(ev, node, left, right, state)
    if isinstance(node.op, ast.Div) and isinstance(left, Literal) and left.path:
        return lift(ev, node, (left, right), anchors.join, path=True)
    if isinstance(left, Ref) and left.kind == "list" and isinstance(node.op, ast.Add):
        joined = containers.copy(ev, node, left, state)
        containers.extend(ev, node.right, joined, right, state)
        return joined
    if isinstance(left, Ref) and left.kind == "dict" and isinstance(node.op, ast.BitOr):
        merged = containers.copy(ev, node, left, state)
        containers.update(ev, node.right, merged, right, state)
        return merged
    if isinstance(left, Ref) and left.kind == "list" and isinstance(node.op, ast.Mult):
        return _repeated(ev, node, left, right, state)
    compute = BINARY.get(type(node.op))
    if compute is None:
        return ev.opaque(node, (left, right))
    return lift(ev, node, (left, right), compute, key=type(node.op).__name__)


def _repeated(ev: Evaluator, node: ast.BinOp, left: Ref, right: Abstract, state: State) -> Abstract:
    items = containers.elements(ev, node, left, state)
    times = right.value if isinstance(right, Literal) else None
    if items is None or not isinstance(times, int) or times * len(items.values) > MAX_TURNS:
        return ev.opaque(node, (left, right))
    return containers.new_list(ev, node, items.values * times, state, items.gap)


def _may_be_text(value: Abstract) -> bool:
    return isinstance(value, Literal) and isinstance(value.value, str)


def _bool(ev: Evaluator, node: ast.BoolOp, state: State) -> Abstract:
    """Evaluate ``and`` / ``or``: a value that decides ends it, one that cannot decide is left out."""
    stops = isinstance(node.op, ast.Or)
    open_values: list[Abstract] = []
    value: Abstract = MISSING
    for part in node.values:
        value = state.project(plain(ev.value(part, state)))
        known = branching.truth(state, value)
        if known is stops:
            break
        if known is None:
            open_values.append(value)
    if not open_values:
        return value
    if len(open_values) == 1 and open_values[0] is value:
        return value
    return _either(ev, node, open_values, value, stops=stops)


def _either(
    ev: Evaluator, node: ast.BoolOp, values: Sequence[Abstract], last: Abstract, *, stops: bool
) -> Abstract:
    operands = [*values] if values[-1] is last else [*values, last]
    if len(operands) == 2 and isinstance(operands[0], Choice):
        return lift(ev, node, operands, (lambda a, b: a or b) if stops else (lambda a, b: a and b))
    keys = tuple(key_of(one) for one in operands)
    default = last if stops and isinstance(last, Literal) else None
    first = operands[0]
    if stops and isinstance(first, Opaque) and first.default is not None and first.default.value:
        default = first.default
    return Opaque(
        ev.source(node),
        ev.place(node),
        depends_of(*operands),
        default,
        ("or" if stops else "and", *keys) if None not in keys else None,
        why=next((one.why for one in operands if isinstance(one, Opaque) and not one.depends), ""),
    )


def _unary(ev: Evaluator, node: ast.UnaryOp, state: State) -> Abstract:
    value = state.project(plain(ev.value(node.operand, state)))
    if isinstance(node.op, ast.Not):
        known = branching.truth(state, value)
        if known is not None:
            return Literal(not known, ev.place(node))
        found = lift(ev, node, (value,), lambda one: not one)
        if isinstance(found, Opaque) and isinstance(value, Opaque) and value.key is not None:
            return Opaque(
                found.source, found.place, found.depends, found.default, value.key, negated=not value.negated
            )
        return found
    if isinstance(node.op, ast.USub):
        return lift(ev, node, (value,), lambda one: -one, key="-")
    return ev.opaque(node, (value,))


def _compare(ev: Evaluator, node: ast.Compare, state: State) -> Abstract:
    left = ev.value(node.left, state)
    rights = [ev.value(one, state) for one in node.comparators]
    if len(rights) != 1:
        return ev.opaque(node, (left, *rights))
    operator, right = node.ops[0], rights[0]
    certain = branching.compared(state, left, right)
    if certain is not None and isinstance(operator, ast.Is | ast.Eq | ast.IsNot | ast.NotEq):
        return Literal(certain == isinstance(operator, ast.Is | ast.Eq), ev.place(node))
    items = containers.elements(ev, node, right, state)
    if isinstance(operator, ast.In | ast.NotIn) and items is not None and not items.gap:
        return lift(ev, node, (left, *items.values), _contained(operator))
    found = lift(ev, node, (left, right), COMPARE[type(operator)], key=_comparison(operator))
    if isinstance(found, Opaque) and isinstance(operator, ast.NotEq | ast.IsNot | ast.NotIn):
        return Opaque(
            found.source, found.place, found.depends, found.default, found.key, negated=True, why=found.why
        )
    return found


def _contained(operator: ast.cmpop) -> Compute:
    wanted = isinstance(operator, ast.In)
    return lambda one, *others: (one in others) == wanted


def _comparison(operator: ast.cmpop) -> str:
    """Return one name for a comparison and its contrary: what is equal on one way is unequal on the other."""
    contrary = {ast.NotEq: "Eq", ast.IsNot: "Is", ast.NotIn: "In"}
    return contrary.get(type(operator), type(operator).__name__)


def _conditional(ev: Evaluator, node: ast.IfExp, state: State) -> Abstract:
    found = branching.ways(ev, node.test, ev.value(node.test, state), state)
    if len(found) == 1:
        return ev.value(node.body if found[0].holds else node.orelse, state)
    born = ev.born()
    outcomes = []
    for way in found:
        inner = state.fork(dict(way.facts))
        value = ev.value(node.body if way.holds else node.orelse, inner)
        outcomes.append(inner.outcome(state, value))
    return state.merge(outcomes, born)


def _lambda(ev: Evaluator, node: ast.Lambda, state: State) -> Abstract:
    return functions.function(ev, node, state)


def _named(ev: Evaluator, node: ast.NamedExpr, state: State) -> Abstract:
    value = ev.value(node.value, state)
    stores.store(ev, node.target, value, state)
    return value


def _await(ev: Evaluator, node: ast.Await | ast.Starred | ast.YieldFrom, state: State) -> Abstract:
    return ev.value(node.value, state)


def _yield(ev: Evaluator, node: ast.Yield, state: State) -> Abstract:
    if node.value is not None:
        ev.value(node.value, state)
    return ev.opaque(node)


EXPRESSIONS: Mapping[type[ast.expr], Evaluate] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _binary,
    ast.BoolOp: _bool,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.JoinedStr: texts.joined,
    ast.List: displays.sequence,
    ast.Tuple: displays.sequence,
    ast.Set: displays.sequence,
    ast.Dict: displays.mapping,
    ast.ListComp: displays.comprehension,
    ast.SetComp: displays.comprehension,
    ast.GeneratorExp: displays.comprehension,
    ast.DictComp: displays.mapping_comprehension,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.Await: _await,
    ast.Starred: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _await,
}
