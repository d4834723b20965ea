"""Status codes that a client repeats a request on get their counterparts of a managed endpoint beside them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from compat.mapping.calling import Sign
from compat.v2 import Target
from compat.value import known
from migrate.read.callers.signs import symbol_of
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety, argument
from migrate.usage import Usage

_RULE = "AML512"
COUNTERPART = {502: 424, 503: 429, 504: 408}
"""What a managed endpoint answers where v1 on a cluster answered the key; see ``compat.mapping.calling``."""

_MESSAGE = (
    "A managed endpoint answers 424, 429 and 408 where v1 answered 502, 503 and 504; the old codes stay."
)


def codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the longer collection at the first of its codes; nothing where it is no plain collection."""
    page = source.page(usage.place)
    if page is None or page.tree is None or not usage.place.column or not _all_managed(source):
        return
    codes = _collection(page, usage)
    if codes is None:
        return
    numbers = [
        item.value for item in codes.elts if isinstance(item, ast.Constant) and type(item.value) is int
    ]
    more = [COUNTERPART[number] for number in numbers if number in COUNTERPART]
    missing = [number for number in more if number not in numbers]
    if missing:
        end = page.span(codes.elts[-1])[1]
        text = "".join(f", {number}" for number in missing)
        yield Proposal(_RULE, Safety.REVIEW, usage.place, _MESSAGE, (page.edit(end, end, text),))


def _collection(page: Page, usage: Usage) -> ast.Tuple | ast.List | ast.Set | None:
    """Return the collection of numbers that the usage's code is the first of those in question in."""
    node = next((item for item in page.nodes(usage.place) if isinstance(item, ast.Constant)), None)
    above = page.parents.get(node) if node is not None else None
    if not isinstance(above, ast.Tuple | ast.List | ast.Set):
        return None
    if not all(isinstance(item, ast.Constant) and isinstance(item.value, int) for item in above.elts):
        return None
    first = next(item for item in above.elts if isinstance(item, ast.Constant) and item.value in COUNTERPART)
    return above if first is node else None


def _all_managed(source: Source) -> bool:
    """Tell whether every service that the file calls becomes a managed endpoint."""
    names = {
        known(value)
        for usage in source.usages
        if usage.symbol == symbol_of(Sign.ADDRESS)
        for value in [argument(usage, "service")]
        if value is not None
    }
    targets = {
        outcome.target
        for outcome in source.outcomes
        if not names or str(known(outcome.service.name) or "").lower() in names
    }
    return targets == {Target.MANAGED}
