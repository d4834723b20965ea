"""v1's ``Workspace``: a handle, and what is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compat.azureml.core.authentication import AbstractAuthentication, InteractiveLoginAuthentication
from compat.azureml.exceptions import ProjectSystemException, UserErrorException
from compat.backends.backend import Failure, Scope, WorkspaceFacts
from compat.runtime.calls import call, refused
from compat.runtime.session import current

if TYPE_CHECKING:
    import builtins

    from compat.azureml.core.compute import ComputeTarget
    from compat.azureml.core.environment import Environment
    from compat.azureml.core.model import Model
    from compat.azureml.core.webservice import Webservice

_FOLDERS = (".azureml", "aml_config", "")
_FILES = ("config.json", "project.json")
_ADMIN = "Workspaces are made and changed with az ml workspace or MLClient.workspaces."
_DATA = "compat deploys services; data and jobs are not part of it."


class Workspace:
    """A workspace. Making one looks it up."""

    DEFAULT_CPU_CLUSTER_NAME = "cpu-cluster"
    DEFAULT_GPU_CLUSTER_NAME = "gpu-cluster"

    @call(differs="The default sign-in is the machine's identity, the Azure CLI's, then a browser.")
    def __init__(
        self,
        subscription_id: str,
        resource_group: str,
        workspace_name: str,
        auth: AbstractAuthentication | None = None,
        _location: str | None = None,
        _disable_service_check: bool = False,
        _workspace_id: str | None = None,
        sku: str = "basic",
        tags: dict[str, str] | None = None,
        _cloud: str = "AzureCloud",
    ) -> None:
        """Look up a workspace."""
        self._auth = auth or InteractiveLoginAuthentication()
        self.scope = Scope(subscription_id, resource_group, workspace_name, self._auth.sign_in())
        self._sku, self._tags, self._location = sku, tags, _location
        self._facts: WorkspaceFacts | None = None
        if not _disable_service_check:
            self._facts = _found(self.scope)

    def __repr__(self) -> str:
        return (
            f"Workspace.create(name='{self.name}', subscription_id='{self.subscription_id}', "
            f"resource_group='{self.resource_group}')"
        )

    @staticmethod
    @call()
    def get(
        name: str,
        auth: AbstractAuthentication | None = None,
        subscription_id: str | None = None,
        resource_group: str | None = None,
        location: str | None = None,
        cloud: str = "AzureCloud",
        id: str | None = None,
    ) -> Workspace:
        """Return a workspace."""
        return Workspace(
            str(subscription_id), str(resource_group), name, auth=auth, _location=location, _cloud=cloud
        )

    @staticmethod
    @call()
    def from_config(
        path: str | None = None,
        auth: AbstractAuthentication | None = None,
        _logger: object = None,
        _file_name: str | None = None,
    ) -> Workspace:
        """Return the workspace that a ``config.json`` names: the file given, or the nearest one above."""
        start = Path(path or ".").resolve()
        found = start if start.is_file() else _search(start, (_file_name,) if _file_name else _FILES)
        if found is None:
            raise UserErrorException(
                f"The workspace configuration file config.json, could not be found in {start} or its parent "
                "directories. Please check whether the workspace configuration file exists, or provide "
                "the full path to the configuration file as an argument. You can download a configuration "
                "file for your workspace, via http://ml.azure.com and clicking on the name of your "
                "workspace in the right top."
            )
        subscription, group, name = _told(found)
        return Workspace.get(name, auth=auth, subscription_id=subscription, resource_group=group)

    @call()
    def write_config(self, path: str | None = None, file_name: str | None = None) -> None:
        """Write ``.azureml/config.json`` below a folder."""
        folder = Path(path or ".").resolve()
        folder = folder if (folder / "aml_config").is_dir() is False else folder / "aml_config"
        target = folder if folder.name == "aml_config" else folder / ".azureml"
        target.mkdir(parents=True, exist_ok=True)
        name = (file_name or "config.json").removesuffix(".json") + ".json"
        content = {
            "Id": None,
            "Scope": f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}"
            f"/providers/Microsoft.MachineLearningServices/workspaces/{self.name}",
        }
        (target / name).write_text(json.dumps(content), encoding="utf-8")

    @property
    def name(self) -> str:
        """The workspace's name."""
        return self.scope.workspace

    @property
    def subscription_id(self) -> str:
        """The subscription's id."""
        return self.scope.subscription

    @property
    def resource_group(self) -> str:
        """The resource group's name."""
        return self.scope.resource_group

    @property
    def location(self) -> str | None:
        """The region."""
        return self._location or self._known().location

    @property
    def sku(self) -> str:
        """The edition."""
        return self._sku

    @property
    def tags(self) -> dict[str, str]:
        """The workspace's tags."""
        return dict(self._tags or self._known().tags)

    @property
    def discovery_url(self) -> str | None:
        """The address that names the workspace's services."""
        return self._known().discovery_url

    @call(differs="The details are those that v2 gives.")
    def get_details(self) -> dict[str, object]:
        """Return what Azure knows of the workspace."""
        return dict(_found(self.scope).details)

    @property
    def models(self) -> Mapping[str, Model]:
        """The latest version of every model, by name."""
        from compat.azureml.core.model import Model

        return {one.name: one for one in Model.list(self, latest=True)}

    @property
    def environments(self) -> Mapping[str, Environment]:
        """The latest version of every environment, by name."""
        from compat.azureml.core.environment import Environment

        found: Mapping[str, Environment] = Environment.list(self)
        return found

    @property
    def webservices(self) -> Mapping[str, Webservice]:
        """Every service, by name."""
        from compat.azureml.core.webservice import Webservice

        return {one.name: one for one in Webservice.list(self)}

    @property
    def compute_targets(self) -> Mapping[str, ComputeTarget]:
        """Every cluster, by its v1 name where it is known."""
        from compat.azureml.core.compute.compute import Clusters

        return Clusters(self)

    @refused(_DATA, "ml_client.datastores.get_default().")
    def get_default_datastore(self) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_DATA, "ml_client.datastores.")
    def set_default_datastore(self, name: str) -> None:
        """Not in compat."""

    @property
    @refused(_DATA, "ml_client.datastores.")
    def datastores(self) -> object:
        """Not in compat."""
        raise AssertionError

    @property
    @refused(_DATA, "ml_client.data.")
    def datasets(self) -> object:
        """Not in compat."""
        raise AssertionError

    @property
    @refused(_DATA, "ml_client.jobs.")
    def experiments(self) -> object:
        """Not in compat."""
        raise AssertionError

    @property
    @refused("The image era has no successor.", "ml_client.environments.")
    def images(self) -> object:
        """Not in compat."""
        raise AssertionError

    @property
    @refused(_ADMIN, "az ml workspace outbound-rule.")
    def linked_services(self) -> object:
        """Not in compat."""
        raise AssertionError

    @property
    @refused(_ADMIN, "az network private-endpoint.")
    def private_endpoints(self) -> object:
        """Not in compat."""
        raise AssertionError

    @property
    @refused("It holds v1's own addresses and tokens.", "MLClient.")
    def service_context(self) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_DATA, "azure-keyvault-secrets.")
    def get_default_keyvault(self) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_DATA, "ml_client.jobs.get.")
    def get_run(self, run_id: str) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_DATA, "ml_client.workspaces.get(name).mlflow_tracking_uri.")
    def get_mlflow_tracking_uri(self, _with_auth: bool = False) -> str:
        """Not in compat."""
        raise AssertionError

    @refused(_DATA, "ml_client.compute.get.")
    def get_default_compute_target(self, type: str) -> object:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused(_ADMIN, "az ml workspace list.")
    def list(
        subscription_id: str, auth: AbstractAuthentication | None = None, resource_group: str | None = None
    ) -> object:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused(_ADMIN, "az ml workspace create.")
    def create(
        name: str,
        auth: AbstractAuthentication | None = None,
        subscription_id: str | None = None,
        resource_group: str | None = None,
        location: str | None = None,
        create_resource_group: bool = True,
        sku: str = "basic",
        tags: dict[str, str] | None = None,
        friendly_name: str | None = None,
        storage_account: str | None = None,
        key_vault: str | None = None,
        app_insights: str | None = None,
        container_registry: str | None = None,
        adb_workspace: str | None = None,
        primary_user_assigned_identity: str | None = None,
        cmk_keyvault: str | None = None,
        resource_cmk_uri: str | None = None,
        hbi_workspace: bool = False,
        default_cpu_compute_target: object = None,
        default_gpu_compute_target: object = None,
        private_endpoint_config: object = None,
        private_endpoint_auto_approval: bool = True,
        exist_ok: bool = False,
        show_output: bool = True,
        user_assigned_identity_for_cmk_encryption: str | None = None,
        system_datastores_auth_mode: str = "accessKey",
        v1_legacy_mode: bool | None = None,
    ) -> Workspace:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused(_ADMIN, "az ml workspace create.")
    def setup() -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az ml workspace delete.")
    def delete(self, delete_dependent_resources: bool = False, no_wait: bool = False) -> None:
        """Not in compat."""

    @refused(_ADMIN, "az ml workspace update.")
    def update(
        self,
        friendly_name: str | None = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        image_build_compute: str | None = None,
        service_managed_resources_settings: object = None,
        primary_user_assigned_identity: str | None = None,
        allow_public_access_when_behind_vnet: bool | None = None,
        v1_legacy_mode: bool | None = None,
    ) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az ml workspace update.")
    def update_dependencies(self, container_registry: str | None = None, force: bool = False) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az ml workspace sync-keys.")
    def sync_keys(self, no_wait: bool = False) -> None:
        """Not in compat."""

    @refused(_ADMIN, "az ml workspace list-keys.")
    def list_keys(self) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az ml workspace diagnose.")
    def diagnose_workspace(self, diagnose_parameters: object) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az network private-endpoint create.")
    def add_private_endpoint(
        self,
        private_endpoint_config: object,
        private_endpoint_auto_approval: bool = True,
        location: str | None = None,
        show_output: bool = True,
        tags: dict[str, str] | None = None,
    ) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az network private-endpoint-connection delete.")
    def delete_private_endpoint_connection(self, private_endpoint_connection_name: str) -> None:
        """Not in compat."""

    @refused(_ADMIN, "az ml connection show.")
    def get_connection(self, name: str) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az ml connection create.")
    def set_connection(self, name: str, category: str, target: str, authType: str, value: str) -> object:  # noqa: N803 - v1's own name
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az ml connection list.")
    def list_connections(
        self, category: str | None = None, target: str | None = None
    ) -> builtins.list[object]:
        """Not in compat."""
        raise AssertionError

    @refused(_ADMIN, "az ml connection delete.")
    def delete_connection(self, name: str) -> None:
        """Not in compat."""

    def _known(self) -> WorkspaceFacts:
        if self._facts is None:
            self._facts = _found(self.scope)
        return self._facts


def _found(scope: Scope) -> WorkspaceFacts:
    try:
        return current().backend.workspace(scope)
    except Failure as failure:
        if failure.status != 404:
            raise
        raise ProjectSystemException(
            f"Workspace not found. Please make sure that the workspace '{scope.workspace}' exists in resource "
            f"group '{scope.resource_group}' and that you have access to it. {failure.sentence}"
        ) from failure


def _search(start: Path, names: tuple[str, ...]) -> Path | None:
    for folder in _FOLDERS:
        for name in names:
            for parent in (start, *start.parents):
                if (parent / folder / name).is_file():
                    return parent / folder / name
    return None


def _told(file: Path) -> tuple[str, str, str]:
    content = json.loads(file.read_text(encoding="utf-8-sig"))
    if "Scope" in content:
        parts = [part for part in str(content["Scope"]).split("/") if part]
        return parts[1], parts[3], parts[7]
    return content["subscription_id"], content["resource_group"], content["workspace_name"]
