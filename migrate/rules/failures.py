"""AML9xx: what we could not read or analyse ourselves. Raised where it happens; the pages are here."""

from __future__ import annotations

from migrate.finding import Level
from migrate.read.obstacle import OBSTACLES
from migrate.rules.rule import Rule

_SILENCE = (
    "A file that was not read may hold v1 services. "
    "A report that kept quiet about it would look clean and be wrong."
)

_OURS = (
    "This is a mistake in this program, not in your code. The rest of the scan is complete; please report it."
)

_READING = {
    "AML901": ("Python file that does not parse", "Correct the syntax, then scan again."),
    "AML902": (
        "Python 2 file",
        "Convert it to Python 3 first (print, except, raise and backticks), then scan again.",
    ),
    "AML903": ("source nested too deep", "Flatten the literal or expression that nests hundreds of levels."),
    "AML904": (
        "source too large to follow every value",
        "What was found stands; values past the bound are not known.",
    ),
    "AML920": ("reader that failed on a file", _OURS),
    "AML921": ("rule that failed on a usage", _OURS),
    "AML922": ("mapping that failed on a service", _OURS),
    "AML923": ("ledger that does not add up", _OURS),
}

_COMMENTS = {
    "AML930": (
        "suppression that silences nothing",
        "Remove the comment, so that it cannot hide the next finding.",
    ),
    "AML931": (
        "suppression without a valid id",
        "Write # migrate: ignore[AML104] reason; ids or prefixes, parted by commas.",
    ),
}

_LEFT = Rule(
    "AML932",
    "marker left by migrate rewrite",
    Level.DECISION,
    (
        "The code beside it could not be rewritten with certainty. Do what the comment says, then delete it: "
        "the count of these is what is left of the migration."
    ),
)

RULES = (
    _LEFT,
    *(Rule(id_, title, Level.FAILURE, f"{_SILENCE} {todo}") for id_, title, todo in OBSTACLES.values()),
    *(Rule(id_, title, Level.FAILURE, f"{_SILENCE} {todo}") for id_, (title, todo) in _READING.items()),
    *(Rule(id_, title, Level.ADVICE, todo) for id_, (title, todo) in _COMMENTS.items()),
)
