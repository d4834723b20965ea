"""Why the cluster could not be asked: a closed set, each with one sentence and the next step in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ProblemKind(str, Enum):
    """What stood in the way. None of these says anything about the hosts the cluster needs."""

    KUBECONFIG = "kubeconfig"
    PLUGIN_MISSING = "credential plugin missing"
    PLUGIN_FAILED = "credential plugin failed"
    PLUGIN_SILENT = "credential plugin silent"
    CREDENTIALS_REFUSED = "credentials refused"
    NAME_UNKNOWN = "API server name unknown"
    UNREACHABLE = "API server unreachable"
    SILENT = "API server silent"
    CERTIFICATE = "API server certificate not trusted"
    NOT_KUBERNETES = "not a Kubernetes API server"
    OTHER_VENDOR = "another vendor's cluster"


@dataclass(frozen=True)
class Problem:
    """`sentence` is for people: what, where, and what to do next. It holds no secret."""

    kind: ProblemKind
    sentence: str


class ClusterError(Exception):
    """Carries a `Problem` to the seam where it becomes part of the result."""

    def __init__(self, kind: ProblemKind, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = Problem(kind, sentence)


class MissingError(Exception):
    """The object, or the kind of object, does not exist: an answer, not a problem."""


class DeniedError(Exception):
    """RBAC, or an admission rule, refuses. The message is the server's, cleaned."""
