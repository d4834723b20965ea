"""v1's ``ResourceConfiguration``: resources of a service without a scoring script."""

from __future__ import annotations


class ResourceConfiguration:
    """CPU, memory and GPU; v2 takes them with the deployment."""

    def __init__(
        self, cpu: float | None = None, memory_in_gb: float | None = None, gpu: int | None = None
    ) -> None:
        self.cpu, self.memory_in_gb, self.gpu = cpu, memory_in_gb, gpu
