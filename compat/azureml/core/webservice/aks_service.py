"""v1's service on AKS: a Kubernetes online endpoint with one deployment."""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from compat.azureml.core.webservice import changing, rules, scoring, sections
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
        given = given_to(locals())
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
        given = given_to(locals())
        given.pop("kwargs")
        if kwargs.get("is_migration"):
            raise CompatUnsupported(
                "update(is_migration=True)", "It is v1's own one-way move.", "It is on v2 already."
            )
        changing.check_something(given)
        error = rules.refused_update(given, {**self._values, **authentication(self)})
        if error:
            raise WebserviceException(error)
        changing.update(self, given)

    @call(differs="A status that passes by itself is tried again, three times.")
    def run(self, input_data: Any) -> Any:
        """Post a body to the service; return the answer's JSON."""
        return scoring.run(self, input_data)

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


def given_to(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call from its ``locals()``."""
    return {key: value for key, value in values.items() if key not in {"self", "__class__", "given"}}


def authentication(service: Webservice) -> dict[str, bool]:
    """Return how callers of a service authenticate, as settings."""
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
