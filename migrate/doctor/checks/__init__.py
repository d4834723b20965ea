"""The checks of scoring scripts: one file a concern, in the order in which a script is read."""

from __future__ import annotations

from migrate.doctor.check import Check
from migrate.doctor.checks import entry, files, libraries, raw, results, surroundings, variables

CHECKS: tuple[Check, ...] = (
    *entry.CHECKS,
    *libraries.CHECKS,
    *surroundings.CHECKS,
    *files.CHECKS,
    *variables.CHECKS,
    *results.CHECKS,
    *raw.CHECKS,
)
