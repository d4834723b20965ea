"""The safety net: v1 calls that evaluation did not reach, found by the names that imports bind.

It follows no values. A name that the source binds otherwise as well is left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compat.v1 import Service, ServiceKind, Unread
from compat.value import Expression, Known, Place, Secret, Unresolved, Value
from migrate.read.python import inventory, symbols
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.layout import Layout
from migrate.read.python.symbols import Symbol
from migrate.usage import Argument, Form

_DEPLOYS = frozenset(
    {"Model.deploy", "Webservice.deploy", "Webservice.deploy_from_model", "Webservice.deploy_from_image"}
    | {"Webservice.deploy_local_from_model", "mlflow.azureml.deploy"}
)
UNREACHED = "?"
"""The root of a service that the evaluation did not get to: what another file says of it is better."""
_TOPS = frozenset({"azureml", "mlflow"})
_WHY = "the analysis did not get to this call, so what reaches it is not known"

ScopeNode = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass
class _Names:
    """What one scope binds: by import, and otherwise."""

    imported: dict[str, str] = field(default_factory=dict)
    other: set[str] = field(default_factory=set)
    of_class: bool = False


def collect(ev: Evaluator, tree: ast.Module, layout: Layout, nodes: Sequence[ast.AST]) -> None:
    """Record the v1 calls and imports of a tree that no usage stands for yet; ``nodes`` are all its nodes."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound = [
                (name, dotted) for name, dotted in _imports(node) if symbols.is_v1(dotted) or dotted in _TOPS
            ]
            names.update(name for name, _ in bound)
            for _, dotted in bound:
                if symbols.is_v1(dotted):
                    ev.imported.setdefault(dotted, layout.place(node))
    missed = {
        node: layout.place(node)
        for node in nodes
        if isinstance(node, ast.Call) and node not in ev.reached and _head(node.func) in names
    }
    if missed:
        _look_at(ev, tree, layout, missed)


def _head(func: ast.expr) -> str:
    while isinstance(func, ast.Attribute):
        func = func.value
    return func.id if isinstance(func, ast.Name) else ""


def _look_at(ev: Evaluator, tree: ast.Module, layout: Layout, missed: Mapping[ast.Call, Place]) -> None:
    for node, chain in _nodes(tree):
        place = missed.get(node) if isinstance(node, ast.Call) else None
        if place is None or not isinstance(node, ast.Call):
            continue
        dotted = _dotted(node.func, chain)
        symbol = symbols.resolve(dotted)
        if symbol is None and symbols.is_v1(dotted):
            symbol = Symbol(dotted)
        if symbol is not None:
            ev.used.add(dotted)
            _record(ev, node, symbol, layout, place)


def _nodes(tree: ast.Module) -> Iterator[tuple[ast.AST, tuple[_Names, ...]]]:
    """Yield every node with the scopes around it, innermost first; without recursion."""
    waiting: list[tuple[ast.AST, tuple[_Names, ...]]] = [(tree, (_bound(tree),))]
    while waiting:
        node, chain = waiting.pop()
        yield node, chain
        for child in ast.iter_child_nodes(node):
            if isinstance(child, _SCOPES):
                inner = _bound(child)
                around = chain[1:] if chain[0].of_class else chain
                waiting.append((child, (inner, *around)))
            else:
                waiting.append((child, chain))


def _bound(scope: ScopeNode) -> _Names:
    names = _Names(of_class=isinstance(scope, ast.ClassDef))
    if not isinstance(scope, ast.Module | ast.ClassDef):
        spec = scope.args
        every = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg)
        names.other |= {one.arg for one in every if one is not None}
    waiting: list[ast.AST] = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.other.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            _add_imports(names, node)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.other.add(node.id)
        elif (
            isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is None
        ):
            continue  # Model = None, where the import failed
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)
    return names


def _add_imports(names: _Names, node: ast.Import | ast.ImportFrom) -> None:
    for name, dotted in _imports(node):
        before = names.imported.setdefault(name, dotted)
        if before != dotted and (symbols.resolve(before) or before) != (symbols.resolve(dotted) or dotted):
            names.other.add(name)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            top = alias.name.split(".")[0]
            yield (alias.asname, alias.name) if alias.asname else (top, top)
        elif alias.name == "*":
            yield from ((name, f"{node.module}.{name}") for name in symbols.star(node.module or ""))
        else:
            yield alias.asname or alias.name, f"{'.' * node.level}{node.module or ''}.{alias.name}"


def _dotted(func: ast.expr, chain: tuple[_Names, ...]) -> str:
    """Return the dotted name of what is called, empty where the source binds its first name otherwise."""
    parts: list[str] = []
    while isinstance(func, ast.Attribute):
        parts.append(func.attr)
        func = func.value
    if not isinstance(func, ast.Name):
        return ""
    for names in chain:
        if func.id in names.other:
            return ""
        if func.id in names.imported:
            return ".".join([names.imported[func.id], *reversed(parts)])
    return ""


def _record(ev: Evaluator, node: ast.Call, symbol: Symbol, layout: Layout, place: Place) -> None:
    parameters = symbols.parameters(symbol.owner, symbol.member) or ()
    found: dict[str, Argument] = {}
    for number, one in enumerate(node.args):
        name = parameters[number] if number < len(parameters) else f"*{number + 1}"
        if isinstance(one, ast.Starred):
            name = "*"
        found[name] = Argument(name, layout.place(one), _value(one, layout, name))
    for keyword in node.keywords:
        name = keyword.arg or "**"
        found[name] = Argument(name, layout.place(keyword), _value(keyword.value, layout, name))
    ev.recorder.usage(symbol, place, Form.CALL, tuple(found.values()))
    if symbol.short in _DEPLOYS:
        _service(ev, symbol, found, place)


def _value(node: ast.expr, layout: Layout, name: str) -> Value:
    secret = name in inventory.SECRETS
    if isinstance(node, ast.Constant) and (
        node.value is None or isinstance(node.value, str | int | float | bool)
    ):
        text = node.value
        return Known(Secret(text) if secret and isinstance(text, str) else text, layout.place(node))
    if name in {"*", "**"}:
        return Unresolved(_WHY, layout.source(node), layout.place(node))
    return Expression("<secret>" if secret else layout.source(node), layout.place(node))


def _service(ev: Evaluator, symbol: Symbol, found: dict[str, Argument], place: Place) -> None:
    named = found.get("name") or found.get("service_name")
    name = named.value if named is not None else Unresolved(_WHY, "", place)
    lost = Unread(symbol.short, _WHY, place)
    service = Service(ServiceKind.UNKNOWN, name, api=symbol.name, place=place, unread=(lost,))
    ev.recorder.service(ev.new("service").id, service, UNREACHED)
