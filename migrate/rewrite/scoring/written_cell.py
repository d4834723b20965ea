"""Scoring scripts that a notebook writes: ``%%writefile score.py``. Such a cell is a file with imports of its own."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrate.rewrite.choosing import applied
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit, Import

_MAGIC = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?![^\n]*-a\b)([^\s]+\.py)[ \t]*\n")


@dataclass(frozen=True)
class Home:
    """Where a scoring script stands: its page, with a tree, and the path by which services know it.

    ``written`` tells that it is a cell that writes a file: nobody else looks after its imports.
    """

    page: Page
    path: str
    written: bool = False


def home_of(page: Page | None) -> Home | None:
    """Return the script that a page is; None where it does not parse."""
    if page is None:
        return None
    if page.tree is not None:
        return Home(page, page.path)
    found = _MAGIC.match(page.text) if page.cell is not None else None
    if found is None:
        return None
    inner = Page(page.path, page.text, page.cell, page.text.replace("%%", "##", 1))
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), found.group(1)))
    return Home(inner, path, written=True) if inner.tree is not None else None


def with_imports(home: Home, edits: Sequence[Edit], adds: Iterable[Import]) -> tuple[Edit, ...]:
    """Return the edits of a written script with those of its imports: new ones in, unused ones of v1 out."""
    page = home.page
    tree = page.tree or ast.Module([], [])
    lines = [f"import {one.module}\n" for one in sorted(adds)]
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    first = next((node for node in top if getattr(node, "module", "") != "__future__"), None)
    more = list(_unused(page, tree, edits))
    if lines:
        line = first.lineno if first is not None else page.text[: page.text.index("\n") + 1].count("\n") + 1
        at = page.offset(line)
        more.append(page.edit(at, at, "".join(lines)))
    return tuple(sorted([*edits, *more]))


def _unused(page: Page, tree: ast.Module, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the edits that take out imports of v1 whose names nothing reads after the edits."""
    after = Page(page.path, "", None, applied(page.plain or page.text, list(edits))).tree
    if after is None:
        return
    read = {node.id for node in ast.walk(after) if isinstance(node, ast.Name)}
    touched = [(edit.start, edit.end) for edit in edits]
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom) or not _is_v1(node.module or ""):
            continue
        start, end = page.span(node)
        if any((item.asname or item.name) in read for item in node.names) or any(
            first < end and start < last for first, last in touched
        ):
            continue
        last = page.text.find("\n", end)
        yield page.edit(page.offset(node.lineno), len(page.text) if last < 0 else last + 1, "")


def _is_v1(module: str) -> bool:
    return module == "azureml.core" or module.startswith("azureml.core.")
