"""Statements taken out of a source: whole lines, with the loops and branches of which nothing is left."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit
from migrate.rewrite.sdk.nodes import Nodes


def taken_away(script: Nodes, statements: Iterable[ast.stmt]) -> Iterator[Edit]:
    """Yield the edits that take statements away, with the loops and branches of which nothing is left."""
    page = script.page
    gone = _grown(page, set(statements))
    run: list[ast.stmt] = []
    for statement in sorted(gone, key=page.span):
        above = page.parents.get(statement)
        if any(one in gone for one in _ancestors(page, statement)):
            continue
        block = block_of(above, statement)
        if not isinstance(above, ast.Module) and all(one in gone for one in block):
            if statement is block[0]:
                yield page.edit(page.span(block[0])[0], page.span(block[-1])[1], "pass")
        elif run and _is_next(page, run[-1], statement):
            run.append(statement)
        else:
            yield from _lines_of(script, run)
            run = [statement]
    yield from _lines_of(script, run)


def _grown(page: Page, gone: set[ast.stmt]) -> set[ast.stmt]:
    """Add the loops and branches that have nothing left in them, and whose heads have no effect."""
    while True:
        empty = {
            above
            for one in gone
            for above in [page.parents.get(one)]
            if isinstance(above, ast.For | ast.If)
            and above not in gone
            and all(inner in gone for inner in (*above.body, *above.orelse))
            and not any(
                isinstance(inner, ast.Call | ast.Await | ast.Yield) for inner in ast.walk(_head(above))
            )
        }
        if not empty:
            return gone
        gone |= empty


def _head(statement: ast.For | ast.If) -> ast.expr:
    return statement.iter if isinstance(statement, ast.For) else statement.test


def _ancestors(page: Page, node: ast.AST) -> Iterator[ast.AST]:
    above = page.parents.get(node)
    while above is not None:
        yield above
        above = page.parents.get(above)


def _is_next(page: Page, one: ast.stmt, other: ast.stmt) -> bool:
    start, end = page.span(one)[1], page.span(other)[0]
    between = page.text[start:end]
    return not between.strip() and "\n" in between and page.piece(start) == page.piece(end)


def _lines_of(script: Nodes, run: list[ast.stmt]) -> Iterator[Edit]:
    if run:
        yield whole_lines(script, run[0], run[-1])


def block_of(above: ast.AST | None, statement: ast.stmt) -> list[ast.stmt]:
    """Return the block that a statement stands in."""
    blocks = (getattr(above, name, None) for name in ("body", "orelse", "finalbody"))
    return next((one for one in blocks if isinstance(one, list) and statement in one), [statement])


def whole_lines(script: Nodes, statement: ast.stmt, last_one: ast.stmt | None = None) -> Edit:
    """Return the edit that takes statements away: their lines, and blank lines behind where there are some before."""
    page = script.page
    start, end = page.span(statement)[0], page.span(last_one or statement)[1]
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    if decorators:
        start = page.offset(decorators[0].lineno)
    first, last = page.lines_of(start, end) or (start, end)
    return page.edit(first, last, "")
