"""What a script uses of v1 that compat refuses, found by reading it before anything runs.

The script and the modules beside it that it imports are parsed. A name from ``azureml`` counts as used where it is
called or looked into, not where it is only imported: that is common in deploy scripts.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from compat.interception import CLAIMED, OUTSIDE
from compat.runtime.standing import Stand, Standing, Tombstone, standing_of

_FOLDERS_OF_TESTS = frozenset({".venv", "venv", "site-packages"})


@dataclass(frozen=True)
class Refused:
    """One use of something that compat does not do."""

    file: str
    line: int
    name: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name} is not in compat. {self.instead}".rstrip()


def refused(script: Path) -> list[Refused]:
    """Return every refused use in a script and its own modules, in order; a file that does not parse has none."""
    found: list[Refused] = []
    for path in _modules(script):
        tree = _parsed(path)
        if tree is not None:
            found += _Uses(str(path)).of(tree)
    return sorted(set(found), key=lambda one: (one.file != str(script), one.file, one.line, one.name))


def _parsed(path: Path) -> ast.Module | None:
    try:
        return ast.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, SyntaxError, ValueError):
        return None


def _modules(script: Path) -> Iterator[Path]:
    """Yield the script and, once each, the modules beside it that are imported."""
    waiting, seen = [script], set()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        yield path
        tree = _parsed(path)
        names = _imported(tree) if tree is not None else ()
        waiting += [one for name in names for one in _beside(script.parent, name)]


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _beside(folder: Path, name: str) -> Iterator[Path]:
    path = folder.joinpath(*name.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file() and not _FOLDERS_OF_TESTS & set(candidate.parts):
            yield candidate


@dataclass
class _Uses:
    """The names of one file that come from v1, and where they are used."""

    file: str
    names: dict[str, str] = field(default_factory=dict)

    def of(self, tree: ast.Module) -> Iterator[Refused]:
        for node in ast.walk(tree):
            self._bind(node)
        self._made(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                yield from self._used(_dotted(node), node.lineno)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from self._used(node.func.id, node.lineno)
            elif isinstance(node, ast.ClassDef):
                for base in node.bases:
                    yield from self._used(_dotted(base), node.lineno)

    def _made(self, tree: ast.Module) -> None:
        """Bind variables that are set once, to what a v1 call gives: ``ws = Workspace.from_config()``."""
        every = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
        stores = Counter(
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        )
        for node in every:
            target = node.targets[0]
            if isinstance(target, ast.Name) and stores[target.id] == 1 and isinstance(node.value, ast.Call):
                head, _, rest = _dotted(node.value.func).partition(".")
                if head in self.names:
                    made = class_made_by(f"{self.names[head]}.{rest}" if rest else self.names[head])
                    if made:
                        self.names.setdefault(target.id, made)

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("azureml"):
                    plain = alias.name if alias.asname else alias.name.partition(".")[0]
                    self.names[alias.asname or plain] = plain
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("azureml"):
            for alias in node.names:
                self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def _used(self, dotted: str, line: int) -> Iterator[Refused]:
        head, _, rest = dotted.partition(".")
        if head not in self.names:
            return
        name = f"{self.names[head]}.{rest}" if rest else self.names[head]
        standing = standing_at(name)
        if standing is not None and standing.stand is Stand.REFUSED and not standing.late:
            yield Refused(self.file, line, name, standing.said)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def standing_at(name: str) -> Standing | None:
    """Return how a dotted v1 name stands in compat; None where it leads to nothing that v1 has."""
    if any(name == root or name.startswith(f"{root}.") for root in OUTSIDE):
        return Standing(
            Stand.REFUSED, "compat deploys services: jobs, data and pipelines are not part of it."
        )
    if not any(name == root or name.startswith(f"{root}.") for root in CLAIMED):
        return None
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module("compat." + ".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return _member(found, parts[length:])
    return None


def class_made_by(name: str) -> str:
    """Return the v1 class of what a call gives, by the annotations of the faces; empty where it is not one of them."""
    if not any(name.startswith(f"{root}.") for root in CLAIMED):
        return ""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module("compat." + ".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = None if isinstance(found, Tombstone) else getattr(found, part, None)
        made = found if isinstance(found, type) else _returned(found)
        return "" if made is None else made.__module__.removeprefix("compat.") + f".{made.__name__}"
    return ""


def _returned(function: object) -> type | None:
    word = getattr(function, "__annotations__", {}).get("return")
    module = sys.modules.get(getattr(function, "__module__", ""))
    found = getattr(module, word, None) if isinstance(word, str) else None
    return found if isinstance(found, type) else None


def _member(found: object, rest: list[str]) -> Standing | None:
    for index, name in enumerate(rest):
        if isinstance(found, Tombstone):
            return standing_of(found)
        static = vars(found).get(name) if isinstance(found, type) else getattr(found, name, None)
        if static is None and isinstance(found, type):
            static = next((vars(base)[name] for base in found.__mro__ if name in vars(base)), None)
        if static is None:
            unknown = Standing(Stand.REFUSED, "compat does not know this name.")
            return unknown if index == 0 and not isinstance(found, type) else None
        standing = standing_of(static)
        if standing.stand is Stand.REFUSED:
            return standing
        found = static
    return standing_of(found)
