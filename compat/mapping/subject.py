"""What one v2 deployment is made from: a v1 service, or one version of a v1 endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from compat.v1 import Given, ModelRef, Scoring, Service, ServiceKind, Settings
from compat.v2 import Target
from compat.value import Value


@dataclass(frozen=True)
class Subject:
    """One deployment to be: the settings a concern reads, and the target it translates for.

    ``version`` is the name of the v1 endpoint's version it is (None: not one); ``service`` the whole service.
    """

    service: Service
    target: Target
    settings: Settings
    scoring: Scoring | None
    models: tuple[ModelRef, ...]
    name: Value
    version: Value | None = None

    @property
    def kind(self) -> ServiceKind:
        """What the v1 service ran on."""
        return self.service.kind

    def get(self, key: str) -> Given | None:
        """Return a setting as given, or None."""
        return self.settings.get(key)
