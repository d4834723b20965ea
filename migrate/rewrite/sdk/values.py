"""Where the settings of a plan come from in the source: the text that stands there, or the plain value.

What somebody wrote as a variable, an argument or an expression stays one; a literal becomes what the mapping says.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from compat.documents.placeholder import decision_path
from compat.mapping.setting import Change, Fate
from compat.v1 import Given
from migrate.rewrite.proposal import Import
from migrate.rewrite.sdk.code import Arg, Code, Entries, Listed
from migrate.rewrite.sdk.script import Script

# Expressions of converted settings; {} is the v1 expression.
_CONVERTED = {
    "deployment.resources.requests.cpu": "str({})",
    "deployment.resources.limits.cpu": "str({})",
    "deployment.resources.requests.memory": 'f"{{{}}}Gi"',
    "deployment.resources.limits.memory": 'f"{{{}}}Gi"',
    "deployment.resources.limits.gpu": "str({})",
}
_KEYS = {"nvidia.com/gpu": "gpu"}


@dataclass
class Values:
    """The settings of one deployment as code for one statement; ``folder`` holds its v2 files."""

    script: Script
    statement: ast.stmt
    changes: tuple[Change, ...]
    client: str = "ml_client"
    folder: str = ""
    adds: list[Import] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """Paths of what is neither in the source nor answered: a placeholder stands there."""
    settled: list[Change] = field(default_factory=list)
    """Questions that the carried code answers."""
    warnings: list[str] = field(default_factory=list)
    """What has to change outside of the code, beside the plan's own questions."""

    def carried(self, node: ast.expr | None) -> str | None:
        """Return the text of an expression that means the same in the statement; None where it does not."""
        if node is None or not self.script.scopes.same_at(node, self.statement):
            return None
        self.adds += self.script.imports_in(node)
        text = self.script.rendered(node)
        whole = not any(mark in text for mark in ('"""', "'''", "\\\n"))
        return text.replace("\n", f"\n{self.script.style.unit}") if whole else text

    def code(self, plain: object, path: str) -> Code:
        """Return a piece of a document as code, with what the source says where it says it."""
        found = self._from_source(plain, path)
        if found is not None:
            return found
        if isinstance(plain, Mapping):
            entries = (
                Arg(self.script.style.literal(key), self.code(value, self.below(path, key)))
                for key, value in plain.items()
            )
            return Entries(tuple(entries))
        if isinstance(plain, list):
            return Listed(tuple(self.code(value, f"{path}.{number}") for number, value in enumerate(plain)))
        if decision_path(plain) is not None:
            self.open.append(path)
        return self.script.style.literal(plain)

    @staticmethod
    def below(path: str, key: object) -> str:
        """Return the path of a key."""
        return f"{path}.{_KEYS.get(str(key), key)}"

    def comments(self, path: str) -> tuple[tuple[str, ...], str]:
        """Return the comments that stand with the v1 setting which decides a path."""
        for change in self.changes:
            if path in change.writes and len(change.given) == 1:
                node = self.script.value_at(change.given[0].place)
                return ((), "") if node is None else self.script.comments_of(node)
        return (), ""

    def labels(self, *keys: str) -> dict[str, Code]:
        """Return tags and properties that only the code knows: a file could not hold them, an argument can."""
        found: dict[str, Code] = {}
        for change in self.changes:
            if change.key in keys and change.fate is Fate.MANUAL and len(change.given) == 1:
                node = self.script.value_at(change.given[0].place)
                text = None if isinstance(node, ast.Constant) else self.carried(node)
                if text is not None:
                    found[change.key] = text
                    self.settled.append(change)
        return found

    def _from_source(self, plain: object, path: str) -> str | None:
        for change in self.changes:
            if path not in change.writes or len(change.given) != 1:
                continue
            node = self.script.value_at(change.given[0].place)
            if node is None or _is_literal(node):
                return None
            return self._expression(node, plain, path, change)
        return None

    def _expression(self, node: ast.expr, plain: object, path: str, change: Change) -> str | None:
        open_ = any(True for _ in _open_leaves(plain)) and _same_keys(plain, node)
        same = change.fate is Fate.CARRIED or (change.fate is Fate.MANUAL and open_)
        if same and _is_given(plain, change.given, open_=open_):
            return self.carried(node)
        form = _CONVERTED.get(path) if change.fate is Fate.CONVERTED else None
        text = self.carried(node) if form is not None else None
        if form is None or text is None or "\n" in text:
            return None
        return form.format(text) if '"' not in text or form[0] != "f" else f'str({text}) + "Gi"'


def _open_leaves(plain: object) -> Iterator[str]:
    """Yield the paths that a piece of a document leaves to be decided."""
    found = decision_path(plain)
    if found is not None:
        yield found
    if isinstance(plain, Mapping):
        for value in plain.values():
            yield from _open_leaves(value)


def _same_keys(plain: object, node: ast.expr) -> bool:
    """Tell whether a dict in the source has just the keys of the document's."""
    if not isinstance(plain, Mapping) or not isinstance(node, ast.Dict):
        return True
    return {getattr(key, "value", None) for key in node.keys} == set(plain)


def _is_given(plain: object, given: Iterable[Given], *, open_: bool) -> bool:
    """Tell whether the document has just what was given, so that the expression may stand for it."""
    values = [getattr(item.value, "value", None) for item in given]
    return open_ or plain in values or [str(value) for value in values] == [str(plain)]


def _is_literal(node: ast.expr) -> bool:
    return all(
        isinstance(
            one, ast.Constant | ast.Dict | ast.List | ast.Tuple | ast.UnaryOp | ast.unaryop | ast.expr_context
        )
        for one in ast.walk(node)
    )


def of_deployment(changes: Iterable[Change], name: str) -> tuple[Change, ...]:
    """Return the changes that are about one deployment, or about the whole service."""
    return tuple(change for change in changes if change.deployment in {"", name})
