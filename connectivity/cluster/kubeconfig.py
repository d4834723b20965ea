"""What the client needs of kubeconfig beyond the cluster's name: its section, and the user's credentials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from connectivity.cluster.problem import ClusterError, ProblemKind
from connectivity.kubeconfig import KubeconfigError, find, sections

if TYPE_CHECKING:
    from pathlib import Path

# Parsed YAML or JSON of another project's schema.
Document: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True)
class Entry:
    """A context with the sections of the cluster and the user it names.

    The user holds credentials, so it is kept out of every printed form. `folder` is that of the first file.
    """

    context: str
    host: str
    folder: Path
    cluster: Document = field(repr=False)
    user: Document = field(repr=False)


def entry(files: tuple[Path, ...], context: str | None = None, cluster: str | None = None) -> Entry:
    """The entry for a context, for the context of a cluster's name, or the current one.

    Raises ClusterError with the sentence for the reason.
    """
    try:
        found = find(files, context, cluster)
        merged = sections(files)
    except KubeconfigError as error:
        raise ClusterError(ProblemKind.KUBECONFIG, str(error)) from None
    names = _section(merged["contexts"][found.context])
    return Entry(
        found.context,
        found.host,
        files[0].expanduser().resolve().parent,
        _section(merged["clusters"].get(str(names.get("cluster")))),
        _section(merged["users"].get(str(names.get("user")))),
    )


def _section(value: object) -> Document:
    return value if isinstance(value, dict) else {}
