"""Text that fills a repository and has nothing to do with Azure ML: code, configuration and prose, made from words.

Every text is a function of the random generator it is given, so that the same seed makes the same bytes.
"""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _listed(text: str) -> list[str]:
    return text.split()


_VERBS = _listed(
    "load save parse render collect merge split validate resolve update fetch store publish archive rotate retry "
    "normalise encode decode measure compare schedule cancel notify export index lookup expire refresh"
)
_NOUNS = _listed(
    "order customer invoice payment shipment warehouse product price basket session account ledger report region "
    "supplier contract ticket message queue job batch record schema column table feature metric window bucket "
    "segment profile token policy route budget forecast catalogue"
)
_WORDS = _listed(
    "the a each every this one of for with from into by which when after before until only first last same other "
    "new old empty missing known open closed daily monthly local remote"
)
_TYPES = ("str", "int", "float", "bool", "list[str]", "dict[str, int]")
BLOCKS = 1500
"""Different pieces of each kind; a file is a choice of them."""


def _name(random: Random) -> str:
    return f"{random.choice(_VERBS)}_{random.choice(_NOUNS)}_{random.choice(_NOUNS)}"


def _sentence(random: Random) -> str:
    words = [
        random.choice((random.choice(_WORDS), random.choice(_NOUNS))) for _ in range(random.randint(6, 16))
    ]
    return " ".join(words).capitalize() + "."


def _function(random: Random) -> str:
    first, second, total = (random.choice(_NOUNS) for _ in range(3))
    lines = [
        f"def {_name(random)}({first}s: {random.choice(_TYPES)}, {second}_id: {random.choice(_TYPES)} = None):",
        f'    """{_sentence(random)}"""',
        f"    {total}s = {{}}",
        f"    for index, {first} in enumerate({first}s):",
        f'        if {first} is None or {first}.get("{second}_id") != {second}_id:',
        f'            logger.debug("{_sentence(random)}", {second}_id, index)',
        "            continue",
    ]
    for _ in range(random.randint(2, 9)):
        key = random.choice(_NOUNS)
        lines.append(f'        {total}s["{key}"] = self_or({first}, "{key}", {random.randint(0, 9999)})')
    lines += [f"    # {_sentence(random)}", f"    return {total}s or {_name(random)}({second}_id)", "", ""]
    return "\n".join(lines)


def _class(random: Random) -> str:
    name = f"{random.choice(_NOUNS)}_{random.choice(_VERBS)}er".title().replace("_", "")
    lines = [f"class {name}:", f'    """{_sentence(random)}"""', ""]
    for _ in range(random.randint(2, 5)):
        noun = random.choice(_NOUNS)
        lines += [
            f"    def {_name(random)}(self, {noun}, *, limit={random.randint(1, 500)}):",
            f"        self._{noun}s = sorted({noun}, key=lambda item: item.{random.choice(_NOUNS)}_at)[:limit]",
            f"        return self.{_name(random)}(self._{noun}s)",
            "",
        ]
    return "\n".join([*lines, ""])


def _step(random: Random) -> str:
    return (
        f"  - name: {_name(random)}\n    image: registry.example.com/{random.choice(_NOUNS)}:{random.randint(1, 90)}\n"
        f"    # {_sentence(random)}\n    script: |\n      ./{_name(random)}.sh --{random.choice(_NOUNS)} "
        f"$({_name(random).upper()})\n      az aks get-credentials --name {random.choice(_NOUNS)}\n"
        f"    timeout: {random.randint(1, 60)}\n    env: {{REGION: {random.choice(_NOUNS)}, DEBUG: false}}\n"
    )


def _entry(random: Random) -> str:
    entry = {random.choice(_NOUNS): random.randint(0, 99999) for _ in range(4)}
    return json.dumps({"id": _name(random), "text": _sentence(random), "values": entry})


def _paragraph(random: Random) -> str:
    said = " ".join(_sentence(random) for _ in range(random.randint(2, 6)))
    return f"## {_name(random).replace('_', ' ').title()}\n\n{said}\n\n```bash\n./{_name(random)}.sh\n```\n\n"


def _command(random: Random) -> str:
    return (
        f"# {_sentence(random)}\n./{_name(random)}.sh --{random.choice(_NOUNS)} ${_name(random).upper()}\n\n"
    )


@cache
def _blocks(make: Callable[[Random], str]) -> tuple[str, ...]:
    random = Random(make.__name__)
    return tuple(make(random) for _ in range(BLOCKS))


def _filled(random: Random, size: int, *makes: Callable[[Random], str]) -> list[str]:
    parts: list[str] = []
    total = 0
    while total < size:
        part = random.choice(_blocks(random.choice(makes)))
        parts.append(part)
        total += len(part)
    return parts


def python(random: Random, size: int) -> str:
    head = f'"""{_sentence(random)}"""\n\nimport json\nimport logging\n\nlogger = logging.getLogger(__name__)\n\n\n'
    return head + "".join(_filled(random, size, _function, _class))


def pipeline(random: Random, size: int) -> str:
    return "trigger: [main]\n\nsteps:\n" + "".join(_filled(random, size, _step))


def records(random: Random, size: int) -> str:
    return "[\n" + ",\n".join(_filled(random, size, _entry)) + "\n]\n"


def prose(random: Random, size: int) -> str:
    return f"# {_name(random)}\n\n" + "".join(_filled(random, size, _paragraph))


def script(random: Random, size: int) -> str:
    return "#!/bin/sh\nset -eu\n\n" + "".join(_filled(random, size, _command))


def notebook(random: Random, size: int) -> str:
    """A notebook of about a size: code, prose, and the output of cells, which is most of it in real ones."""
    cells: list[tuple[str, str, list[str]]] = [("markdown", prose(random, 300), [])]
    total = 0
    while total < size:
        code = "".join(_filled(random, 600, _function))
        shown = [f"{_sentence(random)}\n" for _ in range(random.randint(0, 30))]
        cells.append(("code", code, shown))
        total += len(code) + sum(map(len, shown))
    return notebook_of(cells)


def notebook_of(cells: list[tuple[str, str, list[str]]]) -> str:
    """Return the file of a notebook: its cells as (type, source, printed lines)."""
    made: list[dict[str, object]] = []
    for kind, source, shown in cells:
        cell: dict[str, object] = {
            "cell_type": kind,
            "metadata": {},
            "source": source.splitlines(keepends=True),
        }
        if kind == "code":
            stream = {"name": "stdout", "output_type": "stream", "text": shown}
            cell |= {"execution_count": len(made), "outputs": [stream] if shown else []}
        made.append(cell)
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 4}, indent=1) + "\n"
