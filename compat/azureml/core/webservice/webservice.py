"""v1's ``Webservice``: what every kind of service has."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from compat.azureml.core.webservice import scoring, waiting
from compat.azureml.exceptions import WebserviceException
from compat.backends.backend import EndpointFacts, Failure, Operation
from compat.runtime import readback, registering
from compat.runtime.calls import call, refused
from compat.runtime.session import current
from compat.runtime.standing import ours
from compat.v1 import ServiceKind
from compat.value import Secret

if TYPE_CHECKING:
    from compat.azureml.core.environment import Environment
    from compat.azureml.core.model import Model
    from compat.azureml.core.workspace import Workspace

_IMAGES = "The image era has no successor."
_DEPLOY = "Model.deploy with an InferenceConfig."
KINDS = ("ACI", "AKSENDPOINT", "AKS", "IOT", "MIR")


class Webservice:
    """A service of the workspace. Making one looks it up, and gives an object of its kind."""

    _webservice_type: ClassVar[str] = ""
    _kind: ClassVar[ServiceKind] = ServiceKind.UNKNOWN

    @call(differs="v2 endpoints are found, each as the kind of v1 service it stands for.")
    def __new__(cls, workspace: Workspace, name: str) -> Webservice:
        """Look up a service."""
        facts = current().backend.endpoint(workspace.scope, name)
        if facts is None:
            raise WebserviceException(
                f"WebserviceNotFound: Webservice with name {name} not found in provided workspace"
            )
        return made(workspace, facts)

    def __init__(self, workspace: Workspace, name: str) -> None:
        """Nothing more: it was found."""

    name: str
    workspace: Workspace
    compute_type: str
    state: str | None
    error: object
    description: str | None
    tags: dict[str, str]
    properties: dict[str, str]
    created_time: datetime | None
    updated_time: datetime | None
    created_by: object
    auth_enabled: bool
    token_auth_enabled: bool
    scoring_uri: str | None
    swagger_uri: str | None
    image: None
    image_id: None
    image_digest: None

    def _take(self, workspace: Workspace, facts: EndpointFacts) -> None:
        """Fill the attributes from an endpoint."""
        self.workspace, self.name, self.compute_type = workspace, facts.name, self._webservice_type
        self._facts = facts
        deployment = readback.main_deployment(facts)
        self.state, self.error = readback.state(facts, deployment), None
        self.description, self.tags = facts.description, dict(facts.tags)
        self.properties = readback.properties(facts)
        self.created_time, self.updated_time = facts.created, facts.updated
        self.created_by = None if facts.created_by is None else {"userName": facts.created_by}
        self.auth_enabled, self.token_auth_enabled = facts.auth_mode == "key", facts.auth_mode == "aml_token"
        self.scoring_uri = facts.scoring_uri
        self.swagger_uri = (
            None if facts.scoring_uri is None else facts.scoring_uri.rpartition("/")[0] + "/swagger.json"
        )
        self.image = self.image_id = self.image_digest = None
        if not hasattr(self, "_operation"):
            self._operation: Operation | None = None

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(workspace={self.workspace!r}, name={self.name}, image_id={self.image_id}, "
            f"image_digest={self.image_digest}, compute_type={self.compute_type}, state={self.state}, "
            f"scoring_uri={self.scoring_uri}, tags={self.tags}, properties={self.properties}, "
            f"created_by={self.created_by})"
        )

    @call(
        differs="The traffic is given when it ends. On an object of another process it fails as in v1: nothing is "
        "known to be under way."
    )
    def wait_for_deployment(self, show_output: bool = False, timeout_sec: float | None = None) -> None:
        """Wait until the deployment has ended; raise v1's exception if it failed."""
        waiting.wait(self, show_output=show_output, timeout=None if not timeout_sec else float(timeout_sec))

    @call(differs="The states Unhealthy and Unschedulable are not told by v2; they come out as Healthy.")
    def update_deployment_state(self) -> None:
        """Read the service again, in place."""
        if self._operation is not None and self._operation.wait(0):
            self._operation.outcome()
        self._refresh()

    def _refresh(self) -> None:
        facts = current().backend.endpoint(self.workspace.scope, self.name)
        if facts is None:
            raise WebserviceException(
                f"WebserviceNotFound: Webservice with name {self.name} not found in provided workspace"
            )
        self._take(self.workspace, facts)
        if self._operation is not None and not self._operation.wait(0):
            self.state = "Transitioning"

    @staticmethod
    @call(differs="All v2 endpoints are listed, also those that compat did not make; images match nothing.")
    def list(
        workspace: Workspace,
        compute_type: str | None = None,
        image_name: str | None = None,
        image_id: str | None = None,
        model_name: str | None = None,
        model_id: str | None = None,
        tags: Sequence[object] | None = None,
        properties: Sequence[object] | None = None,
        image_digest: str | None = None,
    ) -> builtins.list[Webservice]:
        """Return the services, of one kind if asked."""
        if compute_type and compute_type.upper() not in KINDS:
            raise WebserviceException(
                f'Invalid compute type "{compute_type}". Valid options are "{",".join(KINDS)}"'
            )
        if image_name or image_id or image_digest:
            return []
        wanted = registering.Wanted(tags, properties)
        found = []
        for facts in current().backend.endpoints(workspace.scope):
            kind = readback.kind(facts).value.upper()
            labels = registering.labelled(facts.name, facts.tags, readback.properties(facts))
            if wanted.fits(labels) and (not compute_type or compute_type.upper() == kind):
                found.append(made(workspace, facts))
        return [one for one in found if scoring.has_model(one._facts, model_name, model_id)]

    @call()
    def get_keys(self) -> tuple[str, str]:
        """Return the primary and the secondary key."""
        return current().backend.keys(self.workspace.scope, self.name)

    @call(differs="It is checked that the key has changed.")
    def regen_key(self, key: str, set_key: str | None = None) -> None:
        """Change one key, to a new one or to a given one; return once it is done."""
        if not key:
            raise WebserviceException("Error, must specify which key with be regenerated: Primary, Secondary")
        which = key.capitalize()
        if which not in {"Primary", "Secondary"}:
            raise WebserviceException(
                f"Error, invalid value provided for key: {which}.\nValid options are: Primary, Secondary"
            )
        value = None if set_key is None else Secret(set_key)
        current().backend.regenerate(self.workspace.scope, self.name, which, value)

    @call(differs="Of several deployments, the logs stand one after the other, each under its name.")
    def get_logs(self, num_lines: int = 5000, init: bool = False) -> str:
        """Return the last lines of the container's log."""
        return scoring.logs(self.workspace.scope, self._facts, num_lines, init=init)

    @refused("It is abstract in v1 too.", "Get the service by Webservice(ws, name).")
    def run(self, input: Any) -> Any:
        """Not in compat."""
        raise AssertionError

    @refused("It is abstract in v1 too.", "Get the service by Webservice(ws, name).")
    def get_token(self) -> tuple[str, datetime]:
        """Not in compat."""
        raise AssertionError

    @call(differs="An endpoint that compat did not make is refused.")
    def delete(self) -> None:
        """Delete the service; print what v1 prints."""
        waiting.delete(self)

    @call()
    def serialize(self) -> dict[str, object]:
        """Return the service as plain data."""
        return {
            "name": self.name,
            "description": self.description,
            "tags": self.tags,
            "properties": self.properties,
            "state": self.state,
            "createdTime": self.created_time.isoformat() if self.created_time else None,
            "updatedTime": self.updated_time.isoformat() if self.updated_time else None,
            "error": self.error,
            "computeType": self.compute_type,
            "workspaceName": self.workspace.name,
            "imageId": None,
            "imageDigest": None,
            "imageDetails": None,
            "scoringUri": self.scoring_uri,
            "createdBy": self.created_by,
        }

    @classmethod
    @refused("It reads v1's own documents.", "Webservice(ws, name).")
    def deserialize(cls, workspace: Workspace, webservice_payload: dict[str, object]) -> Webservice:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @call()
    def check_for_existing_webservice(
        workspace: Workspace,
        name: str,
        overwrite: bool = False,
        request_func: object = None,
        check_func: object = None,
    ) -> None:
        """Raise v1's exception if the name is taken and may not be overwritten."""
        if not overwrite and current().backend.endpoint(workspace.scope, name) is not None:
            raise_taken(name)

    @refused("It is abstract in v1 too.", "Get the service by Webservice(ws, name).")
    def update(self, *args: object) -> None:
        """Not in compat."""

    @staticmethod
    @refused(_IMAGES, _DEPLOY)
    def deploy(
        workspace: Workspace,
        name: str,
        model_paths: Sequence[str],
        image_config: object,
        deployment_config: WebserviceDeploymentConfiguration | None = None,
        deployment_target: object = None,
        overwrite: bool = False,
    ) -> Webservice:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused(_IMAGES, _DEPLOY)
    def deploy_from_image(
        workspace: Workspace,
        name: str,
        image: object,
        deployment_config: WebserviceDeploymentConfiguration | None = None,
        deployment_target: object = None,
        overwrite: bool = False,
    ) -> Webservice:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused(_IMAGES, _DEPLOY)
    def deploy_from_model(
        workspace: Workspace,
        name: str,
        models: Sequence[Model],
        image_config: object,
        deployment_config: WebserviceDeploymentConfiguration | None = None,
        deployment_target: object = None,
        overwrite: bool = False,
    ) -> Webservice:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused("It needs Docker on this machine.", "az ml online-deployment create --local.")
    def deploy_local_from_model(
        workspace: Workspace,
        name: str,
        models: Sequence[Model],
        image_config: object,
        deployment_config: WebserviceDeploymentConfiguration | None = None,
        wait: bool = False,
    ) -> Webservice:
        """Not in compat."""
        raise AssertionError


class UnknownWebservice(Webservice):
    """A service of a kind that is not known; compat makes none."""

    _webservice_type = "Unknown"


class WebserviceDeploymentConfiguration:
    """The settings of a deployment; attributes have the names of the keywords."""

    kind: ClassVar[ServiceKind] = ServiceKind.UNKNOWN

    def __init__(
        self,
        type: object,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        primary_key: str | None = None,
        secondary_key: str | None = None,
        location: str | None = None,
    ) -> None:
        self._webservice_type = type
        self.description, self.tags, self.properties = description, tags, properties
        self.primary_key, self.secondary_key, self.location = primary_key, secondary_key, location

    def validate_configuration(self) -> None:
        """Raise v1's exception for what v1 refuses."""

    def print_deploy_configuration(self) -> None:
        """Print the size, as v1 does."""
        cpu, memory = getattr(self, "cpu_cores", None), getattr(self, "memory_gb", None)
        parts = [f"CPU requirement: {cpu}"] if cpu else []
        parts += [f"Memory requirement: {memory}GB"] if memory else []
        if parts:
            print(", ".join(parts))

    @classmethod
    @refused(_IMAGES, _DEPLOY)
    def validate_image(cls, image: object) -> None:
        """Not in compat."""

    @ours
    def values(self) -> Mapping[str, object]:
        """Return what was set, by keyword."""
        return {key: value for key, value in vars(self).items() if not key.startswith("_")}


def made(workspace: Workspace, facts: EndpointFacts, operation: Operation | None = None) -> Webservice:
    """Return the v1 object for an endpoint, with what is under way for it."""
    found = object.__new__(_class_of(readback.kind(facts)))
    found._take(workspace, facts)
    found._operation = operation
    if operation is not None:
        found.state = "Transitioning"
    return found


def _class_of(kind: ServiceKind) -> type[Webservice]:
    from compat.azureml.core.webservice.aci import AciWebservice
    from compat.azureml.core.webservice.aks import AksEndpoint, AksWebservice

    kinds: dict[ServiceKind, type[Webservice]] = {
        ServiceKind.AKS: AksWebservice,
        ServiceKind.AKS_ENDPOINT: AksEndpoint,
        ServiceKind.ACI: AciWebservice,
    }
    return kinds.get(kind, UnknownWebservice)


def raise_taken(name: str) -> NoReturn:
    """Raise v1's exception for a name that is taken."""
    raise WebserviceException(f"Service {name} already exists, please use a different service name.")


def error_text(failure: Failure) -> str:
    """Return a failure as v1 shows it: indented JSON with code and message."""
    code, _, message = failure.sentence.partition(": ")
    named = message and code.isidentifier()
    plain = {"code": code, "message": message} if named else {"message": failure.sentence}
    return json.dumps(plain, indent=2)


def environment_of(workspace: Workspace, reference: str | None) -> Environment | None:
    """Return the environment that a deployment refers to."""
    from compat.azureml.core.environment import registered

    name, _, version = (reference or "").removeprefix("azureml:").rpartition(":")
    facts = current().backend.environment(workspace.scope, name, version, None) if name else None
    return None if facts is None else registered(facts)


def models_of(workspace: Workspace, reference: str | None) -> builtins.list[Model]:
    """Return the model that a deployment refers to."""
    from compat.azureml.core.model import Model

    name, _, version = (reference or "").removeprefix("azureml:").rpartition(":")
    facts = current().backend.model(workspace.scope, name, version) if name else None
    return [] if facts is None else [Model(workspace, _facts=facts)]
