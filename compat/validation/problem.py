"""What is said: a check with its page, and the problem it finds at one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from compat.validation.document import EVERY_KIND, Document, DocumentPath, Files, Kind

LEARN = "https://learn.microsoft.com/azure/machine-learning/"
ENDPOINT_PAGE = LEARN + "reference-yaml-endpoint-online"
KUBERNETES_PAGE = LEARN + "reference-yaml-deployment-kubernetes-online"
MANAGED_PAGE = LEARN + "reference-yaml-deployment-managed-online"
ENVIRONMENT_PAGE = LEARN + "reference-yaml-environment"
MODEL_PAGE = LEARN + "reference-yaml-model"
QUOTA_PAGE = LEARN + "how-to-manage-quotas"
ROLLOUT_PAGE = LEARN + "how-to-safely-rollout-online-endpoints"
INSTANCE_TYPE_PAGE = LEARN + "how-to-manage-kubernetes-instance-types"
ATTACH_PAGE = LEARN + "how-to-attach-kubernetes-to-workspace"
AUTH_PAGE = LEARN + "concept-endpoints-online-auth"
TROUBLE_PAGE = LEARN + "how-to-troubleshoot-online-endpoints"
COLLECTOR_PAGE = LEARN + "concept-data-collection"


class Severity(Enum):
    """An error is refused by Azure or means something else than it says; a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


class Loader(Enum):
    """What the loader of azure-ai-ml 1.35.2 does with the mistake; a test runs it on every example."""

    ACCEPTS = "accepts it"
    REFUSES = "refuses it"
    REFUSES_TO_SEND = "loads it, then refuses to send it"
    NOT_ASKED = "is not asked about it"


@dataclass(frozen=True)
class Hit:
    """What a check found at one path. An empty ``hint`` or ``severity`` stands for the check's own."""

    path: DocumentPath
    sentence: str
    hint: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Case:
    """One document as a check sees it: what it is, the documents validated with it, the files around it."""

    document: Document
    kind: Kind
    others: Sequence[tuple[Document, Kind]] = ()
    files: Files | None = None

    @property
    def data(self) -> object:
        """Return the document's plain data."""
        return self.document.data

    @property
    def on_kubernetes(self) -> bool:
        """Tell whether this is a Kubernetes endpoint or deployment."""
        return self.kind in {Kind.KUBERNETES_ENDPOINT, Kind.KUBERNETES_DEPLOYMENT}


@dataclass(frozen=True)
class Example:
    """A page's example: YAML keys put into a whole document of ``kind``, and keys taken out of it.

    ``wrong`` has the mistake and ``right`` has not; both are run as tests. ``alone`` tells that ``wrong`` and
    ``right`` are whole files.
    """

    wrong: str
    right: str
    kind: Kind
    without: tuple[str, ...] = ()
    alone: bool = False


def _silent(_: Case) -> Iterable[Hit]:
    return ()


@dataclass(frozen=True)
class Check:
    """One mistake: how to find it, and its page.

    ``general`` checks are silent where another check speaks of the same path. A check without ``find`` is
    said by the one who reads the file, before there is a document.
    """

    code: str
    title: str
    why: str
    fix: str
    example: Example
    loader: Loader
    find: Callable[[Case], Iterable[Hit]] = _silent
    kinds: frozenset[Kind] = EVERY_KIND
    severity: Severity = Severity.ERROR
    link: str = ""
    general: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Problem:
    """One mistake in one document: ``index`` is the document's number in its file, from 0."""

    code: str
    file: str
    path: DocumentPath
    sentence: str
    severity: Severity
    link: str = ""
    hint: str = ""
    index: int = 0
