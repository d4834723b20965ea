"""Clusters made by v1."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
from azureml.core.compute import AksCompute

config = AksCompute.provisioning_configuration(agent_count=3, vm_size="Standard_D3_v2")
"""
_AFTER = """\
az aks create --name aks-prod --resource-group ml --node-count 3 --node-vm-size Standard_D3_v2
"""

RULE = Rule(
    id="AML151",
    title="AKS cluster made by v1",
    level=Level.DECISION,
    why=(
        "v2 makes no clusters: az aks create does, then the extension is installed and the cluster "
        "attached. The settings of the cluster become options of those commands."
    ),
    message="v2 makes no cluster: create it with az aks create, install the extension, attach it.",
    symbols=("azureml.core.compute.AksCompute.provisioning_configuration",),
    link=LEARN + "how-to-deploy-kubernetes-extension",
    example=Example(_BEFORE, _AFTER),
)
