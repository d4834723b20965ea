"""What a rule is: the pattern it names, what it answers for, and what it says of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from compat.mapping.calling import Effect
from compat.mapping.setting import Change
from compat.v1 import Service
from compat.value import Place, Value
from migrate.finding import Finding, Level
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source


class Safety(Enum):
    """How sure a rewrite of this pattern would be. ``MANUAL``: it stays the user's."""

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"


@dataclass(frozen=True)
class Example:
    """One before and after, printed in the docs; ``before`` run by the tests must give the finding."""

    before: str
    after: str
    path: str = "deploy.py"


class Calling(Protocol):
    """What a rule may know of a caller."""

    @property
    def name(self) -> str:
        """Return the service's name; empty where it is not known."""

    @property
    def joined(self) -> bool:
        """Tell whether it is known which service of the repository is called."""

    @property
    def why(self) -> str:
        """Return how the service is known, or why it is not."""

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Return what changes for the caller."""


@dataclass(frozen=True)
class Context:
    """What a rule may know beside the usage.

    ``scoring_scripts`` are the tree paths that services name as such; ``lone_imports`` the first import of each
    file that imports v1 and uses nothing of it that we know. ``callers`` are the callers by the places that show them.
    ``whole_modules`` are the files
    that import a module of raw HTTP and not the names in it. ``packed`` gives the scoring scripts of several models
    the folder that v2 packs these in, while the script does not name it yet.
    """

    scoring_scripts: frozenset[str] = frozenset()
    lone_imports: frozenset[Place] = frozenset()
    callers: Mapping[Place, Calling] = field(default_factory=dict)
    whole_modules: frozenset[str] = frozenset()
    packed: Mapping[str, str] = field(default_factory=dict)


SERVICE = "azureml.core.webservice.Webservice"
"""The class whose members the rules name; a member found on a kind of service is looked up here too."""

SERVICE_CLASSES = frozenset(
    {"AciWebservice", "AksEndpoint", "AksWebservice", "LocalWebservice", "UnknownWebservice", "Webservice"}
)

USES = frozenset(Form) - {Form.IMPORT}
"""Where most rules look: an import is not yet a use."""

Check = Callable[[Usage, Context], Iterable[Finding]]
Claim = Callable[[Service, Change], bool]
Codemod = Callable[["Usage", "Source"], "Iterable[Proposal]"]
"""From a usage, and what may be known of its file, to what is proposed; nothing where it is not certain."""


@dataclass(frozen=True)
class Rule:
    """One v1 construct and what we say of it.

    ``symbols`` are the canonical names of the usages it answers for (a trailing ``.*`` stands for every member),
    in the ``forms`` it looks at.
    Each gets one finding with ``message``, or those of ``check``. A rule over services has ``claims``
    instead: it takes the changes of the mapping that are its own, and the finding says what the change says.
    A rule with neither is about our own failures, and is raised where they happen. ``codemod`` proposes the
    rewrite of a usage; it is asked for usages that have a finding of the rule.
    """

    id: str
    title: str
    level: Level
    why: str
    message: str = ""
    symbols: tuple[str, ...] = ()
    forms: frozenset[Form] = USES
    link: str = ""
    safety: Safety = Safety.MANUAL
    example: Example | None = None
    check: Check | None = field(default=None, compare=False)
    claims: Claim | None = field(default=None, compare=False)
    codemod: Codemod | None = field(default=None, compare=False)

    def findings(self, usage: Usage, context: Context) -> Iterable[Finding]:
        """Return what this rule says of a usage."""
        return (self.at(usage),) if self.check is None else self.check(usage, context)

    def at(self, usage: Usage, message: str = "", level: Level | None = None) -> Finding:
        """Return a finding of this rule about a usage."""
        said = message or self.message
        return Finding(self.id, level or self.level, said, usage.place, self.link, subject=usage.symbol)


def members(owner: str, *names: str) -> tuple[str, ...]:
    """Return the symbols of members of a class: ``members("a.B", "c", "d")`` is ``("a.B.c", "a.B.d")``."""
    return tuple(f"{owner}.{name}" for name in names)


def argument(usage: Usage, name: str) -> Value | None:
    """Return the value of an argument of a usage, or None where it is not given."""
    return next((item.value for item in usage.arguments if item.name == name), None)
