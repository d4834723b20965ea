"""Imports: what a module's name means, and the imports of v1 as usages."""

from __future__ import annotations

import ast

from migrate.read.python import modules, names, symbols
from migrate.read.python.domain import Abstract, Dotted, Module
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.symbols import Symbol
from migrate.scripts import RAW_MODULES
from migrate.usage import Form


def run_import(ev: Evaluator, node: ast.Import, state: State) -> bool:
    """Run ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        top = alias.name.split(".")[0]
        found = modules.imported(ev, alias.name, 0, state)
        if alias.asname:
            names.assign(ev, alias.asname, found or Dotted(alias.name), state)
        else:
            outer = modules.imported(ev, top, 0, state) if found is None else _outermost(ev, found)
            names.assign(ev, top, outer or Dotted(top), state)
        _note(ev, node, alias.name)
    return True


def _outermost(ev: Evaluator, module: Module) -> Module:
    """Return the package a module lies in, at the top."""
    depth = module.name.count(".")
    path = module.path.removesuffix("/__init__.py").removesuffix(".py")
    for _ in range(depth):
        path = path.rpartition("/")[0]
    kept = (ev.modules.get(one) for one in (f"{path}/__init__.py", f"{path}.py", path))
    return next((one for one in kept if one is not None), module)


def run_import_from(ev: Evaluator, node: ast.ImportFrom, state: State) -> bool:
    """Run ``from a import b``."""
    module = "." * node.level + (node.module or "")
    home = modules.imported(ev, node.module or "", node.level, state)
    for alias in node.names:
        if alias.name == "*":
            _star(ev, module, home, state)
            _note(ev, node, module)
        else:
            dotted = f"{module}.{alias.name}" if node.module else f"{module}{alias.name}"
            found = _member(ev, node, home, alias.name, state)
            names.assign(ev, alias.asname or alias.name, found or Dotted(dotted), state)
            _note(ev, node, dotted)
    return True


def _member(
    ev: Evaluator, node: ast.ImportFrom, home: Module | None, name: str, state: State
) -> Abstract | None:
    """Return what a module of the tree has under a name; None where the module is not of the tree."""
    if home is None:
        dotted = f"{node.module}.{name}" if node.module else name
        return modules.imported(ev, dotted, node.level, state)
    found = modules.member(ev, home, name, state)
    return modules.unset(ev, node, home, name) if found is None else found


def _star(ev: Evaluator, module: str, home: Module | None, state: State) -> None:
    if home is None:
        for name in symbols.star(module):
            names.assign(ev, name, Dotted(f"{module}.{name}"), state)
        return
    for name, value in modules.public(home, state):
        names.assign(ev, name, value, state)


def _note(ev: Evaluator, node: ast.stmt, dotted: str) -> None:
    if ev.at_home and symbols.is_v1(dotted):
        ev.imported.setdefault(dotted, ev.place(node))


def record_unused(ev: Evaluator) -> None:
    """Record the v1 imports of which no other usage speaks: the import alone fails without the v1 SDK.

    An import that fails where the things in it would be found is recorded though they are used.
    """
    for dotted, place in ev.imported.items():
        if dotted in RAW_MODULES or not any(
            used == dotted or used.startswith(f"{dotted}.") for used in ev.used
        ):
            symbol = symbols.resolve(dotted) or Symbol(dotted)
            ev.recorder.usage(symbol, place, Form.IMPORT)
