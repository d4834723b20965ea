"""Files that cells write (``%%writefile``), as if they stood in the tree."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from compat.value import Place
from migrate.read.notebook.places import Origins, Stretch

_APPENDS = ("-a", "--append")


@dataclass(frozen=True)
class Write:
    """One cell that writes a file; ``cell`` is None in source of Databricks.

    ``path`` is its tree path; ``sure`` is false where its folder is not known.
    """

    path: str
    text: str
    cell: int | None
    first_line: int
    append: bool = False
    sure: bool = True


@dataclass(frozen=True)
class Written:
    """The content of a file after one or more cells wrote it, with where each line comes from."""

    path: str
    text: str
    origins: Origins
    sure: bool = True

    def holds(self, place: Place) -> bool:
        """Tell whether a place is in one of the cells that write the file."""
        starts = [stretch.start for stretch in self.origins.stretches]
        ends = [*starts[1:], self.text.count("\n") + 1]
        return any(
            (place.path, place.cell) == (one.path, one.cell)
            and one.first_line <= place.line < one.first_line + end - one.start
            for one, end in zip(self.origins.stretches, ends, strict=True)
        )


def target_of(argument: str, filled: Callable[[str], str | None]) -> tuple[str, bool, bool]:
    """Return what ``%%writefile`` is given: the file, whether it appends, and whether the file is sure.

    Of a file in a folder that is not known only the name is returned.
    """
    words = _words(argument)
    append = any(word in _APPENDS for word in words)
    named = next((word for word in words if word not in _APPENDS), "")
    whole = filled(named)
    if whole is not None:
        return whole.replace("\\", "/"), append, bool(whole)
    return filled(named.replace("\\", "/").rpartition("/")[2]) or "", append, False


def _words(argument: str) -> list[str]:
    try:
        return shlex.split(argument)
    except ValueError:
        return argument.split()


def tree_folder(target: str, folder: str) -> str | None:
    """Return the tree path of a folder as seen from another; None where that is outside the tree."""
    if target.startswith(("/", "~")) or ":" in target[:3] or "\0" in target:
        return None
    path = posixpath.normpath(posixpath.join(folder, target))
    if path == ".." or path.startswith(("../", "/")):
        return None
    return "" if path == "." else path


def tree_path(target: str, folder: str) -> str | None:
    """Return the tree path of a file as a notebook in a folder names it; None where that is outside the tree."""
    return tree_folder(target, folder) or None


def versions(writes: Iterable[Write], notebook: str) -> tuple[Written, ...]:
    """Return every content that the cells of a notebook give to a file, in order; appending changes the last one."""
    found: list[Written] = []
    for write in writes:
        before = next((one for one in reversed(found) if one.path == write.path and write.append), None)
        text = write.text if write.text.endswith("\n") else f"{write.text}\n"
        stretch = Stretch(1, notebook, write.cell, write.first_line)
        if before is None:
            found.append(Written(write.path, text, Origins([stretch]), write.sure))
            continue
        start = before.text.count("\n") + 1
        origins = Origins([*before.origins.stretches, Stretch(start, notebook, write.cell, write.first_line)])
        found[found.index(before)] = Written(
            write.path, before.text + text, origins, before.sure and write.sure
        )
    return tuple(found)


def last_of_each(contents: Iterable[Written]) -> dict[str, Written]:
    """Return the files as they are in the end, by tree path."""
    return {one.path: one for one in contents if one.sure}


def agreed(notebooks: Iterable[Mapping[str, Written]]) -> dict[str, Written]:
    """Return the files that several notebooks write, without those that they write differently."""
    found: dict[str, Written] = {}
    differing: set[str] = set()
    for files in notebooks:
        for path, one in files.items():
            if path in found and found[path].text.strip() != one.text.strip():
                differing.add(path)
            found.setdefault(path, one)
    return {path: one for path, one in found.items() if path not in differing}


def written_by(paths: Sequence[str], read: Callable[[str], str | None]) -> dict[str, Written]:
    """Return the files that the notebooks of a tree write; ``read`` gives the text of a notebook."""
    texts = [(path, text) for path in paths if "%%" in (text := read(path) or "")]
    if not texts:
        return {}
    from migrate.read.notebook.program import files_of

    return agreed(files_of(path, text) for path, text in texts)
