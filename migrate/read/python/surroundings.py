"""What scanned code asks its surroundings: environment variables, command-line arguments, the process itself."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from compat.value import Dependency, DependsOn
from migrate.read.python import containers
from migrate.read.python.domain import Abstract, Bound, Dotted, Literal, Missing, Opaque, Ref, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.given import Declared, Option, matched
from migrate.read.python.operations import Compute, computed
from migrate.read.python.state import State

if TYPE_CHECKING:
    from migrate.read.python.arguments import Arguments

CONVERT: Mapping[str, Compute] = {
    "builtins.int": int,
    "builtins.float": float,
    "builtins.str": str,
    "builtins.bool": bool,
}
_NO_VALUE = {"store_true": False, "store_false": True, "count": None}


def parser(ev: Evaluator, node: ast.Call, state: State) -> Abstract:
    """Return a new ``argparse.ArgumentParser``; its arguments stand in a namespace of its own."""
    ref = ev.new("parser", node)
    state.put(ref.id, "namespace", ev.new("namespace", node))
    return ref


def parser_method(
    ev: Evaluator, node: ast.Call, ref: Ref, name: str, arguments: Arguments, state: State
) -> Abstract:
    """Call a method of a parser, of a group or of a sub-parser: all share one namespace."""
    namespace = plain(state.get(ref.id, "namespace"))
    if name == "add_argument":
        if isinstance(namespace, Ref):
            _add_argument(ev, node, namespace, arguments, state)
        return ev.opaque(node)
    if name == "set_defaults" and isinstance(namespace, Ref):
        for key, passed in arguments.named.items():
            state.put(namespace.id, key, Bound(passed.value, passed.place))
    if name.startswith("parse_") and isinstance(namespace, Ref):
        _parse(ev, node, namespace, arguments, state)
    if name in {"parse_args", "parse_intermixed_args"}:
        return namespace if isinstance(namespace, Ref) else ev.opaque(node)
    if name in {"parse_known_args", "parse_known_intermixed_args"} and isinstance(namespace, Ref):
        rest = containers.new_list(ev, node, (), state, "the arguments that are left over")
        return containers.new_list(ev, node, (namespace, rest), state)
    return ref


def _parse(ev: Evaluator, node: ast.AST, namespace: Ref, arguments: Arguments, state: State) -> None:
    """Fill a namespace from a command line that is known: that of a run, or one written in the call."""
    written = arguments.get(0, "args")
    if written is None or (isinstance(written, Literal) and written.value is None):
        line = ev.given.arguments if ev.given is not None else None
    else:
        items = containers.elements(ev, node, written, state)
        line = None if items is None or items.gap else tuple(plain(one) for one in items.values)
    declared = ev.declared.get(namespace.id, ())
    given = matched([one.option for one in declared], line) if line is not None else None
    if given is None:
        return
    for one in declared:
        name = one.option.destination
        values = given.get(name)
        found = one.default if values is None else _value(ev, node, one, values, state)
        if found is not None:
            state.put(namespace.id, name, found)


def _value(ev: Evaluator, node: ast.AST, one: Declared, values: Sequence[Abstract], state: State) -> Abstract:
    made = [_converted(one, value) for value in values]
    return containers.new_list(ev, node, made, state) if one.option.many else made[0]


def _converted(one: Declared, value: Abstract) -> Abstract:
    if one.convert is None or not isinstance(value, Literal) or not isinstance(value.value, str):
        return value
    result = computed(one.convert, [value.value])
    return Literal(result[0], value.place) if result is not None else value


def _declare(ev: Evaluator, namespace: Ref, spelled: Sequence[str], name: str, arguments: Arguments) -> None:
    action, kind, many = (arguments.get(99, one) for one in ("action", "type", "nargs"))
    said = action.value if isinstance(action, Literal) else None
    flag = said in {"store_true", "store_false", "store_const", "count", "append_const"}
    const = Literal(said != "store_false") if flag else None
    convert = CONVERT.get(kind.name) if isinstance(kind, Dotted) else None
    default = _default(arguments, spelled[0])
    given = arguments.get(99, "default")
    required = arguments.get(99, "required")
    needed = isinstance(required, Literal) and bool(required.value)
    otherwise = None if needed else default if isinstance(given, Literal | None) else plain(given)
    several = isinstance(many, Literal) and many.value not in {None, "?", 1}
    option = Option(name, tuple(spelled), flag, const, several)
    ev.declared.setdefault(namespace.id, []).append(Declared(option, convert, otherwise))


def _add_argument(ev: Evaluator, node: ast.Call, namespace: Ref, arguments: Arguments, state: State) -> None:
    spelled = [one.value.value for one in arguments.positional if isinstance(one.value, Literal)]
    names = [one for one in spelled if isinstance(one, str)]
    if not names:
        containers.add_gap(ev, namespace, ev.opaque(node), state)
        return
    longest = next((one for one in names if one.startswith("--")), names[0])
    given = arguments.get(99, "dest")
    destination = longest.lstrip("-").replace("-", "_")
    if isinstance(given, Literal) and isinstance(given.value, str):
        destination = given.value
    _declare(ev, namespace, names, destination, arguments)
    state.put(
        namespace.id,
        destination,
        Opaque(
            f"args.{destination}",
            ev.place(node),
            (Dependency(DependsOn.ARGUMENT, longest),),
            _default(arguments, longest),
            ("argument", namespace.id, destination),
        ),
    )


def _default(arguments: Arguments, name: str) -> Literal | None:
    """Return what an argument is when it is not given, converted by its type as argparse does."""
    required = arguments.get(99, "required")
    default = arguments.get(99, "default")
    action = arguments.get(99, "action")
    if isinstance(required, Literal) and required.value:
        return None
    if default is None:
        if isinstance(action, Literal) and action.value in _NO_VALUE:
            return Literal(_NO_VALUE[str(action.value)])
        return Literal(None) if name.startswith("-") else None
    if not isinstance(default, Literal):
        return getattr(plain(default), "default", None)
    kind = arguments.get(99, "type")
    convert = CONVERT.get(kind.name) if isinstance(kind, Dotted) else None
    if convert is None or not isinstance(default.value, str):
        return default
    result = computed(convert, [default.value])
    return Literal(result[0], default.place) if result is not None else None


def position(ev: Evaluator, node: ast.AST, key: Abstract) -> Abstract:
    """Return ``sys.argv[1]``."""
    if not isinstance(key, Literal) or not isinstance(key.value, int) or key.value < 1:
        return ev.opaque(node, (key,))
    if ev.given is not None and key.value <= len(ev.given.arguments):
        return ev.given.arguments[key.value - 1]
    depends = (Dependency(DependsOn.ARGUMENT, f"argument {key.value}"),)
    return Opaque(ev.source(node), ev.place(node), depends, key=("position", key.value))


def namespace_attribute(ev: Evaluator, node: ast.AST, ref: Ref, name: str, state: State) -> Abstract:
    """Return ``args.name``."""
    found = plain(state.get(ref.id, name))
    if not isinstance(found, Missing):
        return found
    return ev.opaque(node, why=f"no argument called {name} is defined in this file")


def as_dict(ev: Evaluator, node: ast.AST, ref: Ref, state: State) -> Ref:
    """Return ``vars(args)``."""
    return containers.new_dict(ev, node, state.slots(ref.id), state)
