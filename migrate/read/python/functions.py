"""Functions of the source: defined with their scope, and run where they are called with what they are given."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from compat.value import Dependency, DependsOn
from migrate.read.python import containers, escapes, names, objects, options
from migrate.read.python.domain import (
    MISSING,
    Abstract,
    Bound,
    Function,
    FunctionNode,
    Klass,
    Literal,
    Missing,
    Opaque,
    Scope,
    filled,
    plain,
)
from migrate.read.python.evaluator import (
    MAX_CALL_DEPTH,
    MAX_FOREIGN_STEPS,
    BoundReached,
    Evaluator,
    Frame,
    Leaves,
)
from migrate.read.python.state import State

if TYPE_CHECKING:
    from migrate.read.python.arguments import Arguments


def define(ev: Evaluator, node: ast.FunctionDef | ast.AsyncFunctionDef, state: State) -> bool:
    """Run a ``def``: the defaults are evaluated here, the body where it is called."""
    decorators = []
    for decorator in node.decorator_list:
        value = ev.value(decorator, state)
        objects.note_decorator(ev, decorator, value)
        decorators.append(value)
        if isinstance(plain(value), (Function, Klass)):
            ev.wrapped.add(node)
    names.assign(ev, node.name, function(ev, node, state, decorators), state)
    return True


def function(
    ev: Evaluator, node: FunctionNode, state: State, decorators: Sequence[Abstract] = ()
) -> Function:
    """Return the function a ``def`` or ``lambda`` makes; options that decorators declare are its defaults."""
    positional = [*node.args.posonlyargs, *node.args.args]
    late = positional[len(positional) - len(node.args.defaults) :]
    pairs = [*zip(late, node.args.defaults, strict=True)]
    pairs += [
        (arg, default)
        for arg, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if default is not None
    ]
    values = [(arg.arg, ev.value(default, state)) for arg, default in pairs]
    defaults = options.filled(ev, values, decorators, state)
    made = Function(node, ev.frame.scope, None, defaults, _is(node, "staticmethod"))
    if ev.at_home and (len(ev.frames) > 1 or isinstance(node, ast.Lambda)):
        ev.inner.append((made, state))
    return made


def _is(node: FunctionNode, decorator: str) -> bool:
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return any(isinstance(one, ast.Name) and one.id == decorator for one in decorators)


def is_property(function_: Function) -> bool:
    """Tell whether reading the attribute calls the method."""
    return _is(function_.node, "property") or _is(function_.node, "cached_property")


def call(ev: Evaluator, node: ast.AST, target: Function, arguments: Arguments, state: State) -> Abstract:
    """Run a function on its arguments; return what it gives back on each way."""
    ev.entered.add(target.node)
    if target.scope.layout.path != ev.home and not ev.importing:
        ev.lent.add(key_of(target))
    running = sum(1 for frame in ev.frames if frame.function is target.node)
    if len(ev.frames) > MAX_CALL_DEPTH or running > 1:
        why = "the function calls itself" if running else "the calls are nested too deeply"
        if isinstance(node, ast.Call):
            escapes.let_go(ev, node, arguments.values(), state)
        return ev.opaque(node, arguments.values(), why=why)
    if not ev.at_home or target.scope.layout.path == ev.home:
        return _called(ev, target, arguments, state)
    if target.node not in ev.heavy:
        try:
            with ev.within(MAX_FOREIGN_STEPS):
                return _called(ev, target, arguments, state)
        except BoundReached:
            if ev.spent:
                raise
            ev.heavy.add(target.node)
    if isinstance(node, ast.Call):
        escapes.let_go(ev, node, arguments.values(), state)
    return ev.opaque(node, arguments.values(), why=f"{key_of(target)} takes too many steps to follow")


def _called(ev: Evaluator, target: Function, arguments: Arguments, state: State) -> Abstract:
    born = ev.born()
    scope = ev.scope(target.scope, target.scope.layout)
    inner = state.fork()
    _bind(ev, target, scope, arguments, inner)
    result = _run(ev, target, scope, state, inner)
    if result is not None:
        return state.merge([inner.outcome(state, result)], born)
    returns = ev.finished.returns
    if not returns:
        raise Leaves
    value = state.merge(returns, born)
    if target.node in ev.wrapped and isinstance(plain(value), Literal):
        return ev.opaque(
            target.node, (value,), why=f"a decorator may change what {key_of(target)} gives back"
        )
    return Literal(None) if isinstance(value, Missing) else value


def _run(ev: Evaluator, target: Function, scope: Scope, state: State, inner: State) -> Abstract | None:
    """Run the body; the frame with its returns stays in ``ev.finished``. A lambda gives its value at once."""
    frame = Frame(scope, state, target.node)
    ev.frames.append(frame)
    try:
        if isinstance(target.node, ast.Lambda):
            return ev.value(target.node.body, inner)
        if ev.run(target.node.body, inner):
            frame.returns.append(inner.outcome(state, Literal(None)))
    finally:
        ev.frames.pop()
        ev.finished = frame
    return None


def _bind(ev: Evaluator, target: Function, scope: Scope, arguments: Arguments, state: State) -> None:
    spec = target.node.args
    positional = [one.arg for one in (*spec.posonlyargs, *spec.args)]
    given = [passed.value for passed in arguments.positional[: arguments.placed]]
    if target.receiver is not None and not target.plain:
        given.insert(0, target.receiver)
    bound: dict[str, Abstract] = dict(target.defaults)
    bound.update(zip(positional, given, strict=False))
    extra = {}
    for name, passed in arguments.named.items():
        if name in positional or name in {one.arg for one in spec.kwonlyargs}:
            bound[name] = filled(passed.value, bound.get(name, MISSING))
        else:
            extra[name] = passed
    for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
        value = bound.get(one.arg)
        if value is None:
            value = _unfilled(ev, one, target, arguments)
        state.put(scope.id, one.arg, value)
    if spec.vararg is not None:
        rest = containers.new_list(ev, None, given[len(positional) :], state)
        state.put(scope.id, spec.vararg.arg, rest)
    if spec.kwarg is not None:
        entries = {name: Bound(passed.value, passed.place) for name, passed in extra.items()}
        ref = containers.new_dict(ev, None, entries, state)
        for _, gap in arguments.gaps:
            containers.add_gap(ev, ref, gap, state)
        state.put(scope.id, spec.kwarg.arg, ref)


def _unfilled(ev: Evaluator, one: ast.arg, target: Function, arguments: Arguments) -> Abstract:
    gap = next((gap for _, gap in arguments.gaps), None)
    why = gap.why if gap is not None else f"the call does not give {one.arg}"
    return Opaque(one.arg, target.scope.layout.place(one), why=why)


def key_of(target: Function) -> str:
    """Return what a function is known by in every reading: the path of its file and its line."""
    return f"{target.scope.layout.path}:{target.node.lineno}"


def call_root(ev: Evaluator, target: Function, state: State) -> None:
    """Run a function that nothing in the source calls; its parameters are what the caller decides."""
    outer, ev.root = ev.root, ev.root or target
    try:
        _call_root(ev, target, state)
    finally:
        ev.root = outer


def _call_root(ev: Evaluator, target: Function, state: State) -> None:
    ev.entered.add(target.node)
    scope = ev.scope(target.scope, target.scope.layout)
    inner = state.fork()
    defaults = dict(target.defaults)
    spec = target.node.args
    for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
        inner.put(scope.id, one.arg, parameter(ev, one, target, defaults.get(one.arg)))
    if target.receiver is not None and not target.plain and (spec.posonlyargs or spec.args):
        first = (*spec.posonlyargs, *spec.args)[0]
        inner.put(scope.id, first.arg, target.receiver)
    for extra in (spec.vararg, spec.kwarg):
        if extra is not None:
            inner.put(scope.id, extra.arg, parameter(ev, extra, target, None))
    born = ev.born()
    result = _run(ev, target, scope, state, inner)
    returns = [inner.outcome(state)] if result is not None else ev.finished.returns
    if returns:
        state.merge(returns, born)


def parameter(ev: Evaluator, one: ast.arg, target: Function, default: Abstract | None) -> Abstract:
    """Return a parameter nobody gives: a v1 object where its annotation says so, else an expression."""
    layout = target.scope.layout
    if default is not None and options.is_option(default):
        return default
    typed = objects.annotated(ev, one, target.scope)
    if typed is not None:
        return typed
    return Opaque(
        one.arg,
        layout.place(one),
        (Dependency(DependsOn.PARAMETER, one.arg),),
        default if isinstance(default, Literal) else None,
        ("parameter", id(target.node), one.arg),
    )
