"""Addresses of v1 services in text: on a cluster ``/api/v1/service/<name>/score``, in a container its own host.

The shapes are those of ``compat.mapping.calling.V1_ADDRESS``. A host name alone says nothing: half of Azure is below
``cloudapp.azure.com``, and a container instance may serve anything, so the path has to be there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compat.v1 import ServiceKind

WORDS = ("/api/v1/service/", "azurecontainer.io")
"""Without one of these a text holds no address of a v1 service."""

_FILLED = r"\$?\{+[^{}\s]{1,80}\}+|\$[A-Za-z_]\w*|%\w+%|%s"
"""A value that is put in when the code runs, as many languages write it."""
_ENDS = r"/score\b|/swagger\.json\b"
_CLUSTER = re.compile(
    rf"""(?P<host>https?://[^\s"'`<>/]{{1,200}})?/api/v1/service/
    (?: (?P<name>[A-Za-z0-9](?:[A-Za-z0-9-]{{0,62}}[A-Za-z0-9])?) (?:{_ENDS})
      | (?P<filled>{_FILLED}) (?:{_ENDS})
      | (?P<quote>["'`]) )""",
    re.VERBOSE,
)
_CONTAINER = re.compile(
    rf"""(?:https?://)? (?P<label>[A-Za-z0-9][A-Za-z0-9-]{{0,80}} | {_FILLED})
    \.(?:[a-z0-9]{{3,30}} | {_FILLED}) \.azurecontainer\.io (?: :\d{{1,5}} )?
    (?P<path>/[A-Za-z0-9./_-]{{0,80}})?""",
    re.VERBOSE,
)
_SCORE = re.compile(_ENDS)


@dataclass(frozen=True)
class Address:
    """One address: where it starts in the text, how it is written, and what it says of the service.

    ``name`` is the service's name and ``label`` its host label; empty where they are not in the text.
    """

    start: int
    shown: str
    kind: ServiceKind
    name: str = ""
    label: str = ""


def addresses(text: str) -> Iterator[Address]:
    """Yield the addresses in a text in order of position."""
    found = [*_on_clusters(text), *_in_containers(text)]
    yield from sorted(found, key=lambda one: one.start)


def _on_clusters(text: str) -> Iterator[Address]:
    if WORDS[0] not in text:
        return
    for match in _CLUSTER.finditer(text):
        joined = match["quote"] is not None
        if joined and not _SCORE.search(_rest(text, match.end())):
            continue  # the name is added to it, and it ends otherwise: another service's path
        shown = match[0][:-1] if joined else match[0]
        yield Address(match.start(), shown, ServiceKind.AKS, (match["name"] or "").lower())


def _in_containers(text: str) -> Iterator[Address]:
    if WORDS[1] not in text:
        return
    for match in _CONTAINER.finditer(text):
        path = match["path"] or ""
        if _SCORE.match(path) or (path in {"", "/"} and _SCORE.search(text)):
            label = match["label"]
            yield Address(
                match.start(), match[0], ServiceKind.ACI, label=label.lower() if label[0].isalnum() else ""
            )


def _rest(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[at : min(end if end >= 0 else len(text), at + 200)]
