"""The packages of v1 in lists of requirements, and what v2 code and v2 images need in their place.

Sources: the wheels of azureml-core, azureml-defaults and azureml-sdk 1.61 (what they bring), azure-ai-ml 1.35.2
(before 1.28 it lets an incompatible marshmallow in), azure-identity, and ``compat.mapping.conda_rows`` for images.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from compat.mapping.conda_rows import SERVER

CODE = ("azure-ai-ml~=1.35", "azure-identity~=1.17")
"""What code that calls v2 needs."""

COLLECTOR = "azureml-ai-monitoring~=1.0"


@dataclass(frozen=True)
class Package:
    """A package of v1: what takes its place where code runs that calls Azure ML, and where an image serves a model.

    ``sdk`` tells that it is the SDK itself: in an image it is needed only by a script that imports it.
    """

    name: str
    code: tuple[str, ...]
    image: tuple[str, ...]
    sdk: bool = False


PACKAGES: tuple[Package, ...] = (
    Package("azureml-core", CODE, (), sdk=True),
    Package("azureml-sdk", CODE, (), sdk=True),
    Package("azureml-model-management-sdk", CODE, (), sdk=True),
    Package("azureml-telemetry", (), (), sdk=True),
    Package("azureml-defaults", (SERVER,), (SERVER,)),
    Package("azureml-monitoring", (COLLECTOR,), (COLLECTOR,)),
    Package("azureml-contrib-services", (), ()),
)
_BY_NAME = {package.name: package for package in PACKAGES}


def normal(name: str) -> str:
    """Return the name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def package_of(name: str) -> Package | None:
    """Return the row of a package by its name in any spelling; None: it is not v1's, or not about services."""
    return _BY_NAME.get(normal(name))
