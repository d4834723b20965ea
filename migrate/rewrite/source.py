"""What a codemod may know: a file with its pages, what was found in it, and what the services become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from compat.value import Place
from migrate.rewrite.page import Page, joined
from migrate.rules.rule import Context
from migrate.scan import Outcome
from migrate.usage import Usage


@dataclass(frozen=True)
class Options:
    """What the user asked for.

    ``style``: ``sdk`` writes settings as keyword arguments, ``yaml`` loads the files of ``migrate convert`` from
    the folder ``yaml``.
    """

    style: str = "sdk"
    yaml: str = "v2"


@dataclass(frozen=True, eq=False)
class Source:
    """One file as a codemod sees it; nothing here changes while codemods are asked.

    ``usages`` are those of this file, ``outcomes`` the services of the whole tree with their plans. ``reported``
    are the findings that were asked for, as (rule, place); ``folders`` where ``migrate convert`` puts the files of
    the service deployed at a place, seen from the root of the tree. ``qualified`` are names of v2 that new code takes
    from their module, because code of v1 that stays uses the same name.
    """

    path: str
    pages: tuple[Page, ...]
    usages: tuple[Usage, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    context: Context = field(default_factory=Context)
    options: Options = field(default_factory=Options)
    reported: frozenset[tuple[str, Place]] = frozenset()
    folders: Mapping[Place, str] = field(default_factory=dict)
    qualified: frozenset[str] = frozenset()

    @cached_property
    def whole(self) -> Page:
        """The file as one page: all cells of a notebook, one below the other."""
        return joined(self.pages)

    def page(self, place: Place) -> Page | None:
        """Return the page that a place is in."""
        return next((page for page in self.pages if page.cell == place.cell), None)

    def outcome(self, place: Place) -> Outcome | None:
        """Return the service that is deployed at a place, where it is one and no other."""
        found = [item for item in self.outcomes if item.service.place == place and item.plan is not None]
        return found[0] if len(found) == 1 else None
