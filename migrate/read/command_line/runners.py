"""Files that seem to run a script of the tree. Only where there is one is it loaded what can tell for certain."""

from __future__ import annotations

import posixpath
import re
from itertools import islice

from migrate.read.command_line.shell import SHELLS
from migrate.read.reading import Files, SourceFile
from migrate.read.referrers import mentioning

MOST = 24
YAML = (".yml", ".yaml")
MAKE = ("Makefile", "makefile", "GNUmakefile", ".mk")


def runners(path: str, files: Files) -> tuple[SourceFile, ...]:
    """Return the pipelines, shell scripts and makefiles that name a script, those nearest to it first."""
    stem, suffix = posixpath.splitext(posixpath.basename(path))
    module = rf"|-m\s+[\w.]*\b{re.escape(stem)}\b" if suffix == ".py" else ""
    pattern = re.compile(rf"\b{re.escape(stem + suffix)}\b{module}")
    holding = mentioning(files, stem, (*YAML, *SHELLS, *MAKE), path)
    sources = (SourceFile(runner, files.text(runner) or "") for runner in holding)
    return tuple(islice((source for source in sources if pattern.search(source.text)), MOST))
