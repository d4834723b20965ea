"""The findings about configuration files: one id a pattern, with its level and what to do."""

from __future__ import annotations

from compat.value import Place
from migrate.finding import Finding, Level

IGNORED = "AML301"
UNKNOWN = "AML302"
TWICE = "AML303"
VALUE = "AML304"
NULL = "AML305"
KIND = "AML306"
CONDA = "AML307"
UNNAMED = "AML308"
REFUSED = "AML309"
RESOURCE = "AML310"
BROKEN_JSON = "AML905"
BROKEN_YAML = "AML906"

RULES: dict[str, tuple[str, Level, str]] = {
    # id: (title, level, what to do)
    IGNORED: (
        "key of a service that the v1 command line does not read from this file",
        Level.DECISION,
        "The deployed service does not have it. Say whether the new one should.",
    ),
    UNKNOWN: ("key that v1 does not know", Level.ADVICE, "Correct its spelling, or remove it."),
    TWICE: ("key that is written twice", Level.ADVICE, "Only the last one counts. Remove the others."),
    VALUE: ("value that v1 refuses", Level.DECISION, "Write the value that was meant."),
    NULL: ("section without a value, on which v1's parser fails", Level.ADVICE, "Remove the key."),
    KIND: ("deployment file without a kind of service that v1 knows", Level.DECISION, "Set computeType."),
    CONDA: (
        "conda file that cannot be found or read",
        Level.DECISION,
        "Correct the path in the file that names it.",
    ),
    UNNAMED: (
        "deployment and inference files of a service whose name stands elsewhere",
        Level.DECISION,
        "Give the name that the deploy command uses.",
    ),
    REFUSED: ("conda content that v1 refuses", Level.DECISION, "Correct the file."),
    RESOURCE: (
        "template of Azure resources that makes a v1 service or cluster",
        Level.DECISION,
        "Make an online endpoint and its deployment instead, or leave both to the deployment step.",
    ),
    BROKEN_JSON: (
        "JSON file of v1 that does not parse",
        Level.FAILURE,
        "Correct the syntax, then scan again.",
    ),
    BROKEN_YAML: (
        "YAML file of v1 that does not parse",
        Level.FAILURE,
        "Correct the syntax, then scan again.",
    ),
}


def objection(rule: str, message: str, place: Place) -> Finding:
    """Return the finding of a rule of this table."""
    return Finding(rule, RULES[rule][1], message, place)
