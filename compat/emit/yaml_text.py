"""A plain document as YAML text, with comments spliced in at the lines of document paths.

PyYAML prints; where a path stands is found by composing the printed text again, so no printer of our own can
get a quote or an indent wrong. The text loads to the same document with and without the comments.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compat.emit.inert import inert

if TYPE_CHECKING:
    import yaml

Path = tuple[str, ...]
WIDTH = 110
# What some reader of YAML 1.1 or 1.2 takes for a number, a date, a truth or nothing, and PyYAML does not quote.
_MISTAKEN = re.compile(
    r"[-+.]?\d[\d_.,:eExXoObBa-fA-F+-]*|y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\.(inf|nan)|",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True)
class Comment:
    """What to say at one key of a document; an empty path is the head of the file."""

    path: Path
    text: str


def yaml_text(
    document: Mapping[str, object], comments: Sequence[Comment] = (), tail: Sequence[str] = ()
) -> str:
    """Return the document as YAML. A comment whose path is not there stands at the nearest path above.

    ``tail`` are sentences for the end of the file, one comment each.
    """
    text = _dump(document)
    spliced = _spliced(text.splitlines(), _anchors(text), comments)
    ending = ["", *(line for sentence in tail for line in _wrapped(sentence, "", "  "))] if tail else []
    return "\n".join([*spliced, *ending]) + "\n"


def _dump(document: Mapping[str, object]) -> str:
    import yaml

    class Printer(yaml.SafeDumper):
        """PyYAML's safe printer without aliases, quoting whatever another reader could mistake."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    Printer.add_representer(str, _represented)
    return yaml.dump(
        dict(document),
        Dumper=Printer,
        sort_keys=False,
        allow_unicode=True,
        width=10**9,
        default_flow_style=False,
    )


def _represented(printer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _BREAKS.search(text):
        style = '"'  # the only style that keeps such a text on one line
    elif _MISTAKEN.fullmatch(text):
        style = '"'
    return printer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


@dataclass(frozen=True)
class _Anchor:
    """Where a path stands: its line from 0, its column, and whether its value ends on that line."""

    line: int
    column: int
    short: bool


def _anchors(text: str) -> dict[Path, _Anchor]:
    import yaml

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return {} if root is None else dict(_walk(root, ()))


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, _Anchor]]:
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            yield here, _anchor(key, value)
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            here = (*path, str(index))
            yield here, _anchor(value, value)
            yield from _walk(value, here)


def _anchor(key: yaml.Node, value: yaml.Node) -> _Anchor:
    import yaml

    line = key.start_mark.line
    nested = isinstance(value, yaml.CollectionNode) and not value.flow_style
    ends_here = key.end_mark.line == line and value.end_mark.line == line
    # A block begins under its key, so the key's own line has room behind it.
    short = key is not value and (ends_here or (nested and value.start_mark.line > line))
    return _Anchor(line, key.start_mark.column, short)


def _spliced(lines: list[str], anchors: Mapping[Path, _Anchor], comments: Sequence[Comment]) -> Iterator[str]:
    gathered: dict[Path, list[str]] = {}
    for comment in comments:
        sentence = inert(comment.text)
        sentences = gathered.setdefault(_nearest(comment.path, anchors), [])
        if sentence and sentence not in sentences:
            sentences.append(sentence)
    above: dict[int, list[str]] = {}
    behind: dict[int, str] = {}
    for path, sentences in gathered.items():
        _place(path, sentences, anchors, lines, above, behind)
    for number, line in enumerate(lines):
        yield from above.get(number, ())
        yield f"{line}  # {behind[number]}" if number in behind else line


def _nearest(path: Path, anchors: Mapping[Path, _Anchor]) -> Path:
    while path and path not in anchors:
        path = path[:-1]
    return path


def _place(
    path: Path,
    sentences: list[str],
    anchors: Mapping[Path, _Anchor],
    lines: list[str],
    above: dict[int, list[str]],
    behind: dict[int, str],
) -> None:
    anchor = anchors.get(path, _Anchor(0, 0, short=False))
    joined = " ".join(sentences)
    fits = len(lines[anchor.line]) + len("  # ") + len(joined) <= WIDTH if lines else False
    if anchor.short and fits and anchor.line not in behind:
        behind[anchor.line] = joined
        return
    indent = " " * anchor.column
    above.setdefault(anchor.line, []).extend(
        line for sentence in sentences for line in _wrapped(sentence, indent, "")
    )


def _wrapped(sentence: str, indent: str, hanging: str) -> list[str]:
    first = f"{indent}# "
    return textwrap.wrap(
        inert(sentence),
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=first + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
