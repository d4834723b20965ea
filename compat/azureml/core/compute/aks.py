"""v1's ``AksCompute``: a handle; making, attaching and changing clusters is not v2's business."""

from __future__ import annotations

from compat.azureml.core.compute.compute import ATTACH, ComputeTarget
from compat.azureml.core.workspace import Workspace
from compat.runtime.calls import call, refused

_CLUSTER = "v2 leaves the cluster to az aks and the Azure ML extension."


class AksProvisioningConfiguration:
    """How to make a cluster. It can be filled in; ``ComputeTarget.create`` refuses it."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def enable_ssl(
        self,
        ssl_cname: str | None = None,
        ssl_cert_pem_file: str | None = None,
        ssl_key_pem_file: str | None = None,
        leaf_domain_label: str | None = None,
        overwrite_existing_domain: bool = False,
    ) -> None:
        """Note a certificate."""
        given = {key: value for key, value in locals().items() if key != "self" and value}
        self.settings.update(given)

    def validate_configuration(self) -> None:
        """Accept it."""


class AksCompute(ComputeTarget):
    """An AKS cluster."""

    class ClusterPurpose:
        """What a cluster is for."""

        FAST_PROD = "FastProd"
        DENSE_PROD = "DenseProd"
        DEV_TEST = "DevTest"

    @staticmethod
    @call(differs="It can be filled in, ComputeTarget.create refuses it.")
    def provisioning_configuration(
        agent_count: int | None = None,
        vm_size: str | None = None,
        ssl_cname: str | None = None,
        ssl_cert_pem_file: str | None = None,
        ssl_key_pem_file: str | None = None,
        location: str | None = None,
        vnet_resourcegroup_name: str | None = None,
        vnet_name: str | None = None,
        subnet_name: str | None = None,
        service_cidr: str | None = None,
        dns_service_ip: str | None = None,
        docker_bridge_cidr: str | None = None,
        cluster_purpose: str | None = None,
        load_balancer_type: str | None = None,
        load_balancer_subnet: str | None = None,
    ) -> AksProvisioningConfiguration:
        """Return how to make a cluster."""
        return AksProvisioningConfiguration(**locals())

    @staticmethod
    @call(differs="It can be filled in, ComputeTarget.attach refuses it.")
    def attach_configuration(
        resource_group: str | None = None,
        cluster_name: str | None = None,
        resource_id: str | None = None,
        cluster_purpose: str | None = None,
        load_balancer_type: str | None = None,
        load_balancer_subnet: str | None = None,
    ) -> AksProvisioningConfiguration:
        """Return which cluster to attach."""
        return AksProvisioningConfiguration(**locals())

    @staticmethod
    @refused("v2 attaches clusters another way.", ATTACH)
    def attach(workspace: Workspace, name: str, resource_id: str) -> AksCompute:  # type: ignore[override] # as in v1
        """Not in compat."""
        raise AssertionError

    @refused("They open the cluster to whoever has them.", "az aks get-credentials.")
    def get_credentials(self) -> dict[str, object]:
        """Not in compat."""
        raise AssertionError

    @refused(_CLUSTER, "az k8s-extension update for certificates and load balancers.")
    def update(self, update_configuration: object) -> None:
        """Not in compat."""
