"""v1's service with versions: one Kubernetes online endpoint, a deployment for each version."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from compat.azureml.core.webservice import changing, rules
from compat.azureml.core.webservice.aks_service import (
    AksServiceDeploymentConfiguration,
    AksWebservice,
    authentication,
    given_to,
)
from compat.azureml.core.webservice.webservice import WebserviceDeploymentConfiguration
from compat.azureml.exceptions import WebserviceException
from compat.backends.backend import EndpointFacts
from compat.runtime.calls import call
from compat.v1 import ServiceKind

if TYPE_CHECKING:
    from compat.azureml.core.model import InferenceConfig, Model
    from compat.azureml.core.workspace import Workspace


class AksEndpointDeploymentConfiguration(AksServiceDeploymentConfiguration):
    """The settings of an endpoint and its first version."""

    kind: ClassVar[ServiceKind] = ServiceKind.AKS_ENDPOINT

    def __init__(
        self,
        autoscale_enabled: bool | None,
        autoscale_min_replicas: int | None,
        autoscale_max_replicas: int | None,
        autoscale_refresh_seconds: int | None,
        autoscale_target_utilization: int | None,
        collect_model_data: bool | None,
        auth_enabled: bool | None,
        cpu_cores: float | None,
        memory_gb: float | None,
        enable_app_insights: bool | None,
        scoring_timeout_ms: int | None,
        replica_max_concurrent_requests: int | None,
        max_request_wait_time: int | None,
        num_replicas: int | None,
        primary_key: str | None,
        secondary_key: str | None,
        tags: dict[str, str] | None,
        properties: dict[str, str] | None,
        description: str | None,
        gpu_cores: int | None,
        period_seconds: int | None,
        initial_delay_seconds: int | None,
        timeout_seconds: int | None,
        success_threshold: int | None,
        failure_threshold: int | None,
        namespace: str | None,
        token_auth_enabled: bool | None,
        version_name: str | None,
        traffic_percentile: float | None,
        compute_target_name: str | None,
        cpu_cores_limit: float | None,
        memory_gb_limit: float | None,
    ) -> None:
        given = given_to(locals())
        WebserviceDeploymentConfiguration.__init__(self, AksEndpoint)
        vars(self).update(given)
        self.validate_configuration()
        self.validate_endpoint_configuration()

    def validate_endpoint_configuration(self) -> None:
        """Raise v1's exception for a version's name or share that v1 refuses."""
        values = vars(self)
        if values["version_name"]:
            changing.check_name(values["version_name"])
        changing.check_share(values["traffic_percentile"])


class AksEndpoint(AksWebservice):
    """Several versions behind one address: one online endpoint, a deployment for each."""

    _webservice_type: ClassVar[str] = "AKSENDPOINT"
    _kind: ClassVar[ServiceKind] = ServiceKind.AKS_ENDPOINT

    class VersionType(Enum):
        """What a version is in an experiment; v2 keeps it as a tag."""

        control = "Control"
        treatment = "Treatment"

    versions: dict[str, AksWebservice]

    def _take(self, workspace: Workspace, facts: EndpointFacts) -> None:
        super()._take(workspace, facts)
        self.versions = {one.name: changing.version(workspace, facts, one) for one in facts.deployments}

    @staticmethod
    @call(differs="The first version gets all calls until there is another: v2's shares add up to 100.")
    def deploy_configuration(  # type: ignore[override] # as in v1
        autoscale_enabled: bool | None = None,
        autoscale_min_replicas: int | None = None,
        autoscale_max_replicas: int | None = None,
        autoscale_refresh_seconds: int | None = None,
        autoscale_target_utilization: int | None = None,
        collect_model_data: bool | None = None,
        auth_enabled: bool | None = None,
        cpu_cores: float | None = None,
        memory_gb: float | None = None,
        enable_app_insights: bool | None = None,
        scoring_timeout_ms: int | None = None,
        replica_max_concurrent_requests: int | None = None,
        max_request_wait_time: int | None = None,
        num_replicas: int | None = None,
        primary_key: str | None = None,
        secondary_key: str | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        description: str | None = None,
        gpu_cores: int | None = None,
        period_seconds: int | None = None,
        initial_delay_seconds: int | None = None,
        timeout_seconds: int | None = None,
        success_threshold: int | None = None,
        failure_threshold: int | None = None,
        namespace: str | None = None,
        token_auth_enabled: bool | None = None,
        version_name: str | None = None,
        traffic_percentile: float | None = None,
        compute_target_name: str | None = None,
        cpu_cores_limit: float | None = None,
        memory_gb_limit: float | None = None,
    ) -> AksEndpointDeploymentConfiguration:
        """Return the settings of an endpoint and its first version."""
        return AksEndpointDeploymentConfiguration(**locals())

    @call(differs="Authentication cannot be changed.")
    def update(  # type: ignore[override] # as in v1
        self,
        auth_enabled: bool | None = None,
        token_auth_enabled: bool | None = None,
        enable_app_insights: bool | None = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
    ) -> None:
        """Change the endpoint, and return while it is under way."""
        given = given_to(locals())
        changing.check_something(given)
        error = rules.refused_update(given, authentication(self))
        if error:
            raise WebserviceException(error)
        changing.update(self, given)

    @call(
        differs="Shares are whole percents that add up to 100; is_default decides who gets the rest, "
        "is_control_version_type becomes a tag."
    )
    def create_version(
        self,
        version_name: str | None,
        autoscale_enabled: bool | None = None,
        autoscale_min_replicas: int | None = None,
        autoscale_max_replicas: int | None = None,
        autoscale_refresh_seconds: int | None = None,
        autoscale_target_utilization: int | None = None,
        collect_model_data: bool | None = None,
        cpu_cores: float | None = None,
        memory_gb: float | None = None,
        scoring_timeout_ms: int | None = None,
        replica_max_concurrent_requests: int | None = None,
        max_request_wait_time: int | None = None,
        num_replicas: int | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        description: str | None = None,
        models: Sequence[Model] | None = None,
        inference_config: InferenceConfig | None = None,
        gpu_cores: int | None = None,
        period_seconds: int | None = None,
        initial_delay_seconds: int | None = None,
        timeout_seconds: int | None = None,
        success_threshold: int | None = None,
        failure_threshold: int | None = None,
        traffic_percentile: float | None = None,
        is_default: bool | None = None,
        is_control_version_type: bool | None = None,
        cpu_cores_limit: float | None = None,
        memory_gb_limit: float | None = None,
    ) -> None:
        """Add a version, and return while it is under way."""
        given = given_to(locals())
        if version_name is None:
            raise WebserviceException(f"No name is provided to create a version in an Endpoint {self.name}")
        changing.check_name(version_name)
        changing.check_share(traffic_percentile)
        error = rules.refused_update(given, {}) + rules.refused(given)
        if error:
            raise WebserviceException(error)
        changing.create_version(self, given)

    @call(differs="Shares are whole percents that add up to 100; is_default decides who gets the rest.")
    def update_version(
        self,
        version_name: str | None,
        autoscale_enabled: bool | None = None,
        autoscale_min_replicas: int | None = None,
        autoscale_max_replicas: int | None = None,
        autoscale_refresh_seconds: int | None = None,
        autoscale_target_utilization: int | None = None,
        collect_model_data: bool | None = None,
        cpu_cores: float | None = None,
        memory_gb: float | None = None,
        scoring_timeout_ms: int | None = None,
        replica_max_concurrent_requests: int | None = None,
        max_request_wait_time: int | None = None,
        num_replicas: int | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        description: str | None = None,
        models: Sequence[Model] | None = None,
        inference_config: InferenceConfig | None = None,
        gpu_cores: int | None = None,
        period_seconds: int | None = None,
        initial_delay_seconds: int | None = None,
        timeout_seconds: int | None = None,
        success_threshold: int | None = None,
        failure_threshold: int | None = None,
        traffic_percentile: float | None = None,
        is_default: bool | None = None,
        is_control_version_type: bool | None = None,
        cpu_cores_limit: float | None = None,
        memory_gb_limit: float | None = None,
    ) -> None:
        """Change a version, and return while it is under way."""
        given = given_to(locals())
        if version_name is None:
            raise WebserviceException("No name is provided to update a version.")
        if all(value is None for key, value in given.items() if key != "version_name"):
            raise WebserviceException("No parameters provided to update a version.")
        changing.check_share(traffic_percentile)
        changing.update_version(self, given)

    @call(differs="Its share goes to the others first: v2 deletes no deployment that has calls.")
    def delete_version(self, version_name: str) -> None:
        """Delete a version."""
        if version_name is None:
            raise WebserviceException(f"No name is provided to delete a version in an Endpoint {self.name}")
        changing.delete_version(self, version_name)

    @call()
    def serialize(self) -> dict[str, object]:
        """Return the endpoint as plain data."""
        return {
            "name": self.name,
            "description": self.description,
            "tags": self.tags,
            "properties": self.properties,
            "state": self.state,
            "createdTime": self.created_time.isoformat() if self.created_time else None,
            "updatedTime": self.updated_time.isoformat() if self.updated_time else None,
            "error": self.error,
            "computeName": self.compute_name,
            "computeType": self.compute_type,
            "workspaceName": self.workspace.name,
            "deploymentStatus": None,
            "scoringUri": self.scoring_uri,
            "authEnabled": self.auth_enabled,
            "aadAuthEnabled": self.token_auth_enabled,
            "appInsightsEnabled": self.enable_app_insights,
            "versions": {name: version.serialize() for name, version in self.versions.items()},
        }
