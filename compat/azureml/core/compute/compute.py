"""v1's ``ComputeTarget``: a handle of a cluster, which v2 knows as a ``KubernetesCompute`` under another name."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from compat import v1
from compat.azureml.core.workspace import Workspace
from compat.azureml.exceptions import ComputeTargetException
from compat.backends.backend import ComputeFacts
from compat.mapping.compute import SUFFIX, new_name
from compat.runtime.calls import call, refused
from compat.runtime.session import current
from compat.v1 import Given
from compat.value import Known

if TYPE_CHECKING:
    from compat.azureml.core.compute.aks import AksProvisioningConfiguration

ATTACH = (
    "Install the Azure ML extension on the cluster and attach it: az ml compute attach --type Kubernetes."
)
_CREATE = "v2 creates no cluster."


class ComputeTarget:
    """A cluster of the workspace. Making one looks it up."""

    _compute_type = "AKS"

    @call(
        differs="It finds the KubernetesCompute that stands for the v1 cluster: compute.name=, or <name>-k8s."
    )
    def __new__(cls, workspace: Workspace, name: str) -> ComputeTarget:
        """Look up a cluster by its v1 name."""
        facts = current().backend.compute(workspace.scope, wanted_name(name))
        if facts is None or facts.kind != "Kubernetes":
            raise ComputeTargetException(
                f"ComputeTargetNotFound: Compute Target with name {name} not found in provided workspace"
                f"\ncompat looked for the KubernetesCompute {wanted_name(name)}. {ATTACH}"
            )
        return _made(workspace, name, facts)

    def __init__(self, workspace: Workspace, name: str) -> None:
        """Nothing more: it was found."""

    name: str
    id: str
    type: str
    location: str | None
    tags: Mapping[str, str]
    description: str | None
    created_on: object
    modified_on: object
    provisioning_state: str | None
    provisioning_errors: object
    cluster_resource_id: str | None
    cluster_location: str | None
    workspace: Workspace
    is_attached: bool
    created: v1.Cluster | None

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(workspace={self.workspace!r}, name={self.name}, id={self.id}, "
            f"type={self.type}, provisioning_state={self.provisioning_state}, location={self.location}, "
            f"tags={self.tags})"
        )

    @staticmethod
    @call(
        differs="Only clusters that v2 knows are listed, under their v1 names where compat chose the v2 one."
    )
    def list(workspace: Workspace) -> builtins.list[ComputeTarget]:
        """Return every cluster."""
        return builtins.list(Clusters(workspace).values())

    @call()
    def refresh_state(self) -> None:
        """Read the cluster again."""
        vars(self).update(vars(ComputeTarget(self.workspace, self.name)))

    @call()
    def get_status(self) -> str | None:
        """Return the provisioning state."""
        self.refresh_state()
        return self.provisioning_state

    @call()
    def wait_for_completion(self, show_output: bool = False, is_delete_operation: bool = False) -> None:
        """Fail as v1 does for a cluster that was not made here: nothing is under way."""
        if self.created is not None:
            print('Provisioning operation finished, operation "Succeeded"')
            return
        self.refresh_state()
        raise ComputeTargetException(
            f"Long running operation information not known, unable to poll. Current state is {self.provisioning_state}"
        )

    @call()
    def serialize(self) -> dict[str, object]:
        """Return the cluster as plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "tags": self.tags,
            "location": self.location,
            "properties": {
                "computeType": self.type,
                "computeLocation": self.cluster_location,
                "description": self.description,
                "resourceId": self.cluster_resource_id,
                "provisioningErrors": self.provisioning_errors,
                "provisioningState": self.provisioning_state,
            },
        }

    @staticmethod
    @refused(_CREATE, f"az aks create. {ATTACH}", late=True)
    def create(
        workspace: Workspace, name: str, provisioning_configuration: AksProvisioningConfiguration
    ) -> ComputeTarget:
        """Only recorded: how to make the cluster stands in the files."""
        return _recorded(workspace, name, "create", provisioning_configuration)

    @staticmethod
    @refused("v2 attaches clusters another way.", ATTACH, late=True)
    def attach(
        workspace: Workspace, name: str, attach_configuration: AksProvisioningConfiguration
    ) -> ComputeTarget:
        """Only recorded: how to attach the cluster stands in the files."""
        return _recorded(workspace, name, "attach", attach_configuration)

    @refused("Services of others may run on it.", "az ml compute detach.")
    def detach(self) -> None:
        """Not in compat."""

    @refused("Services of others may run on it.", "az ml compute detach, az aks delete.")
    def delete(self) -> None:
        """Not in compat."""

    @staticmethod
    @refused("It reads v1's own documents.", "ml_client.compute.get.")
    def deserialize(workspace: Workspace, object_dict: dict[str, object]) -> ComputeTarget:
        """Not in compat."""
        raise AssertionError


class Clusters(Mapping[str, ComputeTarget]):
    """The clusters of a workspace by their v1 names; one is looked up when it is asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def __getitem__(self, name: str) -> ComputeTarget:
        try:
            return ComputeTarget(self._workspace, name)
        except ComputeTargetException:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        for facts in current().backend.computes(self._workspace.scope):
            if facts.kind == "Kubernetes":
                yield v1_name(facts.name)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def wanted_name(name: str) -> str:
    """Return what v2 calls a v1 cluster: the user's answer, or the name that the plan gives it."""
    return current().answers.get("compute.name", "").removeprefix("azureml:") or new_name(name)


def v1_name(name: str) -> str:
    """Return what v1 called a cluster, where the plan named it."""
    plain = name.removesuffix(SUFFIX)
    return plain if plain != name and new_name(plain) == name else name


def _made(workspace: Workspace, name: str, facts: ComputeFacts) -> ComputeTarget:
    from compat.azureml.core.compute.aks import AksCompute

    made = object.__new__(AksCompute)
    made.workspace, made.name, made.id, made.type = workspace, name, facts.id, "AKS"
    made.location, made.tags, made.description = facts.location, dict(facts.tags), facts.description
    made.created_on, made.modified_on = facts.created, facts.modified
    made.provisioning_state, made.provisioning_errors = facts.state, None
    made.cluster_resource_id, made.cluster_location = facts.resource_id, facts.location
    made.is_attached, made.created = True, None
    return made


def _recorded(
    workspace: Workspace, name: str, action: str, configuration: AksProvisioningConfiguration
) -> ComputeTarget:
    """Return a handle of a cluster that the files say how to make."""
    made = _made(workspace, name, ComputeFacts(wanted_name(name), "Kubernetes", name, "Succeeded"))
    given = {
        key: Given(Known(value), key) for key, value in configuration.settings.items() if value is not None
    }
    made.created = v1.Cluster(Known(name), action, given)
    return made
