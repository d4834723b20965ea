"""The syntax tree of masked Python, with what the mask put there made what the magic means."""

from __future__ import annotations

import ast

from migrate.read.notebook.masking import Masked


def restored(tree: ast.Module, plain: Masked) -> ast.Module:
    """Return the tree with captured output as a call that only IPython can answer, and timed statements freed."""
    if not plain.captured and not plain.timed:
        return tree
    for node in list(ast.walk(tree)):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(node, name, [inner for one in statements for inner in _freed(one, plain)])
        if isinstance(node, ast.Assign) and node.lineno in plain.captured and _is_mask(node.value):
            call = ast.Call(ast.Name("get_ipython", ast.Load()), [], [])
            ast.copy_location(call, node.value)
            node.value = ast.fix_missing_locations(call)
    return tree


def _freed(statement: ast.AST, plain: Masked) -> list[ast.AST]:
    if isinstance(statement, ast.If) and statement.lineno in plain.timed:
        return list(statement.body)
    return [statement]


def _is_mask(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and set(node.id) == {"_"}
