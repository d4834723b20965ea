"""Every verdict the tool can give, read from ``codes.yaml``. `connectivity explain CODE` prints a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connectivity.catalogue.document import read_yaml
from connectivity.catalogue.field import Entry

FILE = Path(__file__).with_name("codes.yaml")


@dataclass(frozen=True)
class Code:
    """One kind of verdict. `fix` may hold placeholders such as ``{host}``."""

    id: str
    title: str
    meaning: str
    fix: str
    source: str = ""


@cache
def codes() -> dict[str, Code]:
    """All rows by id, in the order of the file."""
    top = Entry(FILE.name, "file", read_yaml(FILE))
    sources = top.mapping("sources")
    rows = top.mapping("codes")
    top.close()
    if sources is None or rows is None:
        raise top.error("codes", "is missing")
    urls = {label: sources.text(label) for label in sources.keys()}  # noqa: SIM118 - an Entry is no dict
    return {name: _row(name, rows.mapping(name), urls) for name in rows.keys()}  # noqa: SIM118 - the same


def _row(name: str, entry: Entry | None, urls: dict[str, str]) -> Code:
    entry = entry or Entry(FILE.name, name, None)
    label = entry.text("source", "-")
    if label != "-" and label not in urls:
        raise entry.error("source", f"names {label!r}, which is not under 'sources'")
    code = Code(name, entry.text("title"), entry.text("meaning"), entry.text("fix", "-"), urls.get(label, ""))
    entry.close()
    return Code(code.id, code.title, code.meaning, "" if code.fix == "-" else code.fix, code.source)
