"""Every check, by concern."""

from __future__ import annotations

from compat.validation import (
    auth,
    environment,
    form,
    instance_type,
    instances,
    local_files,
    naming,
    reading,
    references,
    requests,
    resources,
    scaling,
    script,
    text_values,
    together,
    traffic,
    whole,
)
from compat.validation.problem import Check

_CONCERNS = (
    reading,
    whole,
    form,
    naming,
    auth,
    traffic,
    references,
    resources,
    instance_type,
    instances,
    scaling,
    requests,
    environment,
    text_values,
    local_files,
    script,
    together,
)

CHECKS: tuple[Check, ...] = tuple(
    sorted((check for concern in _CONCERNS for check in concern.CHECKS), key=lambda check: check.code)
)


def page(code: str) -> Check | None:
    """Return the check of a code such as ``AML612``, in any case, or None."""
    return next((check for check in CHECKS if check.code == code.upper()), None)
