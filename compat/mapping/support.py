"""When the vendor's support of each part of v1 ended. What runs goes on running, without fixes.

Both dates stand on
https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1 and in the note at the
head of every v1 page, read in 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compat.mapping.setting import LEARN

_PAGE = LEARN + "how-to-migrate-from-v1"


@dataclass(frozen=True)
class Support:
    """One part of v1 and the last day on which the vendor supported it."""

    key: str
    name: str
    end: date
    link: str = _PAGE

    def past(self, day: date) -> bool:
        """Tell whether support was over on a day."""
        return day > self.end


SDK = Support("sdk", "Python SDK v1 (azureml-core)", date(2026, 6, 30))
CLI = Support("cli", "CLI v1 (azure-cli-ml)", date(2025, 9, 30))
SUPPORT = (SDK, CLI)
