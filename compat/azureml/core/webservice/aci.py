"""v1's service on Azure Container Instances: a managed online endpoint."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from compat.azureml.core.webservice import changing, scoring, sections
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
from compat.v1 import ServiceKind

if TYPE_CHECKING:
    from compat.azureml.core.environment import Environment
    from compat.azureml.core.model import InferenceConfig, Model
    from compat.azureml.core.workspace import Workspace

_CERTIFICATE = "A managed endpoint has Microsoft's certificate."


class AciServiceDeploymentConfiguration(WebserviceDeploymentConfiguration):
    """The settings of a service on container instances. v1 checks them when they are given; so does this."""

    kind: ClassVar[ServiceKind] = ServiceKind.ACI

    cpu_cores: float | None
    memory_gb: float | None

    def __init__(
        self,
        cpu_cores: float | None = None,
        memory_gb: float | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        description: str | None = None,
        location: str | None = None,
        auth_enabled: bool | None = None,
        ssl_enabled: bool | None = None,
        enable_app_insights: bool | None = None,
        ssl_cert_pem_file: str | None = None,
        ssl_key_pem_file: str | None = None,
        ssl_cname: str | None = None,
        dns_name_label: str | None = None,
        primary_key: str | None = None,
        secondary_key: str | None = None,
        collect_model_data: bool | None = None,
        cmk_vault_base_url: str | None = None,
        cmk_key_name: str | None = None,
        cmk_key_version: str | None = None,
        vnet_name: str | None = None,
        subnet_name: str | None = None,
    ) -> None:
        given = {key: value for key, value in locals().items() if key not in {"self", "__class__"}}
        super().__init__(AciWebservice)
        vars(self).update(given)
        self.validate_configuration()

    def validate_configuration(self) -> None:
        """Raise v1's exception for the first thing that is wrong."""
        for key in ("cpu_cores", "memory_gb"):
            value = vars(self)[key]
            if value is not None and value <= 0:
                raise WebserviceException(f"Invalid configuration, {key} must be positive.")
        self._check_certificate()
        self._check_groups()

    def _check_certificate(self) -> None:
        values = vars(self)
        if not values["ssl_enabled"]:
            return
        certificate, key = values["ssl_cert_pem_file"], values["ssl_key_pem_file"]
        if not certificate or not key or not values["ssl_cname"]:
            raise WebserviceException("SSL is enabled, you must provide a SSL certificate, key, and cname.")
        for what, path in (("cert", certificate), ("key", key)):
            if not Path(path).exists():
                raise WebserviceException(
                    f"Error, unable to find SSL {what} pem file provided paths:\n{path}"
                )

    def _check_groups(self) -> None:
        values = vars(self)
        key = [bool(values[name]) for name in ("cmk_vault_base_url", "cmk_key_name", "cmk_key_version")]
        if any(key) and not all(key):
            raise WebserviceException(
                "customer managed key vault_base_url, key_name and key_version must all have values or "
                "                                      all are empty/null"
            )
        if bool(values["vnet_name"]) != bool(values["subnet_name"]):
            raise WebserviceException("vnet_name and subnet_name must all have values or both are empty/null")


class AciWebservice(Webservice):
    """A service on container instances: a managed online endpoint with one deployment."""

    _webservice_type: ClassVar[str] = "ACI"
    _kind: ClassVar[ServiceKind] = ServiceKind.ACI

    enable_app_insights: bool | None
    container_resource_requirements: sections.ContainerResourceRequirements
    location: str | None
    cname: None
    public_ip: None
    public_fqdn: str | None
    ssl_enabled: bool
    ssl_certificate: None
    ssl_key: None
    encryption_properties: None
    vnet_configuration: None

    def _take(self, workspace: Workspace, facts: EndpointFacts) -> None:
        super()._take(workspace, facts)
        deployment = readback.main_deployment(facts)
        values = {} if deployment is None else readback.settings(deployment, exact=False)
        self.enable_app_insights = bool(values["enable_app_insights"]) if values else None
        self.container_resource_requirements = sections.ContainerResourceRequirements(None, None)
        self.location, self.ssl_enabled = facts.location, True
        self.cname = self.public_ip = self.ssl_certificate = self.ssl_key = None
        self.encryption_properties = self.vnet_configuration = None
        self.public_fqdn = (facts.scoring_uri or "").partition("://")[2].partition("/")[0] or None

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
    @call(
        differs="Open services (v1's default), certificates, networks and encryption keys are refused when deployed."
    )
    def deploy_configuration(
        cpu_cores: float | None = None,
        memory_gb: float | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        description: str | None = None,
        location: str | None = None,
        auth_enabled: bool | None = None,
        ssl_enabled: bool | None = None,
        enable_app_insights: bool | None = None,
        ssl_cert_pem_file: str | None = None,
        ssl_key_pem_file: str | None = None,
        ssl_cname: str | None = None,
        dns_name_label: str | None = None,
        primary_key: str | None = None,
        secondary_key: str | None = None,
        collect_model_data: bool | None = None,
        cmk_vault_base_url: str | None = None,
        cmk_key_name: str | None = None,
        cmk_key_version: str | None = None,
        vnet_name: str | None = None,
        subnet_name: str | None = None,
    ) -> AciServiceDeploymentConfiguration:
        """Return the settings of a deployment."""
        return AciServiceDeploymentConfiguration(**locals())

    @call(differs="Certificates and authentication cannot be changed.")
    def update(  # type: ignore[override] # as in v1
        self,
        image: object = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        description: str | None = None,
        auth_enabled: bool | None = None,
        ssl_enabled: bool | None = None,
        ssl_cert_pem_file: str | None = None,
        ssl_key_pem_file: str | None = None,
        ssl_cname: str | None = None,
        enable_app_insights: bool | None = None,
        models: Sequence[Model] | None = None,
        inference_config: InferenceConfig | None = None,
    ) -> None:
        """Change what is given, and return while it is under way."""
        given = {key: value for key, value in locals().items() if key not in {"self", "__class__"}}
        changing.check_something(given)
        if models and inference_config is None:
            raise WebserviceException(
                'Error, both "models" and "inference_config" inputs must be provided in order to update the models.\n'
            )
        for key in ("ssl_enabled", "ssl_cert_pem_file", "ssl_key_pem_file", "ssl_cname"):
            if given.pop(key):
                raise CompatUnsupported(
                    f"update({key}=)", _CERTIFICATE, "Put a gateway with the certificate in front."
                )
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
        print("Webservice add properties operation complete.")

    @call()
    def get_token(self) -> tuple[str, datetime]:
        """Raise, as v1 does."""
        raise NotImplementedError("ACI webservices do not support Token Authentication.")

    @call()
    def serialize(self) -> dict[str, object]:
        """Return the service as plain data."""
        environment = self.environment
        return {
            **super().serialize(),
            "containerResourceRequirements": self.container_resource_requirements.serialize(),
            "imageId": None,
            "scoringUri": self.scoring_uri,
            "location": self.location,
            "authEnabled": self.auth_enabled,
            "sslEnabled": self.ssl_enabled,
            "appInsightsEnabled": self.enable_app_insights,
            "sslCertificate": None,
            "sslKey": None,
            "cname": None,
            "publicIp": None,
            "publicFqdn": self.public_fqdn,
            "environmentDetails": None if environment is None else {"name": environment.name},
            "modelDetails": [model.serialize() for model in self.models] or None,
            "encryptionProperties": None,
            "vnetConfiguration": None,
        }
