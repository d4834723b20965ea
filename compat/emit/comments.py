"""The comments of a service's YAML files: at each key that a change decides, and in a block at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from compat.documents import GUARD, Kind, Part
from compat.emit.decisions import gaps
from compat.emit.yaml_text import Comment, Path
from compat.mapping.setting import Api, Change, Fate
from compat.mapping.translation import Translation
from compat.value import known

_WAITS = (
    "The vendor's loader refuses this file until every key below has a real value; then delete this list."
)
# How a v2 attribute is spelled in its document, where the two differ.
_KEYS = {"gpu": "nvidia.com/gpu", "conda": "conda_file", "build_path": "build", "dockerfile": "build"}
_FALLBACK = {Kind.ENVIRONMENT: "environment", Kind.MODEL: "model", Kind.INSTANCE_TYPE: "instance_type"}
_HOME = {
    Api.ENVIRONMENT: Kind.ENVIRONMENT,
    Api.CONDA: Kind.ENVIRONMENT,
    Api.MODEL: Kind.MODEL,
    Api.CLUSTER: Kind.COMPUTE,
}
# Where a path leads that stands in no file: into commands of the README.
_ROOTS = {
    "endpoint": Kind.ENDPOINT,
    "extension": Kind.COMPUTE,
    "create": Kind.COMPUTE,
    "compute": Kind.COMPUTE,
}


def comments(translation: Translation, parts: tuple[Part, ...], part: Part) -> list[Comment]:
    """Return the comments of one file, in the order of the changes."""
    found = [
        Comment(place, _sentence(change))
        for change in translation.changes
        if not change.plain
        for place in _places(change, translation, parts, part)
    ]
    found += _gap_comments(translation, part)
    if isinstance(part.content, Mapping) and GUARD in part.content:
        found.append(Comment((GUARD,), _WAITS))
    return found


def tail(translation: Translation, parts: tuple[Part, ...], part: Part) -> list[str]:
    """Return the block at the end of a file: what became of v1 settings that have no key in any file."""
    keyless = [
        change
        for change in translation.changes
        if change.fate is not Fate.CARRIED
        and part.kind is _home(change, parts)
        and _concerns(change, translation, part)
        and not any(_places(change, translation, parts, other) for other in parts)
    ]
    blocks = {
        "dropped from v1:": [each for each in keyless if each.fate is Fate.DROPPED],
        "still to decide, with no key of its own:": [each for each in keyless if each.fate is Fate.MANUAL],
        "settled outside this file, see README.md:": [
            each for each in keyless if each.writes and each.fate not in {Fate.DROPPED, Fate.MANUAL}
        ],
    }
    return [
        line
        for heading, changes in blocks.items()
        for line in (
            [heading, *(f"- {_subject(change, part)}: {_sentence(change)}" for change in changes)]
            if changes
            else []
        )
    ]


def _subject(change: Change, part: Part) -> str:
    """Return the setting's name, with its version where the file is not that version's own."""
    return f"{change.key} ({change.deployment})" if change.deployment and not part.deployments else change.key


def _sentence(change: Change) -> str:
    if change.decision is None:
        return change.sentence
    asked = re.split(r"(?<=[.?!]) +", change.decision.question)
    new = [each for each in asked if each not in change.sentence]
    return f"{change.sentence} To decide: {' '.join(new)}" if new else change.sentence


def _places(change: Change, translation: Translation, parts: tuple[Part, ...], part: Part) -> list[Path]:
    """Return the keys of a file that a change decides."""
    if part.kind is Kind.AUTOSCALE or not _concerns(change, translation, part):
        return []
    found = [
        _located(part, path) for path in change.writes if _leads_into(path, parts, part, change, translation)
    ]
    return [place for place in found if place]


def _concerns(change: Change, translation: Translation, part: Part) -> bool:
    """Tell whether a change of one version belongs to a file; files of the whole plan take every change."""
    if not change.deployment or not part.deployments:
        return True
    names = [translation.plan.deployments[index].deployment.name for index in part.deployments]
    return change.deployment in [known(name) for name in names]


def _leads_into(
    path: str, parts: tuple[Part, ...], part: Part, change: Change, translation: Translation
) -> bool:
    root = path.partition(".")[0]
    if root == part.kind.value:
        return True
    if part.kind is not Kind.DEPLOYMENT or root not in {kind.value for kind in _FALLBACK}:
        return False
    return not any(
        other.kind.value == root
        and set(other.deployments) & set(part.deployments)
        and _concerns(change, translation, other)
        for other in parts
    )


def _located(part: Part, path: str) -> Path:
    root, _, rest = path.partition(".")
    if root != part.kind.value:
        return located(part.content, root)
    return located(part.content, rest)


def located(plain: object, path: str) -> Path:
    """Return the key path that a dotted path means in a document, as far as it goes; keys may have dots."""
    if not path or not isinstance(plain, Mapping):
        return ()
    head, _, rest = path.partition(".")
    keys = [str(key) for key in plain if path == key or path.startswith(f"{key}.")]
    if keys:
        key = max(keys, key=len)
        return (key, *located(plain[key], path[len(key) + 1 :]))
    alias = _KEYS.get(head, "")
    return (alias, *located(plain[alias], rest)) if alias in plain else ()


def _gap_comments(translation: Translation, part: Part) -> Iterator[Comment]:
    for path, why in gaps(translation.plan, part.deployments).items():
        root, _, rest = path.partition(".")
        if root == part.kind.value and located(part.content, rest):
            yield Comment(located(part.content, rest), why)


def _home(change: Change, parts: tuple[Part, ...]) -> Kind:
    """Return the one kind of file at whose end a change without a key is told."""
    kinds = {part.kind for part in parts}
    root = change.writes[0].partition(".")[0] if change.writes else ""
    wanted = _ROOTS.get(root) or _HOME.get(change.api, Kind.DEPLOYMENT)
    other = Kind.ENDPOINT if wanted is Kind.COMPUTE else Kind.DEPLOYMENT
    return wanted if wanted in kinds else other
