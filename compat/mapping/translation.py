"""What one service becomes for one target."""

from __future__ import annotations

from dataclasses import dataclass

from compat.mapping.setting import Change
from compat.v1 import Service
from compat.v2 import Plan, Target


@dataclass(frozen=True)
class Translation:
    """A service, what it becomes, and what became of each of its settings."""

    service: Service
    target: Target
    plan: Plan
    changes: tuple[Change, ...]
