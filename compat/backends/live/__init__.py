"""The live backend: v1 calls carried out by azure-ai-ml. Nothing of it is imported before a call needs it."""

from __future__ import annotations

from compat.backends.live.deploying import Deploying


class Live(Deploying):
    """Everything at once; see the bases, one for each kind of resource."""

    recording = False

    def note(self, call: str, file: str, line: int) -> None:
        """Do nothing: the usage log has it."""


__all__ = ["Live"]
