"""Imports: what a module's name means, and the imports of v1 as usages."""

from __future__ import annotations

import ast

from migrate.read.python import names, symbols
from migrate.read.python.domain import Dotted
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.symbols import Symbol
from migrate.usage import Form


def run_import(ev: Evaluator, node: ast.Import, state: State) -> bool:
    """Run ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        if alias.asname:
            names.assign(ev, alias.asname, Dotted(alias.name), state)
        else:
            top = alias.name.split(".")[0]
            names.assign(ev, top, Dotted(top), state)
        _note(ev, node, alias.name)
    return True


def run_import_from(ev: Evaluator, node: ast.ImportFrom, state: State) -> bool:
    """Run ``from a import b``."""
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*":
            for name in symbols.star(module):
                names.assign(ev, name, Dotted(f"{module}.{name}"), state)
            _note(ev, node, module)
        else:
            dotted = f"{module}.{alias.name}" if node.module else f"{module}{alias.name}"
            names.assign(ev, alias.asname or alias.name, Dotted(dotted), state)
            _note(ev, node, dotted)
    return True


def _note(ev: Evaluator, node: ast.stmt, dotted: str) -> None:
    if symbols.is_v1(dotted):
        ev.imported.setdefault(dotted, ev.place(node))


def record_unused(ev: Evaluator) -> None:
    """Record the v1 imports of which no other usage speaks: the import alone fails without the v1 SDK."""
    for dotted, place in ev.imported.items():
        if not any(used == dotted or used.startswith(f"{dotted}.") for used in ev.used):
            symbol = symbols.resolve(dotted) or Symbol(dotted)
            ev.recorder.usage(symbol, place, Form.IMPORT)
