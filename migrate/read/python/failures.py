"""What we say where reading Python itself fails: the ids, in one table."""

from __future__ import annotations

from enum import Enum

from compat.value import Place
from migrate.finding import Finding, Level


class Failure(Enum):
    """The findings of the Python reader; each value is (id, what it says)."""

    DOES_NOT_PARSE = ("AML901", "This file is not valid Python: {why}. Nothing in it was analysed.")
    PYTHON_2 = (
        "AML902",
        "This file is written for Python 2 ({why}). Convert it to Python 3 (for example with 2to3) and scan again.",
    )
    TOO_DEEP = ("AML903", "This code is nested too deeply to be analysed: {why}. Look at it by hand.")
    TOO_MUCH = ("AML904", "The analysis of this file stopped early: {why}. Look at the rest by hand.")

    @property
    def id(self) -> str:
        """The rule id, which is never used for anything else."""
        return self.value[0]

    def at(self, place: Place, why: str) -> Finding:
        """Return the finding."""
        return Finding(self.id, Level.FAILURE, self.value[1].format(why=why), place)
