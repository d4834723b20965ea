"""What a report does not show because the user said so; a result must not look too clean."""

from __future__ import annotations

from collections import Counter

from migrate.report.stored import count, entry, objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.document import Json


def left_out(document: Json) -> tuple[str, ...]:
    """Return how many files and findings were left out, and why, each in a few words."""
    skipped: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for repository in objects(document, "repositories"):
        reasons = entry(repository, "files", "skipped")
        skipped.update({said: count(reasons, said) for said in reasons if said.startswith("ignored")})
        hidden.update({said: count(repository, "hidden", said) for said in entry(repository, "hidden")})
    files = [f"{number:,} {said}" for said, number in sorted(skipped.items()) if number]
    findings = [
        f"{number:,} finding{'' if number == 1 else 's'} {said}"
        for said, number in sorted(hidden.items())
        if number
    ]
    return (*files, *findings)


def silenced(document: Json) -> int:
    """Return how many findings comments silence."""
    return sum(count(item, "files", "suppressed_findings") for item in objects(document, "repositories"))
