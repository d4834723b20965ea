"""v1's services on AKS: ``AksWebservice`` and, with versions, ``AksEndpoint``."""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from compat.azureml.core.webservice import changing, rules, sections
from compat.azureml.core.webservice.webservice import (
    Webservice,
    WebserviceDeploymentConfiguration,
    environment_of,
    models_of,
)
from compat.azureml.exceptions import WebserviceException
from compat.backends.backend import EndpointFacts
from compat.runtime import readback, registering
from compat.runtime.calls import call
from compat.runtime.refusal import CompatUnsupported
from compat.runtime.session import current
from compat.v1 import ServiceKind

if TYPE_CHECKING:
    from compat.azureml.core.environment import Environment
    from compat.azureml.core.model import InferenceConfig, Model
    from compat.azureml.core.workspace import Workspace

_IMMUTABLE = "v1 itself has no way to remove a property."


class AksServiceDeploymentConfiguration(WebserviceDeploymentConfiguration):
    """The settings of a service on AKS. v1 checks them when they are given; so does this."""

    kind: ClassVar[ServiceKind] = ServiceKind.AKS

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
        compute_target_name: str | None,
        cpu_cores_limit: float | None,
        memory_gb_limit: float | None,
        blobfuse_enabled: bool | None = None,
    ) -> None:
        given = _given(locals())
        super().__init__(AksWebservice)
        vars(self).update(given)
        self.validate_configuration()

    def validate_configuration(self) -> None:
        """Raise v1's exception with every message at once."""
        error = rules.refused(vars(self))
        if error:
            raise WebserviceException(error)

    def print_deploy_configuration(self) -> None:
        """Print size and replicas, as v1 does."""
        values = vars(self)
        parts = [
            f"{label}: {values[key]}{unit}"
            for key, label, unit in (
                ("cpu_cores", "CPU requirement", ""),
                ("gpu_cores", "GPU requirement", ""),
                ("memory_gb", "Memory requirement", "GB"),
                ("num_replicas", "Number of replica", ""),
            )
            if values[key]
        ]
        if parts:
            print(", ".join(parts))


class AksWebservice(Webservice):
    """A service on AKS: a Kubernetes online endpoint with one deployment."""

    _webservice_type: ClassVar[str] = "AKS"
    _kind: ClassVar[ServiceKind] = ServiceKind.AKS

    enable_app_insights: bool | None
    autoscaler: sections.AutoScaler
    compute_name: str | None
    container_resource_requirements: sections.ContainerResourceRequirements
    liveness_probe_requirements: sections.LivenessProbeRequirements
    data_collection: sections.DataCollection
    max_concurrent_requests_per_container: int | None
    num_replicas: int | None
    scoring_timeout_ms: int | None
    is_default: bool | None
    traffic_percentile: float | None
    version_type: str | None
    deployment_status: None
    namespace: None

    def _take(self, workspace: Workspace, facts: EndpointFacts) -> None:
        from compat.azureml.core.compute.compute import v1_name

        super()._take(workspace, facts)
        deployment = readback.main_deployment(facts)
        self.compute_name = None if facts.compute is None else v1_name(facts.compute)
        _fill(self, {} if deployment is None else readback.settings(deployment, exact=False))
        self.is_default = self.traffic_percentile = self.version_type = None

    @property
    def _values(self) -> dict[str, Any]:
        deployment = readback.main_deployment(self._facts)
        return {} if deployment is None else readback.settings(deployment)

    @property
    def max_request_wait_time(self) -> int | None:
        """How long a request may wait for a replica, in milliseconds."""
        return self._values.get("max_request_wait_time")

    @property
    def environment(self) -> Environment | None:
        """The environment of the deployment."""
        deployment = readback.main_deployment(self._facts)
        return None if deployment is None else environment_of(self.workspace, deployment.environment)

    @property
    def models(self) -> builtins.list[Model]:
        """The model of the deployment."""
        deployment = readback.main_deployment(self._facts)
        return [] if deployment is None else models_of(self.workspace, deployment.model)

    @staticmethod
    @call()
    def deploy_configuration(
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
        compute_target_name: str | None = None,
        cpu_cores_limit: float | None = None,
        memory_gb_limit: float | None = None,
        blobfuse_enabled: bool | None = None,
    ) -> AksServiceDeploymentConfiguration:
        """Return the settings of a deployment; v1's exception tells all that is wrong with them."""
        return AksServiceDeploymentConfiguration(**locals())

    @call(differs="image, namespace and authentication cannot be changed; in-place migration is refused.")
    def update(  # type: ignore[override] # as in v1
        self,
        image: object = None,
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
        namespace: str | None = None,
        token_auth_enabled: bool | None = None,
        cpu_cores_limit: float | None = None,
        memory_gb_limit: float | None = None,
        **kwargs: object,
    ) -> None:
        """Change what is given, and return while it is under way."""
        given = _given(locals())
        given.pop("kwargs")
        if kwargs.get("is_migration"):
            raise CompatUnsupported(
                "update(is_migration=True)", "It is v1's own one-way move.", "It is on v2 already."
            )
        changing.check_something(given)
        error = rules.refused_update(given, {**self._values, **_authentication(self)})
        if error:
            raise WebserviceException(error)
        changing.update(self, given)

    @call()
    def add_tags(self, tags: dict[str, str]) -> None:
        """Add tags."""
        registering.add(self.tags, tags)
        self.update(tags=self.tags)
        print("Webservice tag add operation complete.")

    @call()
    def remove_tags(self, tags: str | Sequence[str]) -> None:
        """Remove tags by their keys."""
        registering.remove(self.tags, tags)
        self.update(tags=self.tags)
        print("Webservice tag remove operation complete.")

    @call()
    def add_properties(self, properties: dict[str, str]) -> None:
        """Add properties."""
        changing.add_properties(self.properties, properties)
        self.update(properties=self.properties)
        print("Webservice property add operation complete.")

    @call()
    def get_token(self) -> tuple[str, datetime]:
        """Return a token for callers, and when to get a new one, in local time."""
        warnings.warn(
            "get_token() method has been deprecated and will be removed in a future release. Please migrate to "
            "get_access_token() method.",
            DeprecationWarning,
            stacklevel=2,
        )
        token = self.get_access_token()
        return token.access_token, token.refresh_after

    @call()
    def get_access_token(self) -> sections.WebServiceAccessToken:
        """Return a token for callers."""
        return sections.WebServiceAccessToken(current().backend.token(self.workspace.scope, self.name))

    @call()
    def serialize(self) -> dict[str, object]:
        """Return the service as plain data."""
        environment = self.environment
        return {
            **super().serialize(),
            "appInsightsEnabled": self.enable_app_insights,
            "authEnabled": self.auth_enabled,
            "autoScaler": self.autoscaler.serialize(),
            "computeName": self.compute_name,
            "containerResourceRequirements": self.container_resource_requirements.serialize(),
            "dataCollection": self.data_collection.serialize(),
            "imageId": None,
            "maxConcurrentRequestsPerContainer": self.max_concurrent_requests_per_container,
            "maxQueueWaitMs": self.max_request_wait_time,
            "livenessProbeRequirements": self.liveness_probe_requirements.serialize(),
            "numReplicas": self.num_replicas,
            "deploymentStatus": None,
            "scoringTimeoutMs": self.scoring_timeout_ms,
            "scoringUri": self.scoring_uri,
            "aadAuthEnabled": self.token_auth_enabled,
            "environmentDetails": None if environment is None else {"name": environment.name},
            "modelDetails": [model.serialize() for model in self.models] or None,
            "isDefault": self.is_default,
            "trafficPercentile": self.traffic_percentile,
            "versionType": self.version_type,
        }


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call from its ``locals()``."""
    return {key: value for key, value in values.items() if key not in {"self", "__class__", "given"}}


def _authentication(service: Webservice) -> dict[str, bool]:
    return {"auth_enabled": service.auth_enabled, "token_auth_enabled": service.token_auth_enabled}


def _fill(service: AksWebservice, values: Mapping[str, Any]) -> None:
    """Fill the attributes that come from a deployment's settings."""
    found = dict.fromkeys(readback.PATHS) | dict(values)
    service.enable_app_insights = found["enable_app_insights"]
    service.autoscaler, service.container_resource_requirements = (
        sections.autoscaler(found),
        sections.size(found),
    )
    service.liveness_probe_requirements = sections.probe(found)
    service.data_collection = sections.DataCollection(False, found["collect_model_data"])
    service.max_concurrent_requests_per_container = found["replica_max_concurrent_requests"]
    service.num_replicas, service.scoring_timeout_ms = found["num_replicas"], found["scoring_timeout_ms"]
    service.deployment_status = service.namespace = None


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
        given = _given(locals())
        WebserviceDeploymentConfiguration.__init__(self, AksEndpoint)
        vars(self).update(given)
        self.validate_configuration()
        if version_name:
            changing.check_name(version_name)
        changing.check_share(traffic_percentile)


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
        given = _given(locals())
        changing.check_something(given)
        error = rules.refused_update(given, _authentication(self))
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
        given = _given(locals())
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
        given = _given(locals())
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
