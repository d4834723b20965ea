"""Source in, source out: what ``migrate rewrite`` makes of one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine, Rewrite
from migrate.rewrite.source import Options
from migrate.scan import Choice as Selection


def run(
    root: Path,
    files: Mapping[str, bytes | str],
    *,
    unsafe: bool = True,
    ignore: Sequence[str] = (),
    style: str = "sdk",
) -> Rewrite:
    """Write files below a folder and return what rewriting makes of them; nothing is written back."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
    engine = Engine(Selection(ignore=tuple(ignore)), Choice(unsafe), Options(style, str(root / "v2")))
    return engine.rewrite(gathered([str(root)], KINDS))


def after(
    root: Path, text: str, *, unsafe: bool = True, ignore: Sequence[str] = (), style: str = "sdk"
) -> str:
    """Return what a script becomes; the same text where nothing changes."""
    found = run(root, {"deploy.py": text}, unsafe=unsafe, ignore=ignore, style=style)
    assert found.findings == ()
    return found.changes[0].after.decode() if found.changes else dedent(text)


def code(text: str) -> str:
    """Return source without its imports and comments: the part that a table of cases is about."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith("#")]
    kept, inside = [], False
    for line in lines:
        if line.startswith(("from ", "import ")):
            inside = line.endswith("(")
        elif inside:
            inside = line != ")"
        elif line.strip():
            kept.append(line)
    return "\n".join(kept)
