"""What stands where a value is not known: text that nobody can take for a value.

``<DECIDE: endpoint.name>`` fails the vendor's loader wherever it checks a type or a pattern. In free text
(tags, environment variables, an instance type) the loader takes any string, so a document with a placeholder
also carries the key ``undecided``: every schema of azure-ai-ml 1.35 refuses an unknown key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

GUARD = "undecided"
_OPEN = "<DECIDE: "
_CLOSE = ">"


def placeholder(path: str) -> str:
    """Return the text that marks a v2 path, such as ``endpoint.name``, as undecided: ``--set`` takes it."""
    return f"{_OPEN}{path}{_CLOSE}"


def decision_path(plain: object) -> str | None:
    """Return the v2 path inside a placeholder, or None for anything else."""
    if not isinstance(plain, str) or not (plain.startswith(_OPEN) and plain.endswith(_CLOSE)):
        return None
    return plain[len(_OPEN) : -len(_CLOSE)]


def guarded(document: Mapping[str, object]) -> dict[str, object]:
    """Return the document with a list of its undecided keys after ``$schema``, if it has any."""
    keys = [".".join(path) for path in undecided(document)]
    if not keys:
        return dict(document)
    schema = {key: value for key, value in document.items() if key == "$schema"}
    return {**schema, GUARD: keys, **{key: value for key, value in document.items() if key != "$schema"}}


def undecided(plain: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the key path of every placeholder in a document; the guard itself does not count."""
    if isinstance(plain, Mapping):
        for key, value in plain.items():
            if path or key != GUARD:
                yield from undecided(value, (*path, str(key)))
    elif isinstance(plain, list):
        for index, value in enumerate(plain):
            yield from undecided(value, (*path, str(index)))
    elif decision_path(plain) is not None:
        yield path
