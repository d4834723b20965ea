"""The findings about notebooks: one id a pattern, with its level and what to do."""

from __future__ import annotations

from compat.value import Place
from migrate.finding import Finding, Level

ONLY_IN_CELL = "AML330"
DIFFERS = "AML331"
SEVERAL = "AML332"
BROKEN_NOTEBOOK = "AML907"
BROKEN_CELL = "AML908"
NOT_FOLLOWED = "AML909"
OTHER_LANGUAGE = "AML919"

RULES: dict[str, tuple[str, Level, str]] = {
    # id: (title, level, what to do)
    ONLY_IN_CELL: (
        "file of a service that only a notebook cell writes",
        Level.ADVICE,
        "Run the cell, or save the file beside the v2 files: a deployment from them needs it on disk.",
    ),
    DIFFERS: (
        "cell that writes a file which the repository has with other content",
        Level.ADVICE,
        "The file on disk was read. Run the cell or change one of the two, then scan again.",
    ),
    SEVERAL: (
        "file that several cells of a notebook write differently",
        Level.ADVICE,
        "The last one was read for every service. Look at those that are deployed between the cells.",
    ),
    BROKEN_NOTEBOOK: (
        "notebook that cannot be read",
        Level.FAILURE,
        "Open it in Jupyter and save it again, or restore it; then scan again.",
    ),
    BROKEN_CELL: (
        "cell that is not valid Python",
        Level.FAILURE,
        "Correct the cell, or name its language in a magic such as %%bash; then scan again.",
    ),
    NOT_FOLLOWED: (
        "%run that was not followed",
        Level.FAILURE,
        "Scan the file it names together with the notebook, and name it by a relative path.",
    ),
    OTHER_LANGUAGE: (
        "v1 used from R",
        Level.FAILURE,
        "R is not read. Look at what it deploys by hand.",
    ),
}


def objection(rule: str, message: str, place: Place) -> Finding:
    """Return the finding of a rule of this table."""
    return Finding(rule, RULES[rule][1], message, place)
