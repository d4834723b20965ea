"""Kubernetes quantities (``500m``, ``14Gi``, ``1e3``) as numbers.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from __future__ import annotations

import re

FACTORS = {
    "n": 1e-9,
    "u": 1e-6,
    "m": 1e-3,
    "": 1.0,
    "k": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "P": 1e15,
    "E": 1e18,
    "Ki": 2.0**10,
    "Mi": 2.0**20,
    "Gi": 2.0**30,
    "Ti": 2.0**40,
    "Pi": 2.0**50,
    "Ei": 2.0**60,
}
FORM = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?\Z")


def quantity(value: object) -> float | None:
    """The number, or None when the text is no quantity."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    match = FORM.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    exponent = 10.0 ** int(match[2]) if match[2] else FACTORS[match[3] or ""]
    return float(match[1]) * exponent


def cores(value: object) -> float:
    """CPU in cores; 0 when absent or malformed."""
    return round(quantity(value) or 0.0, 6)


def size(value: object) -> int:
    """Memory in bytes; 0 when absent or malformed."""
    return round(quantity(value) or 0.0)
