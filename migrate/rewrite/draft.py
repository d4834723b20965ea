"""A file on its way from what it is to what it becomes: its pages, and its bytes after edits of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from migrate.rewrite.notebook import edits_of_json, pages_of
from migrate.rewrite.original import Original, original_of
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit

PYTHON = (".py", ".pyw")
NOTEBOOK = ".ipynb"


@dataclass(frozen=True)
class Draft:
    """The bytes of one file; ``path`` is relative to the root of its tree."""

    path: str
    data: bytes

    @cached_property
    def original(self) -> Original:
        """The bytes as text. Raises ``Obstacle`` or ``NotEditableError``."""
        return original_of(self.data, cookies=self.path.endswith(PYTHON))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The file, or the code cells of a notebook. Raises as ``original`` does."""
        if self.path.lower().endswith(NOTEBOOK):
            return pages_of(self.path, self.original.text)
        return (Page(self.path, self.original.text),)

    @property
    def is_python(self) -> bool:
        """Whether its pages are Python."""
        return self.path.lower().endswith((*PYTHON, NOTEBOOK))

    def edited(self, edits: Iterable[Edit]) -> Draft:
        """Return the file with edits of its pages made. Raises ``NotEditableError``."""
        made = tuple(edits)
        if not made:
            return self
        if self.path.lower().endswith(NOTEBOOK):
            made = tuple(edits_of_json(self.original.text, made))
        return Draft(self.path, self.original.spliced(made))
