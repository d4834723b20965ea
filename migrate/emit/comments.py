"""The comments of a service's YAML files: at each key that a change decides, and in a block at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compat.documents import GUARD, Kind, Part
from compat.mapping.setting import Api, Change, Fate
from compat.mapping.translation import Translation
from compat.value import known
from migrate.emit.decisions import gaps
from migrate.emit.yaml_text import Comment, Path

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


def comments(translation: Translation, parts: tuple[Part, ...], part: Part) -> list[Comment]:
    """Return the comments of one file, in the order of the changes."""
    found = [
        Comment(_located(part, path), _sentence(change))
        for change in translation.changes
        if change.fate is not Fate.CARRIED and _concerns(change, translation, part)
        for path in change.writes
        if _leads_into(path, parts, part, change, translation)
    ]
    found += _gap_comments(translation, part)
    if isinstance(part.content, Mapping) and GUARD in part.content:
        found.append(Comment((GUARD,), _WAITS))
    return found


def tail(translation: Translation, parts: tuple[Part, ...], part: Part) -> list[str]:
    """Return the block at the end of a file: what of v1 is dropped or open and has no key to stand at."""
    dropped = [
        f"- {change.key}: {change.sentence}"
        for change in translation.changes
        if change.fate is Fate.DROPPED and _home(change, translation, parts, part)
    ]
    open_ = [
        f"- {change.key}: {_sentence(change)}"
        for change in translation.changes
        if change.fate is Fate.MANUAL and not change.writes and _home(change, translation, parts, part)
    ]
    return [
        *(["dropped from v1:", *dropped] if dropped else []),
        *(["still to decide, with no key of its own:", *open_] if open_ else []),
    ]


def _sentence(change: Change) -> str:
    if change.decision is None or change.decision.question in change.sentence:
        return change.sentence
    return f"{change.sentence} To decide: {change.decision.question}"


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
        return (root,)
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


def _home(change: Change, translation: Translation, parts: tuple[Part, ...], part: Part) -> bool:
    """Tell whether a change without a key is told at the end of this file: in exactly one kind of file."""
    kinds = {other.kind for other in parts}
    wanted = _HOME.get(change.api, Kind.DEPLOYMENT)
    return part.kind is (wanted if wanted in kinds else Kind.DEPLOYMENT) and _concerns(
        change, translation, part
    )
