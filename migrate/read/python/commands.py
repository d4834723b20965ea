"""Commands that Python code hands to a shell: ``os.system("az ml ...")``, ``subprocess.run(["az", "ml", ...])``."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from compat.value import Place, Value
from migrate.read.python import containers
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import Abstract, Literal, Ref, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.translation import Translator

RUNS = frozenset(
    ["os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"]
    + [f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")]
)
_V1 = re.compile(r"\baz['\"]?\s+['\"]?ml\s")


@dataclass
class Told:
    """A command as text; what is not known of it stands as a variable, with its value in ``variables``."""

    place: Place
    root: str
    text: str = ""
    variables: dict[str, Value] = field(default_factory=dict)

    def add(self, value: Abstract, state: State, *, word: bool = False) -> None:
        """Add a piece, or a whole word."""
        found = plain(value)
        if isinstance(found, Literal):
            self.text += shlex.quote(str(found.value)) if word else str(found.value)
            return
        name = f"PYTHON_{len(self.variables) + 1}"
        self.variables[name] = Translator(state).value(value, place=self.place)
        self.text += f'"${{{name}}}"' if word else f"${{{name}}}"


def note(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> None:
    """Keep a command of v1 that a call runs."""
    value = next(
        (one for name in ("args", "cmd", "command") if (one := arguments.get(0, name)) is not None), None
    )
    if value is None or not node.args or ev.importing:
        return
    found = plain(value)
    place = found.place if isinstance(found, Literal) and found.place is not None else ev.place(node.args[0])
    told = Told(place, "" if ev.root is None else f"{ev.home}:{ev.root.node.lineno}")
    for piece, word in _pieces(ev, node.args[0], found, state):
        told.add(piece, state, word=word)
    if place.path == ev.home and _V1.search(told.text) and told not in ev.commands:
        ev.commands.append(told)


def _pieces(ev: Evaluator, node: ast.expr, found: Abstract, state: State) -> Iterator[tuple[Abstract, bool]]:
    """Yield what a command is put together from, and whether each piece is a word of its own."""
    if isinstance(found, Ref) and found.kind == "list":
        items = containers.elements(ev, node, found, state)
        for one in items.values if items is not None and not items.gap else ():
            yield one, True
            yield Literal(" "), False
    elif isinstance(found, Literal):
        yield found, False
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            yield ev.value(inner, state), False
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for side in (node.left, node.right):
            yield from _pieces(ev, side, plain(ev.value(side, state)), state)
    else:
        yield found, False
