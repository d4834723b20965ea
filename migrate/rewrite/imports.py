"""Imports after a rewrite: what the new code needs comes in, what of v1 nothing uses any more goes out.

New imports stand where v1's stood, in order and in the file's own style; modules of the standard library stay apart.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from migrate.rewrite.draft import Draft
from migrate.rewrite.page import Page, joined
from migrate.rewrite.proposal import Edit, Import, Proposal
from migrate.rewrite.sdk.code import style_of
from migrate.rewrite.source import Source

_V1 = re.compile(r"azureml(\.|$)(?!ai\b|mlflow\b|fsspec\b)")


def with_imports(draft: Draft, source: Source, taken: Sequence[Proposal]) -> Draft:
    """Return the file with the imports that its new code needs, and without those of v1 that nothing uses."""
    changed = any(edit.end > edit.start for proposal in taken for edit in proposal.edits)
    if not changed or not draft.is_python:
        return draft
    page = joined(draft.pages)
    if page.tree is None:
        return draft
    wanted = sorted({one for proposal in taken for one in proposal.adds})
    return draft.edited(_Imports(page, wanted, names_read(source.whole)).edits())


class _Imports:
    def __init__(self, page: Page, wanted: Sequence[Import], before: frozenset[str]) -> None:
        self._page = page
        self._wanted = wanted
        self._before = before
        tree = page.tree or ast.Module([], [])
        self._all = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        self._top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        self._read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        self._read |= _exported(tree)
        v1 = [alias for node in self._all if self._is_v1(node) for alias in node.names]
        self._free = not any(_bound(alias) in self._read for alias in v1)

    def edits(self) -> Iterator[Edit]:
        """Yield the edits of the page."""
        dying = {node: self._unused(node) for node in self._all if self._is_v1(node)}
        new = self._missing()
        anchor = next((node for node in self._top if node in dying), None)
        for node, names in dying.items():
            if names and node is not anchor:
                yield self._without(node, names, "")
        lines, local = self._lines([one for one in new if not _is_standard(one)])
        text = "\n".join(lines)
        if anchor is not None and (text or dying[anchor]):
            yield self._without(anchor, dying[anchor], text)
        elif text and anchor is None:
            yield self._inserted(text, standard=False)
        standard, _ = self._lines([one for one in new if _is_standard(one)])
        if standard:
            yield self._inserted("\n".join(standard), standard=True)
        yield from local

    @staticmethod
    def _is_v1(node: ast.Import | ast.ImportFrom) -> bool:
        if isinstance(node, ast.ImportFrom):
            return node.level == 0 and bool(_V1.match(node.module or ""))
        return any(_V1.match(alias.name) for alias in node.names)

    def _unused(self, node: ast.Import | ast.ImportFrom) -> list[ast.alias]:
        """Return the names of a v1 import that nothing reads; those that new code binds otherwise, too."""
        above = self._page.parents.get(node)
        if isinstance(above, ast.Try) or "noqa" in self._page.line_text(node.end_lineno or node.lineno):
            return []
        return [alias for alias in node.names if self._goes(node, alias)]

    def _goes(self, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
        """Tell whether a name goes: it was read before, or nothing of v1 is left in the file that needs anything."""
        bound = _bound(alias)
        if alias.name == "*" or not (isinstance(node, ast.ImportFrom) or _V1.match(alias.name)):
            return False
        if bound in {one.name for one in self._wanted}:
            return True
        return bound not in self._read and (bound in self._before or self._free)

    def _without(self, node: ast.Import | ast.ImportFrom, names: list[ast.alias], text: str) -> Edit:
        """Return the edit that takes names out of an import, and puts new imports in front of what is left."""
        start, end = self._page.span(node)
        kept = [alias for alias in node.names if alias not in names]
        if kept and not names:
            return self._page.edit(start, start, f"{text}\n")
        if kept:
            shown = ", ".join(f"{one.name} as {one.asname}" if one.asname else one.name for one in kept)
            left = (
                f"from {node.module} import {shown}"
                if isinstance(node, ast.ImportFrom)
                else f"import {shown}"
            )
            return self._page.edit(start, end, f"{text}\n{left}" if text else left)
        if text:
            return self._page.edit(start, end, text)
        return self._line_edit(node, start, end)

    def _line_edit(self, node: ast.AST, start: int, end: int) -> Edit:
        above = self._page.parents.get(node)
        block = next(
            (
                found
                for name in ("body", "orelse", "finalbody")
                for found in [getattr(above, name, None)]
                if isinstance(found, list) and node in found
            ),
            [],
        )
        if len(block) == 1 and not isinstance(above, ast.Module):
            return self._page.edit(start, end, "pass")
        first, last = self._page.lines_of(start, end) or (start, end)
        return self._page.edit(first, last, "")

    # New imports

    def _missing(self) -> list[Import]:
        there = {
            (node.module, alias.name)
            for node in self._all
            if isinstance(node, ast.ImportFrom) and alias_is_plain(node)
            for alias in node.names
        }
        there |= {
            (alias.name, "")
            for node in self._all
            if isinstance(node, ast.Import)
            for alias in node.names
            if alias.asname is None
        }
        return [one for one in self._wanted if (one.module, one.name) not in there]

    def _lines(self, new: Sequence[Import]) -> tuple[list[str], list[Edit]]:
        """Return the import statements, and the edits of those that only get more names."""
        style = style_of(self._page.text)
        lines, edits = [], []
        for one in sorted({one.module for one in new if not one.name}):
            lines.append(f"import {one}")
        for module in sorted({one.module for one in new}, key=str.lower):
            names = sorted({one.name for one in new if one.module == module and one.name}, key=_isort)
            existing = next((node for node in self._top if _extends(node, module)), None)
            if names and existing is not None:
                names = sorted({*names, *(alias.name for alias in existing.names)}, key=_isort)
                edits.append(self._page.replaced(existing, _from(module, names, style.width, style.unit)))
            elif names:
                lines.append(_from(module, names, style.width, style.unit))
        return lines, edits

    def _inserted(self, text: str, *, standard: bool) -> Edit:
        """Return the edit that puts imports behind the last one of their group, or at the top of the source."""
        group = [node for node in self._top if _is_standard_node(node) == standard]
        future = [
            node for node in self._top if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        ]
        after = (group or future)[-1:] if group or future else []
        if after:
            end = self._page.span(after[0])[1]
            return self._page.edit(end, end, f"\n{text}" if group else f"\n\n{text}")
        first = next(iter(self._page.tree.body if self._page.tree else []), None)
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            end = self._page.span(first)[1]
            return self._page.edit(end, end, f"\n\n{text}")
        start = self._page.span(first)[0] if first is not None else 0
        start = self._page.offset(self._page.line(start))
        return self._page.edit(start, start, f"{text}\n\n")


def alias_is_plain(node: ast.ImportFrom) -> bool:
    """Tell whether an import binds the names it names."""
    return all(alias.asname is None for alias in node.names) and node.level == 0


def _extends(node: ast.Import | ast.ImportFrom, module: str) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == module and alias_is_plain(node)


def _from(module: str, names: Iterable[str], width: int, unit: str) -> str:
    flat = f"from {module} import {', '.join(names)}"
    if len(flat) <= width:
        return flat
    return "\n".join([f"from {module} import (", *(f"{unit}{name}," for name in names), ")"])


def _isort(name: str) -> tuple[int, str]:
    """Order names as isort does: constants, classes, the rest."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)


def _is_standard(one: Import) -> bool:
    return one.module.partition(".")[0] in sys.stdlib_module_names


def _is_standard_node(node: ast.Import | ast.ImportFrom) -> bool:
    module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return (module or "").partition(".")[0] in sys.stdlib_module_names and module != "__future__"


def _exported(tree: ast.Module) -> set[str]:
    """Return the words in ``__all__``: names that others import from here."""
    lists = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    )
    words = (one for value in lists for one in ast.walk(value) if isinstance(one, ast.Constant))
    return {one.value for one in words if isinstance(one.value, str)}


def _bound(alias: ast.alias) -> str:
    return (alias.asname or alias.name).partition(".")[0]


def names_read(page: Page) -> frozenset[str]:
    """Return the names that a page reads."""
    tree = page.tree or ast.Module([], [])
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
