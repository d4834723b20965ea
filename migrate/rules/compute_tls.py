"""TLS of a cluster."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
from azureml.core.compute import AksCompute

config = AksCompute.attach_configuration(resource_group="ml", cluster_name="aks-prod")
config.enable_ssl(leaf_domain_label="churn")
"""
_AFTER = """\
az k8s-extension create ... \\
  --config sslCname=churn.example.com \\
  --config-protected sslCertPemFile=cert.pem sslKeyPemFile=key.pem
"""

RULE = Rule(
    id="AML153",
    title="TLS settings of a cluster",
    level=Level.DECISION,
    why=(
        "In v2 the certificate belongs to the extension. Certificates made by Microsoft "
        "(leaf_domain_label) have no successor: get one of your own and change the name that callers "
        "use."
    ),
    message="TLS is set where the extension is installed: sslCname with a certificate of your own.",
    symbols=(
        "azureml.core.compute.aks.SslConfiguration",
        *(
            f"azureml.core.compute.aks.{name}.enable_ssl"
            for name in ("AksProvisioningConfiguration", "AksAttachConfiguration")
        ),
        "azureml.core.compute.aks.*",
    ),
    link=LEARN + "how-to-secure-kubernetes-online-endpoint",
    example=Example(_BEFORE, _AFTER),
)
