"""Widgets of a Databricks notebook: whoever runs it gives their values; what the notebook says is the default."""

from __future__ import annotations

import ast

from compat.value import Dependency, DependsOn
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import Abstract, Literal, Opaque, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

_MAKES = frozenset({"text", "dropdown", "combobox", "multiselect"})


def is_widget(func: ast.expr) -> bool:
    """Tell whether a call is one on ``dbutils.widgets``."""
    if not isinstance(func, ast.Attribute) or func.attr not in _MAKES | {"get", "getArgument"}:
        return False
    owner = func.value
    return (
        isinstance(owner, ast.Attribute)
        and owner.attr == "widgets"
        and isinstance(owner.value, ast.Name)
        and owner.value.id == "dbutils"
    )


def call(ev: Evaluator, node: ast.Call, name: str, arguments: Arguments, state: State) -> Abstract:
    """Make a widget, or return what whoever runs the notebook puts in."""
    widget = plain(arguments.get(0, "name") or ev.opaque(node))
    if not isinstance(widget, Literal) or not isinstance(widget.value, str):
        return ev.opaque(node, arguments.values())
    slot = ("widget", widget.value)
    if name in _MAKES:
        default = plain(arguments.get(1, "defaultValue") or ev.opaque(node))
        state.put(ev.process, slot, default)
        return Literal(None)
    default = plain(state.get(ev.process, slot))
    depends = (Dependency(DependsOn.ARGUMENT, f"widget {widget.value}"),)
    known = default if isinstance(default, Literal) else None
    return Opaque(ev.source(node), ev.place(node), depends, known, ("widget", widget.value, known))
