"""Clusters fetched by name."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
from azureml.core.compute import AksCompute

target = AksCompute(ws, "aks-prod")
"""
_AFTER = """\
target = ml_client.compute.get("aks-prod-k8s")
"""

RULE = Rule(
    id="AML150",
    title="cluster or compute fetched by name",
    level=Level.CHANGE,
    why=(
        "compute.get finds it, but an AksCompute of v1 cannot carry a v2 endpoint: the cluster needs the "
        "Azure ML extension and is attached again as a KubernetesCompute."
    ),
    message="Fetch with compute.get(name); an AksCompute itself cannot carry a v2 endpoint.",
    symbols=(
        "azureml.core.compute.AksCompute",
        "azureml.core.compute.ComputeTarget",
        "azureml.core.compute.ComputeTarget.list",
        "azureml.core.compute.AksCompute.list",
        "azureml.core.workspace.Workspace.compute_targets",
    ),
    link=LEARN + "how-to-attach-kubernetes-to-workspace",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
)
