"""``AksWebservice.deploy_configuration``: how a service on a cluster runs."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
from azureml.core.webservice import AksWebservice

config = AksWebservice.deploy_configuration(cpu_cores=1, memory_gb=2, num_replicas=3)
"""
_AFTER = """\
resources:
  requests:
    cpu: "1"
    memory: 2Gi
instance_count: 3
"""

RULE = Rule(
    id="AML102",
    title="settings of a service on AKS",
    level=Level.CHANGE,
    why=(
        "Every keyword has a place in a v2 deployment, a default that may differ, or no successor. The "
        "settings page has one row for each; the service findings say what it means here."
    ),
    message=(
        "The settings of this service become a Kubernetes online deployment; see the service for each of "
        "them."
    ),
    symbols=("azureml.core.webservice.AksWebservice.deploy_configuration",),
    link=LEARN + "reference-yaml-deployment-kubernetes-online",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
)
