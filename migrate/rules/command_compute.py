"""``az ml computetarget``."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod, symbols
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml computetarget attach aks -n aks-prod -i $CLUSTER_ID
"""
_AFTER = """\
az ml compute attach -t Kubernetes -n aks-prod-k8s --resource-id $CLUSTER_ID --identity-type SystemAssigned
"""

_RULE = Rule(
    id="AML204",
    title="command az ml computetarget",
    level=Level.CHANGE,
    why=(
        "v2 makes no cluster and cannot use a v1 AksCompute: the extension is installed on the "
        "cluster, and the cluster attached again under another name."
    ),
    message="The group az ml computetarget is az ml compute in v2.",
    symbols=symbols("computetarget"),
    link=LEARN + "how-to-attach-kubernetes-to-workspace",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
