"""Which files the user asked to leave out: git's ignore rules, and the same rules in ``.migrateignore``."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAMES = (".gitignore", ".migrateignore")
"""Ignore files of a folder; a later one overrules an earlier one, as a deeper folder overrules a higher one."""


class Ignoring:
    """The ignore rules of a tree, gathered while it is walked.

    Folders are asked about on the way down; files only when they turned out to matter, because matching
    thousands of names against dozens of patterns costs more than reading the files. ``looked`` are the files that
    decide, those that were not there among them.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.broken: list[tuple[str, str]] = []
        self.looked: list[str] = []
        self._rules: dict[str, tuple[tuple[str, GitIgnoreSpec], ...]] = {}
        self._rules[""] = self._above() + self._excluded()

    def enter(self, folder: str, names: list[str]) -> None:
        """Take up the ignore files (``names``) of a folder (``""`` or ending in ``/``)."""
        inherited = self._inherited(folder)
        spec = self._spec(self.root + "/" + folder, folder, names)
        self._rules[folder] = inherited if spec is None else (*inherited, ("-" + folder, spec))

    def ignores(self, path: str, *, folder: bool = False) -> bool:
        """Tell whether a path of the tree is ignored; its parent folders are taken as not ignored."""
        rules = self._inherited(path)
        return bool(rules) and _ignored(rules, path + "/" if folder else path)

    def _inherited(self, path: str) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        parent = path.rstrip("/").rpartition("/")[0]
        return self._rules.get(parent + "/" if parent else "", self._rules[""])

    def _spec(self, where: str, shown: str, names: list[str]) -> GitIgnoreSpec | None:
        lines: list[str] = []
        for name in sorted(names, key=lambda name: name in NAMES and NAMES.index(name)):
            lines += self._lines(os.path.join(where, name))
        return _compiled(lines, shown + (names[0] if names else ""), self.broken)

    def _above(self) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        """Return the rules of the parent folders up to the git root that hold for this tree."""
        folder, below = self.root, ""
        found: list[tuple[str, GitIgnoreSpec]] = []
        while not os.path.exists(os.path.join(folder, ".git")):
            self.looked.append(os.path.join(folder, ".git"))
            parent, name = os.path.split(folder)
            if parent == folder or not name:
                return ()
            folder, below = parent, f"{name}/{below}"
            self.looked += [os.path.join(folder, name) for name in NAMES]
            names = [name for name in NAMES if os.path.isfile(os.path.join(folder, name))]
            spec = self._spec(folder, "", names)
            if spec is not None:
                found.insert(0, ("+" + below, spec))
        rules = tuple(found)
        return () if _ignored(rules, "") else rules

    def _excluded(self) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        lines = self._lines(os.path.join(self.root, ".git", "info", "exclude"))
        spec = _compiled(lines, ".git/info/exclude", self.broken)
        return () if spec is None else (("-", spec),)

    def _lines(self, path: str) -> list[str]:
        self.looked.append(path)
        return _lines(path)


def _ignored(rules: tuple[tuple[str, GitIgnoreSpec], ...], path: str) -> bool:
    for base, spec in reversed(rules):
        relative = base[1:] + path if base[0] == "+" else path[len(base) - 1 :]
        verdict = spec.check_file(relative).include if relative else None
        if verdict is not None:
            return verdict
    return False


def _lines(path: str) -> list[str]:
    try:
        with open(path, "rb") as stream:
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _compiled(lines: list[str], shown: str, broken: list[tuple[str, str]]) -> GitIgnoreSpec | None:
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        good = [line for line in lines if _valid(line)]
        broken += [(shown, line) for line in lines if line not in good]
        return GitIgnoreSpec.from_lines(good)


def _valid(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
