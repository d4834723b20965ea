"""Any command of v1, in any script: a rewrite never fails, is done after one time, and touches nothing beside it."""

from __future__ import annotations

import string
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from compat.mapping.command import COMMON, Command
from compat.mapping.commands import COMMANDS
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine

ROWS = [row for row in COMMANDS if row.options or row.becomes]
WORDS = st.text(string.ascii_lowercase + string.digits + "-_", min_size=1, max_size=8).filter(
    lambda word: word[0] in string.ascii_lowercase
)
VALUES = st.one_of(
    WORDS,
    WORDS.map(lambda word: f'"${word}"'),
    WORDS.map(lambda word: f"'{word} x'"),
    st.tuples(WORDS, st.integers(1, 99)).map(lambda pair: f"{pair[0]}:{pair[1]}"),
    st.sampled_from(["$(cat x)", "${A:-b}", "$A", "'{\"a\": 1}'", '"a b"']),
)
BESIDE = st.sampled_from(["", " && echo done", " | tee log", " > out.json", "  # why", "; ls", " || true"])
BREAK = st.sampled_from([" ", " \\\n    "])


@st.composite
def commands(draw: st.DrawFn) -> str:
    """Draw a v1 command with options of its row."""
    row: Command = draw(st.sampled_from(ROWS))
    chosen = draw(st.lists(st.sampled_from((*row.options, *COMMON)), max_size=5, unique=True))
    words = [f"az ml {row.verb}"]
    for option in chosen:
        flag = draw(st.sampled_from(option.flags))
        equals = flag.startswith("--") and draw(st.booleans())
        words.append(flag if option.switch else f"{flag}{'=' if equals else ' '}{draw(VALUES)}")
    line = words[0] + "".join(draw(BREAK) + word for word in words[1:])
    return line + draw(BESIDE)


def rewritten(folder: Path, text: str) -> str:
    (folder / "deploy.sh").write_text(text)
    found = Engine(choice=Choice(unsafe=True)).rewrite(gathered([str(folder)], KINDS))
    assert found.findings == ()
    return found.changes[0].after.decode() if found.changes else text


@settings(max_examples=150)
@given(st.lists(commands(), min_size=1, max_size=4))
def test_a_script_of_any_commands(lines: list[str]) -> None:
    before = "".join(f"# line {number}\n{line}\necho {number}\n" for number, line in enumerate(lines))
    with tempfile.TemporaryDirectory() as name:
        after = rewritten(Path(name), before)
        again = rewritten(Path(name), after)

    kept = [line for line in after.split("\n") if line.startswith(("# line ", "echo "))]
    assert kept == [line for line in before.split("\n") if line.startswith(("# line ", "echo "))]
    assert again == after
