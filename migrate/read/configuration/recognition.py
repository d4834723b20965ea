"""Which v1 file a document is, by its content: the name of a file says nothing for certain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from compat.mapping.conda import loaded
from compat.mapping.conda_document import CondaError

_WORDS = (
    "computeType",
    "entryScript",
    "condaDependencies",
    "userManagedDependencies",
    "containerResource",
    "azureml",
)

SERVICE_KEYS = frozenset(
    {
        "containerResourceRequirements",
        "autoScaler",
        "appInsightsEnabled",
        "authEnabled",
        "scoringTimeoutMs",
        "maxConcurrentRequestsPerContainer",
        "livenessProbeRequirements",
    }
)
_COMPUTE_TYPES = frozenset({"aks", "aksendpoint", "aci", "local"})
_INFERENCE_KEYS = frozenset(
    {"environment", "sourceDirectory", "runtime", "condaFile", "baseImage", "enableGpu", "schemaFile"}
)
_FOREIGN = frozenset({"$schema", "apiVersion", "resources", "jobs", "stages", "steps", "kind"})
_V1_PACKAGE = re.compile(r"azureml-(defaults|core|sdk|train|contrib-services|monitoring)\b")
_BROKEN = re.compile(r"""^[\s{]*["']?(computeType|entryScript)["']?\s*:""", re.MULTILINE)


class Kind(Enum):
    """A kind of v1 file; the value is the last part of a usage's symbol."""

    DEPLOYMENT = "deployment_config"
    INFERENCE = "inference_config"
    ENVIRONMENT = "environment"
    CONDA = "conda"


def kind_of(plain: object) -> Kind | None:
    """Return which v1 file a document is, or None for every other file."""
    if not isinstance(plain, dict) or not _FOREIGN.isdisjoint(plain):
        return None
    if _is_deployment(plain):
        return Kind.DEPLOYMENT
    if "entryScript" in plain and (len(plain) == 1 or _INFERENCE_KEYS & set(plain)):
        return Kind.INFERENCE
    if _is_environment(plain):
        return Kind.ENVIRONMENT
    return Kind.CONDA if _is_conda(plain) else None


def worth_parsing(text: str) -> bool:
    """Tell whether a text holds one of the words without which no file is recognised."""
    return any(word in text for word in _WORDS) or "autoScaler" in text


def might_be(text: str) -> bool:
    """Tell whether a file that does not parse was meant for v1."""
    return bool(_BROKEN.search(text)) and not re.search(
        r"deploymentTemplate\.json|apiVersion|\$\{\{|\{\{", text
    )


def _is_deployment(plain: Mapping[object, object]) -> bool:
    known = SERVICE_KEYS.intersection(plain.keys())
    if "computeType" not in plain:
        return len(known) > 1
    kind = plain["computeType"]
    return bool(known) or (isinstance(kind, str) and kind.lower() in _COMPUTE_TYPES)


def _is_environment(plain: Mapping[object, object]) -> bool:
    python, docker = plain.get("python"), plain.get("docker")
    if not isinstance(python, Mapping) or "name" not in plain:
        return False
    return ("userManagedDependencies" in python or "condaDependencies" in python) and (
        isinstance(docker, Mapping) or "environmentVariables" in plain
    )


def _is_conda(plain: Mapping[object, object]) -> bool:
    """Tell a conda file that installs a package of v1; other conda files are not ours to speak of."""
    listed = plain.get("dependencies")
    if not isinstance(listed, list):
        return False
    try:
        loaded(plain)
    except CondaError:
        return False
    return any(_V1_PACKAGE.search(str(item)) for item in listed)
