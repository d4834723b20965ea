"""Where ``migrate convert`` puts the files of each service, seen from the root of the tree."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from compat.emit.folders import folders
from compat.mapping.translation import Translation
from compat.value import Place
from migrate.scan import Outcome


def folders_of(outcomes: Sequence[Outcome], out: str, root: str) -> Mapping[Place, str]:
    """Return the folder of each service by the place of its deployment; ``out`` is what ``-o`` was, or will be."""
    made = [
        Translation(item.service, item.target, item.plan, item.changes)
        for item in outcomes
        if item.target is not None and item.plan is not None
    ]
    try:
        above = os.path.relpath(os.path.abspath(out), os.path.abspath(root)).replace(os.sep, "/")
    except ValueError:
        above = os.path.abspath(out).replace(os.sep, "/")
    return {
        each.service.place: f"{above}/{name}"
        for each, name in zip(made, folders(made), strict=True)
        if each.service.place is not None
    }
