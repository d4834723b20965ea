"""v1's ``ContainerRegistry``."""

from __future__ import annotations


class ContainerRegistry:
    """A private registry of an image. v2 takes no credentials: the endpoint's identity pulls the image."""

    def __init__(self) -> None:
        self.address: str | None = None
        self.username: str | None = None
        self.password: str | None = None
        self.registry_identity: object = None
