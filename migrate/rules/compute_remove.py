"""Clusters detached or deleted."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, members

_BEFORE = """\
from azureml.core.compute import AksCompute

target = AksCompute(ws, "aks-prod")
target.detach()
"""
_AFTER = """\
ml_client.compute.begin_delete("aks-prod", action="Detach").result()
"""

RULE = Rule(
    id="AML154",
    title="cluster detached or deleted",
    level=Level.DECISION,
    why=(
        "In v2 the default of begin_delete is to delete. For a cluster that Azure ML made, delete "
        "removes the cluster with everything on it."
    ),
    message='detach is compute.begin_delete(name, action="Detach"): without the action it deletes.',
    symbols=(
        *members("azureml.core.compute.ComputeTarget", "detach", "delete"),
        *members("azureml.core.compute.AksCompute", "detach", "delete"),
    ),
    link=LEARN + "how-to-attach-kubernetes-to-workspace",
    example=Example(_BEFORE, _AFTER),
)
