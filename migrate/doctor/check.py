"""What a check of a scoring script is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from compat.mapping.setting import LEARN
from compat.value import Place
from migrate.doctor.script import Script
from migrate.finding import Finding, Level

Look = Callable[[Script], Iterator[tuple[ast.AST | None, str]]]
"""Yields the node (None: the whole file) and, if the check's own message is not enough, what to say of it."""

SERVER = LEARN + "how-to-inference-server-http"


@dataclass(frozen=True)
class Check:
    """One thing that goes wrong in the v2 server. ``wrong`` is a script it finds, ``right`` the same mended."""

    code: str
    title: str
    level: Level
    why: str
    message: str
    wrong: str
    right: str
    look: Look = field(compare=False)
    link: str = SERVER

    def findings(self, script: Script) -> Iterator[Finding]:
        """Yield what the check says of a script."""
        for node, said in self.look(script):
            line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", -1) + 1
            place = Place(script.path, line, column)
            yield Finding(self.code, self.level, said or self.message, place, self.link)
