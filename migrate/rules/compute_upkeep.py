"""Other calls on a cluster."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE_AML155 = """\
from azureml.core.compute import AksCompute

target = AksCompute(ws, "aks-prod")
target.get_credentials()
"""
_AFTER_AML155 = """\
az aks get-credentials --name aks-prod --resource-group ml
"""

_BEFORE_AML156 = """\
from azureml.core.compute import KubernetesCompute

config = KubernetesCompute.attach_configuration(resource_id=cluster, namespace="serving")
"""
_AFTER_AML156 = """\
compute = KubernetesCompute(name="aks-prod-k8s", resource_id=cluster, namespace="serving")
ml_client.compute.begin_create_or_update(compute).result()
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.computes import waited

    return waited(usage, source)


RULES = (
    Rule(
        id="AML155",
        title="other call on a compute",
        level=Level.CHANGE,
        why=(
            "State is provisioning_state, waiting is the poller, credentials come from az aks get- "
            "credentials."
        ),
        message="Use the poller and provisioning_state; credentials come from az aks get-credentials.",
        symbols=("azureml.core.compute.AksCompute.*", "azureml.core.compute.ComputeTarget.*"),
        link=LEARN + "how-to-attach-kubernetes-to-workspace",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML155, _AFTER_AML155),
        codemod=_rewritten,
    ),
    Rule(
        id="AML156",
        title="KubernetesCompute of v1",
        level=Level.CHANGE,
        why=(
            "v1 could attach a cluster with the extension already. Attach it with the v2 client, with "
            "resource id, namespace and identity."
        ),
        message=(
            "Attach with compute.begin_create_or_update(KubernetesCompute(resource_id=..., namespace=...))."
        ),
        symbols=("azureml.core.compute.KubernetesCompute", "azureml.core.compute.KubernetesCompute.*"),
        link=LEARN + "how-to-attach-kubernetes-to-workspace",
        example=Example(_BEFORE_AML156, _AFTER_AML156),
    ),
)
