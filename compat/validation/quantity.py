"""Kubernetes quantities: ``500m`` cores, ``2Gi`` of memory."""

from __future__ import annotations

import re
from decimal import Decimal

_FORM = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(m|u|n|k|[MGTPE]i?|Ki|[eE][+-]?\d{1,2})?", re.ASCII)
_SCALE = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "k": Decimal(10) ** 3,
    "M": Decimal(10) ** 6,
    "G": Decimal(10) ** 9,
    "T": Decimal(10) ** 12,
    "P": Decimal(10) ** 15,
    "E": Decimal(10) ** 18,
    "Ki": Decimal(2) ** 10,
    "Mi": Decimal(2) ** 20,
    "Gi": Decimal(2) ** 30,
    "Ti": Decimal(2) ** 40,
    "Pi": Decimal(2) ** 50,
    "Ei": Decimal(2) ** 60,
}


def quantity(text: str) -> Decimal | None:
    """Return a quantity as a plain number (cores or bytes), or None where the text is not one."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    number, suffix = match.groups()
    if not suffix:
        return Decimal(number)
    if suffix[0] in "eE" and len(suffix) > 1 and suffix[1] != "i":
        return Decimal(number).scaleb(int(suffix[1:]))
    return Decimal(number) * _SCALE[suffix]
