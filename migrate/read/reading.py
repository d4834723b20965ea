"""What a reader returns, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from compat.v1 import Cluster, Environment, Service
from migrate.finding import Finding
from migrate.usage import Usage


@dataclass(frozen=True)
class SourceFile:
    """A text file of the scanned tree: ``path`` is relative to the root, with ``/``."""

    path: str
    text: str


class Files(Protocol):
    """The scanned tree, as a reader may look at it: text of other files, never their execution."""

    def text(self, path: str) -> str | None:
        """Return the text of a file of the tree by its path from the root, or None where there is none."""

    def find(self, path: str, beside: str) -> str | None:
        """Return the tree path that a literal path in the source means, or None.

        ``beside`` is the file it is written in. A relative path is tried from that file's folder, then from
        each parent up to the root; an absolute or climbing path outside the tree is never followed.
        """

    def folder(self, path: str) -> tuple[str, ...]:
        """Return the tree paths of the files below a folder."""


@dataclass(frozen=True)
class Across:
    """What one program says that other files have a part in; functions are known by path and line.

    ``roots`` are the functions, one for each of the reading's services, that nothing in the program calls and in
    which the service is deployed, empty where there is none; ``lent`` are services that its calls deploy in functions
    of other files, each with its root; ``entered`` are the functions of other files that it calls.
    """

    roots: tuple[str, ...] = ()
    lent: tuple[tuple[str, Service], ...] = ()
    entered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """What one source file says."""

    path: str
    usages: tuple[Usage, ...] = ()
    services: tuple[Service, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    environments: tuple[Environment, ...] = ()
    findings: tuple[Finding, ...] = ()
    across: Across = Across()
