"""Clusters attached by v1."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
from azureml.core.compute import AksCompute

config = AksCompute.attach_configuration(resource_group="ml", cluster_name="aks-prod")
"""
_AFTER = """\
az ml compute attach --type Kubernetes --name aks-prod-k8s --resource-id <cluster id> --namespace azureml-serving
"""

RULE = Rule(
    id="AML152",
    title="AKS cluster attached by v1",
    level=Level.DECISION,
    why=(
        "v2 refuses endpoints on a cluster attached as AksCompute. The same cluster can be attached "
        "again once it has the extension; to keep the v1 services running, in another namespace. Detach "
        "the old one, never delete it: deleting a cluster that Azure ML made deletes the cluster."
    ),
    message=(
        "Attach the cluster again as a KubernetesCompute, after installing the extension, in a namespace "
        "other than v1 uses."
    ),
    symbols=("azureml.core.compute.AksCompute.attach_configuration",),
    link=LEARN + "how-to-attach-kubernetes-to-workspace",
    example=Example(_BEFORE, _AFTER),
)
