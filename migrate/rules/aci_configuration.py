"""``AciWebservice.deploy_configuration``: how a container instance runs."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
from azureml.core.webservice import AciWebservice

config = AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=1, auth_enabled=True)
"""
_AFTER = """\
instance_type: Standard_DS2_v2
instance_count: 1
"""

RULE = Rule(
    id="AML104",
    title="settings of a service on ACI",
    level=Level.CHANGE,
    why=(
        "v2 has no container instances. The service becomes a managed endpoint on a machine size that "
        "holds its cores and memory."
    ),
    message=(
        "This container instance becomes a managed online deployment; see the service for each setting."
    ),
    symbols=("azureml.core.webservice.AciWebservice.deploy_configuration",),
    link=LEARN + "migrate-to-v2-managed-online-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
)
