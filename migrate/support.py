"""Which part of v1 a finding is about, for its end of support."""

from __future__ import annotations

from compat.mapping.support import CLI, SDK, Support

_PARTS = (
    # ids of rules: the part of v1 that what they find belongs to
    ("AML1", SDK),
    ("AML2", CLI),
    ("AML30", CLI),
    ("AML320", CLI),
    ("AML321", CLI),
    ("AML322", SDK),
    ("AML4", SDK),
)


def support_of(rule: str) -> Support | None:
    """Return the part of v1 that findings of a rule belong to, or None where they belong to none."""
    return next((part for prefix, part in _PARTS if rule.startswith(prefix)), None)
