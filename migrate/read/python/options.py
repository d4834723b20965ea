"""Command-line options that a decorator or a parameter's default declares: click and typer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from compat.value import Dependency, DependsOn
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import Abstract, Dotted, Literal, Opaque, Ref, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.given import Option, matched
from migrate.read.python.operations import computed
from migrate.read.python.state import State
from migrate.read.python.surroundings import CONVERT

KIND = "option"


def declared(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return what ``click.option("--name", default="x")`` declares."""
    return _made(ev, node, arguments, state, [one.value for one in arguments.positional], None)


def argument(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return what ``click.argument("name")`` declares."""
    return declared(ev, node, arguments, state)


def of_parameter(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return what ``typer.Option("x", "--name")`` declares: the default stands first."""
    spelled = [one.value for one in arguments.positional[1:]]
    return _made(ev, node, arguments, state, spelled, arguments.get(0, "default"))


def _made(
    ev: Evaluator,
    node: ast.Call,
    arguments: Arguments,
    state: State,
    spelled: Iterable[Abstract],
    first: Abstract | None,
) -> Ref:
    texts = [one.value for one in spelled if isinstance(one, Literal) and isinstance(one.value, str)]
    dashed = [part for one in texts if one.startswith("-") for part in one.split("/")]
    dashed.sort(key=lambda one: not one.startswith("--"))
    longest = dashed[0] if dashed else ""
    bare = next((one for one in texts if not one.startswith("-")), "")
    ref = ev.new(KIND, node)
    state.put(ref.id, "parameter", Literal((bare or longest.lstrip("-")).replace("-", "_").lower()))
    state.put(ref.id, "spelled", Literal(" ".join(dashed) or bare))
    for name in ("type", "is_flag"):
        state.put(ref.id, name.removeprefix("is_"), arguments.get(99, name) or Literal(None))
    default = first if first is not None else arguments.get(99, "default")
    state.put(ref.id, "default", _default(arguments, default) or Opaque(""))
    variable = arguments.get(99, "envvar")
    state.put(ref.id, "variable", variable if isinstance(variable, Literal) else Literal(""))
    return ref


def _default(arguments: Arguments, default: Abstract | None) -> Literal | None:
    required, flag = arguments.get(99, "required"), arguments.get(99, "is_flag")
    if isinstance(required, Literal) and required.value:
        return None
    if default is None:
        return Literal(False) if isinstance(flag, Literal) and flag.value else Literal(None)
    found = plain(default)
    literal = found if isinstance(found, Literal) else getattr(found, "default", None)
    kind = arguments.get(99, "type")
    convert = CONVERT.get(kind.name) if isinstance(kind, Dotted) else None
    if literal is None or literal.value is ... or convert is None or not isinstance(literal.value, str):
        return literal
    result = computed(convert, [literal.value])
    return Literal(result[0], literal.place) if result is not None else None


def filled(
    ev: Evaluator, defaults: Sequence[tuple[str, Abstract]], decorators: Iterable[Abstract], state: State
) -> tuple[tuple[str, Abstract], ...]:
    """Return the defaults of a function's parameters with what the command line gives for declared options."""
    found = dict(defaults)
    for one in decorators:
        if isinstance(one, Ref) and one.kind == KIND:
            parameter = _text(plain(state.get(one.id, "parameter")))
            found.update({parameter: one} if parameter else {})
    declared = {name: one for name, one in found.items() if isinstance(one, Ref) and one.kind == KIND}
    line = ev.given.arguments if ev.given is not None and declared else None
    given = (
        matched([_option(one, name, state) for name, one in declared.items()], line or ())
        if line is not None
        else None
    )
    for name, one in declared.items():
        found[name] = _value(one, name, given, state)
    return tuple(found.items())


def _option(ref: Ref, name: str, state: State) -> Option:
    spelled = plain(state.get(ref.id, "spelled"))
    flag = plain(state.get(ref.id, "flag"))
    words = tuple(str(spelled.value).split()) if isinstance(spelled, Literal) else ()
    return Option(
        name, words or (f"--{name.replace('_', '-')}",), isinstance(flag, Literal) and bool(flag.value)
    )


def _value(ref: Ref, name: str, given: Mapping[str, Sequence[Abstract]] | None, state: State) -> Abstract:
    """Return what a declared option is: what the command line says, or its default."""
    default, variable, kind = (plain(state.get(ref.id, one)) for one in ("default", "variable", "type"))
    known = default if isinstance(default, Literal) else None
    if given is not None and name in given:
        return _converted(given[name][0], kind)
    if given is not None and known is not None and not _text(variable):
        return known
    shown = next((one for one in _option(ref, name, state).spelled if one.startswith("--")), "")
    depends = [Dependency(DependsOn.ARGUMENT, shown or _option(ref, name, state).spelled[0])]
    if _text(variable):
        depends.append(Dependency(DependsOn.ENVIRONMENT, _text(variable)))
    return Opaque(name, ref.place, tuple(depends), known, ("option", ref.id))


def _text(found: Abstract) -> str:
    return str(found.value) if isinstance(found, Literal) and found.value else ""


def _converted(found: Abstract, kind: Abstract) -> Abstract:
    convert = CONVERT.get(kind.name) if isinstance(kind, Dotted) else None
    if convert is None or not isinstance(found, Literal):
        return found
    result = computed(convert, [found.value])
    return Literal(result[0], found.place) if result is not None else found


def is_option(found: Abstract) -> bool:
    """Tell whether a value is what the command line gives."""
    return isinstance(found, Opaque) and any(one.kind is DependsOn.ARGUMENT for one in found.depends)
