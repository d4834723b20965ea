"""Where markers go: beside every v1 construct of a deployment that was looked at and keeps its code."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from compat.value import Place
from migrate.finding import Level
from migrate.rewrite.choosing import Choice
from migrate.rewrite.marker import FORM, comment
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.room import has_room
from migrate.rewrite.sdk.nodes import Span
from migrate.rewrite.sdk.script import Script, script_of, unchanged
from migrate.rewrite.source import Source
from migrate.rules import answering, rules
from migrate.rules.rule import Rule, Safety
from migrate.usage import Form, Usage

_SERVICES = frozenset(
    [
        *(f"AML1{number:02}" for number in range(1, 30)),
        "AML132",
        "AML133",
        "AML151",
        "AML152",
        "AML153",
        "AML175",
    ]
)
"""Rules about services and their clusters: what they report cannot stay as it is."""

_PARTS = frozenset(f"AML1{number}" for number in (40, 41, 42, 43, 44, 50, 54, 55, 57))
"""Rules about environments and computes: marked where one is part of a service. Those of training are left alone."""

_MODELS = frozenset(["AML130", "AML131", "AML134"])


def markers(source: Source, taken: Sequence[Proposal], choice: Choice) -> Iterator[Proposal]:
    """Yield a proposal for each marker that has to be written, and is not there yet."""
    asked = [item for item in taken if item.marker]
    yield from (one for item in asked for one in _asked(source, item))
    if source.path.lower().endswith((".py", ".pyw", ".ipynb")) and source.whole.tree is not None:
        yield from _left(source, taken, choice)


def _asked(source: Source, item: Proposal) -> Iterator[Proposal]:
    """Yield the marker that a proposal asks for itself, above the line of its place."""
    page = source.page(item.place)
    if page is not None:
        line = _statement_line(page, item.place)
        if not _is_marked(page, line, item.rule) and has_room(page, line):
            link = rules()[item.rule].link
            yield _above(page, line, item, comment(item.rule, item.marker, link))


def _statement_line(page: Page, place: Place) -> int:
    """Return the line of the statement that a place is in; of source that is no Python, the place's own."""
    python = page.path.lower().endswith((".py", ".pyw", ".ipynb"))
    node = next(iter(page.nodes(place)), None) if python else None
    statement = None if node is None else page.statement(node)
    return place.line if statement is None else statement.lineno


def _left(source: Source, taken: Sequence[Proposal], choice: Choice) -> Iterator[Proposal]:
    script = script_of(source)
    spans = [
        (edit.start, edit.end)
        for item in taken
        for edit in map(script.absolute, item.edits)
        if edit.end > edit.start
    ]
    about = _About(source)
    done: set[tuple[str, int]] = set()
    for usage in source.usages:
        for rule in _rules(source, usage):
            line = _line(script, usage)
            if line is None or (rule.id, line) in done or not about.concerns(rule, usage):
                continue
            if _is_left(script, usage, rule, spans, choice) and not _is_marked(script.page, line, rule.id):
                done.add((rule.id, line))
                said = comment(rule.id, _sentence(rule, usage, source), rule.link)
                yield _above(script.page, line, _of(rule, usage), said)


class _About:
    """Which usages of a file are about services: the code of training is nobody's business here."""

    def __init__(self, source: Source) -> None:
        self._deploys = any(rule.id in _SERVICES for usage in source.usages for rule in _rules(source, usage))
        self._places: set[Place | None] = set()
        for outcome in source.outcomes:
            service = outcome.service
            scorings = [service.scoring, *(version.scoring for version in service.versions)]
            self._places |= {one.environment.place for one in scorings if one is not None and one.environment}
            self._places |= {service.cluster.place} if service.cluster is not None else set()

    def concerns(self, rule: Rule, usage: Usage) -> bool:
        """Tell whether a usage is part of what becomes of services."""
        if rule.id in _PARTS:
            return "Aks" in usage.symbol or bool(self._places & {usage.place, *usage.made})
        if rule.id in _MODELS:
            return self._deploys and usage.form is Form.CALL
        return rule.id in _SERVICES


def _rules(source: Source, usage: Usage) -> list[Rule]:
    """Return the rules that reported a usage of code."""
    if usage.form is Form.IMPORT or not source.whole.has(usage.place):
        return []
    return [rule for rule in answering(usage.symbol, usage.form) if (rule.id, usage.place) in source.reported]


def _is_left(script: Script, usage: Usage, rule: Rule, spans: list[Span], choice: Choice) -> bool:
    """Tell whether a usage keeps its code although it cannot stay."""
    node = script.node(usage)
    if node is None:
        return False
    start, end = script.page.span(node)
    broken = bool(usage.made) and all(map(script.converts, usage.made))
    if any(first < end and start < last for first, last in spans) and _is_rewritten(
        script, usage, (start, end), spans
    ):
        return False
    if unchanged(usage) and (broken or ".model." in usage.symbol):
        return False
    if not choice.unsafe and (script.proposals(usage) or rule.safety is not Safety.MANUAL):
        return False
    return broken or rule.level is not Level.ADVICE


def _is_rewritten(script: Script, usage: Usage, span: Span, spans: list[Span]) -> bool:
    """Tell whether an edit replaces a usage as a whole, or is its own."""
    start, end = span
    whole = any(first <= start and end <= last for first, last in spans)
    own = [script.absolute(edit) for one in script.proposals(usage) for edit in one.edits]
    return whole or any((edit.start, edit.end) in spans for edit in own)


def _sentence(rule: Rule, usage: Usage, source: Source) -> str:
    found = [item.message for item in rule.findings(usage, source.context) if item.rule == rule.id]
    return found[0] if found else rule.message


def _of(rule: Rule, usage: Usage) -> Proposal:
    return Proposal(rule.id, Safety.SAFE, usage.place, "what stays is marked")


def _line(script: Script, usage: Usage) -> int | None:
    """Return the line of the statement that a usage stands in: a comment may go above it."""
    node = script.node(usage)
    statement = None if node is None else script.page.statement(node)
    handler: ast.AST | None = node
    while handler is not None and not isinstance(handler, ast.ExceptHandler | ast.stmt):
        handler = script.page.parents.get(handler)
    if isinstance(handler, ast.ExceptHandler):
        return handler.lineno
    if statement is None:
        return None
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _is_marked(page: Page, line: int, rule: str) -> bool:
    """Tell whether the comment lines above a line hold a marker of a rule."""
    line -= 1
    while line >= 1 and page.line_text(line).lstrip().startswith(("#", "REM")):
        match = FORM.search(page.line_text(line))
        if match and match.group(1) == rule:
            return True
        line -= 1
    return False


def _above(page: Page, line: int, about: Proposal, lines: list[str]) -> Proposal:
    """Return the proposal that writes comment lines above a line."""
    text = page.line_text(line)
    indent = text[: len(text) - len(text.lstrip())]
    at = page.offset(line)
    sign = "REM" if page.path.lower().endswith((".bat", ".cmd")) else "#"
    written = "".join(f"{indent}{sign}{one[1:]}\n" for one in lines)
    return Proposal(about.rule, about.safety, about.place, about.message, (page.edit(at, at, written),))
