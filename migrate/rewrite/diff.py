"""Changes as a unified diff that people read and ``git apply`` takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator


def unified(path: str, before: bytes, after: bytes) -> bytes:
    """Return the diff of one file; line ends and encoding are those of the file itself."""
    name = _quoted(path)
    head = f"--- {_side('a', name)}\n+++ {_side('b', name)}\n".encode()
    old, new = _lines(before), _lines(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    body = b"".join(_hunk(old, new, group) for group in matcher.get_grouped_opcodes(3))
    return head + body if body else b""


def _lines(data: bytes) -> list[bytes]:
    """Return the lines as git counts them: only a line feed ends one."""
    parts = data.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _hunk(old: list[bytes], new: list[bytes], group: list[tuple[str, int, int, int, int]]) -> bytes:
    first, last = group[0], group[-1]
    head = f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n".encode()
    return head + b"".join(_marked(mark, line) for mark, line in _body(old, new, group))


def _body(
    old: list[bytes], new: list[bytes], group: list[tuple[str, int, int, int, int]]
) -> Iterator[tuple[bytes, bytes]]:
    for tag, start, end, new_start, new_end in group:
        if tag == "equal":
            yield from ((b" ", line) for line in old[start:end])
            continue
        yield from ((b"-", line) for line in old[start:end])
        yield from ((b"+", line) for line in new[new_start:new_end])


def _marked(mark: bytes, line: bytes) -> bytes:
    whole = mark + line
    return whole if line.endswith(b"\n") else whole + b"\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _quoted(path: str) -> str:
    """Return a path as git writes it: quoted, with octal escapes, where it has odd characters."""
    if all(" " <= character <= "~" and character not in '"\\' for character in path):
        return path
    escapes = {ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r", ord('"'): '\\"', ord("\\"): "\\\\"}
    shown = (
        escapes.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}")
        for byte in path.encode("utf-8", "surrogateescape")
    )
    return f'"{"".join(shown)}"'


def _side(side: str, name: str) -> str:
    """Return the name of one side; git ends a name with a blank in it by a tab."""
    if name.startswith('"'):
        return f'"{side}/{name[1:]}'
    return f"{side}/{name}\t" if " " in name else f"{side}/{name}"
