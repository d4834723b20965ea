"""Imports of the modules of raw HTTP become imports of the server's own modules, which have the same names in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit, Proposal
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety
from migrate.usage import Usage

_RULE = "AML404"
_OLD, _NEW = "azureml.contrib.services", "azureml_inference_server_http.api"
_MODULES = (f"{_OLD}.aml_request", f"{_OLD}.aml_response")
_MESSAGE = "The v2 server has these modules under its own name."


def codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the import and every dotted use of it, or nothing where the import has something else in it."""
    page = source.page(usage.place)
    statement = _statement(page, usage) if page is not None else None
    if page is None or statement is None:
        return
    edits = (_renamed(page, statement), *_uses(page, statement))
    yield Proposal(_RULE, Safety.SAFE, usage.place, _MESSAGE, edits)


def _statement(page: Page, usage: Usage) -> ast.Import | ast.ImportFrom | None:
    for node in ast.walk(page.tree) if page.tree is not None else ():
        if (
            isinstance(node, ast.Import | ast.ImportFrom)
            and node.lineno == usage.place.line
            and _is_whole(node)
        ):
            return node
    return None


def _is_whole(node: ast.Import | ast.ImportFrom) -> bool:
    """Tell whether a statement imports these modules and nothing else."""
    if isinstance(node, ast.Import):
        return all(item.name in _MODULES for item in node.names)
    return node.module == _OLD and all(f"{_OLD}.{item.name}" in _MODULES for item in node.names)


def _renamed(page: Page, node: ast.AST) -> Edit:
    return page.replaced(node, re.sub(rf"\b{re.escape(_OLD)}\b", _NEW, page.source(node)))


def _uses(page: Page, statement: ast.Import | ast.ImportFrom) -> Iterator[Edit]:
    """Yield the places where the module is named in full: only a plain import lets it be named so."""
    if isinstance(statement, ast.ImportFrom) or all(item.asname for item in statement.names):
        return
    for node in ast.walk(page.tree or ast.Module([], [])):
        if isinstance(node, ast.Attribute) and page.source(node) == _OLD:
            yield page.replaced(node, _NEW)
