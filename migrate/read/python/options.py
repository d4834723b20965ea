"""Command-line options that a decorator or a parameter's default declares: click and typer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from compat.value import Dependency, DependsOn
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import Abstract, Dotted, Literal, Opaque, Ref, plain
from migrate.read.python.evaluator import Evaluator
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
    longest = next((one for one in dashed if one.startswith("--")), dashed[0] if dashed else "")
    bare = next((one for one in texts if not one.startswith("-")), "")
    ref = ev.new(KIND, node)
    state.put(ref.id, "parameter", Literal((bare or longest.lstrip("-")).replace("-", "_").lower()))
    state.put(ref.id, "spelled", Literal(longest or bare))
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


def parameters(decorators: Iterable[Abstract], state: State) -> Iterator[tuple[str, Abstract]]:
    """Yield the parameters that decorators fill, with what they are."""
    for one in decorators:
        if isinstance(one, Ref) and one.kind == KIND:
            name = plain(state.get(one.id, "parameter"))
            if isinstance(name, Literal) and name.value:
                yield str(name.value), value(one, str(name.value), state)


def value(ref: Ref, name: str, state: State) -> Opaque:
    """Return what a declared option is: what the command line says, or its default."""
    spelled, default, variable = (plain(state.get(ref.id, one)) for one in ("spelled", "default", "variable"))
    shown = str(spelled.value) if isinstance(spelled, Literal) and spelled.value else f"--{name}"
    depends = [Dependency(DependsOn.ARGUMENT, shown)]
    if isinstance(variable, Literal) and variable.value:
        depends.append(Dependency(DependsOn.ENVIRONMENT, str(variable.value)))
    known = default if isinstance(default, Literal) else None
    return Opaque(name, ref.place, tuple(depends), known, ("option", ref.id))


def is_option(found: Abstract) -> bool:
    """Tell whether a value is what the command line gives."""
    return isinstance(found, Opaque) and any(one.kind is DependsOn.ARGUMENT for one in found.depends)
