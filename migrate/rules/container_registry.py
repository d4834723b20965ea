"""Private registries with passwords."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
from azureml.core import ContainerRegistry

registry = ContainerRegistry()
"""
_AFTER = """\
az role assignment create --assignee <identity> --role AcrPull --scope <registry id>
"""

RULE = Rule(
    id="AML144",
    title="private registry with a password",
    level=Level.DECISION,
    why=(
        "v2 takes no registry passwords in an environment. The name of the image carries the registry, "
        "and the identity of the endpoint or the cluster needs the right to pull (AcrPull)."
    ),
    message="Give the identity of the endpoint the right to pull; v2 takes no registry password.",
    symbols=("azureml.core.container_registry.*",),
    link=LEARN + "how-to-troubleshoot-online-endpoints",
    example=Example(_BEFORE, _AFTER),
)
