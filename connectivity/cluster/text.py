"""Text that came from elsewhere, made fit to be shown: one line, bounded, without secrets."""

from __future__ import annotations

import re

from connectivity.probes.limit import clean as printable

TOKENS = re.compile(
    r"(?i)(bearer\s+)\S+"
    r"|eyJ[\w-]{6,}\.[\w-]+\.?[\w-]*"
    r"|((?:token|password|secret|sig|accountkey|client-key-data)\"?\s*[=:]\s*\"?)[^\s\"&,;]+"
)
LOGIN = re.compile(r"//[^/@\s]+@")
LENGTH = 300


def clean(text: str, length: int = LENGTH) -> str:
    """One printable line of at most `length` characters, with tokens, passwords and URL logins removed."""
    flat = LOGIN.sub("//***@", printable(text, length * 8))
    flat = TOKENS.sub(lambda match: f"{match[1] or match[2] or ''}***", flat)
    return flat if len(flat) <= length else f"{flat[: length - 3]}..."
