"""What a scoring script says of itself: the rules about v1 in it, and the checks of the v2 server. It is not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from compat.value import Place
from migrate.doctor.check import SERVER
from migrate.doctor.checks import CHECKS
from migrate.doctor.script import Script
from migrate.finding import Finding, Level
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rules import answering
from migrate.rules.rule import Context
from migrate.scripts import whole_modules
from migrate.sources import Sources

_ABOUT = "AML4"
"""The ids of rules about scoring scripts; what others say of deploying is for ``migrate scan``."""


def examined(path: Path) -> tuple[Finding, ...]:
    """Return what there is to say of a script, in order of place, under the path that was given.

    A file that cannot be read or parsed gives the finding that says why. Raises ``OSError`` if there is no file.
    """
    found = list(_by_rules(path))
    try:
        script = Script(str(path), ast.parse(path.read_bytes(), str(path)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return (*found, _unparsed(path, error)) if not found else tuple(found)
    for check in CHECKS:
        found += check.findings(script)
    return tuple(
        sorted(dict.fromkeys(found), key=lambda item: (item.place.line, item.rule, item.place.column))
    )


def _by_rules(path: Path) -> Iterator[Finding]:
    tree = gathered([str(path)], KINDS[:1], prefilter=False, ignore_files=False)[0]
    for text in Sources(tree, KINDS).read():
        whole = whole_modules([text.reading] if text.reading is not None else ())
        context = Context(frozenset({text.path}), whole_modules=whole)
        found = list(text.findings)
        if text.reading is not None:
            found += text.reading.findings
            for usage in text.reading.usages:
                for rule in answering(usage.symbol, usage.form):
                    found += rule.findings(usage, context) if rule.id.startswith(_ABOUT) else ()
        yield from (replace(item, place=replace(item.place, path=str(path))) for item in found)


def _unparsed(path: Path, error: Exception) -> Finding:
    line = getattr(error, "lineno", None) or 1
    said = f"Python cannot parse this file ({getattr(error, 'msg', None) or error}): the server stops at start-up."
    return Finding("AML410", Level.BLOCKER, said, Place(str(path), line), SERVER)
