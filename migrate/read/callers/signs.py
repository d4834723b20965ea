"""Which usages show that a file calls a service."""

from __future__ import annotations

from compat.mapping.calling import Sign
from migrate.read.python.inventory import SERVICES
from migrate.usage import Form, Usage

PREFIX = "caller."
"""What the symbols of usages found by the search in text start with; the name of the sign follows."""

HABITS = frozenset({Sign.HEADER, Sign.WRITTEN_KEY, Sign.REFRESH, Sign.TIMEOUT, Sign.PAYLOAD, Sign.RETRY})
"""What says how a file calls, but not which service."""

_MEMBERS = {
    "scoring_uri": Sign.LOOKUP,
    "swagger_uri": Sign.LOOKUP,
    "get_keys": Sign.KEYS,
    "regen_key": Sign.KEYS,
    "get_token": Sign.TOKENS,
    "get_access_token": Sign.TOKENS,
    "run": Sign.CALL,
}
_COMMANDS = {
    "az ml service get-keys": Sign.KEYS,
    "az ml service get-access-token": Sign.TOKENS,
    "az ml service run": Sign.CALL,
}


def symbol_of(sign: Sign) -> str:
    """Return the symbol of a usage that the search in text makes of a sign."""
    return f"{PREFIX}{sign.name.lower()}"


_TEXTS = {symbol_of(sign): sign for sign in Sign}


def sign_of(usage: Usage) -> Sign | None:
    """Return what a usage shows of a caller, or None."""
    if usage.form is Form.TEXT:
        return _TEXTS.get(usage.symbol)
    if usage.form is Form.COMMAND:
        return _COMMANDS.get(usage.symbol)
    owner, _, member = usage.symbol.rpartition(".")
    return _MEMBERS.get(member) if owner.rpartition(".")[2] in SERVICES else None
