"""Models, environments, codes and computes through the real azure-ai-ml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from azure.ai.ml.entities import Environment, Model
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from azure.ai.ml import MLClient

    from tests.loopback_azure import Azure


def test_the_workspace_says_where_it_is(azure: Azure, ml_client: MLClient) -> None:
    workspace = ml_client.workspaces.get(azure.scope.workspace)

    assert workspace.location == azure.scope.location
    assert workspace.resource_group == azure.scope.resource_group


def test_a_workspace_that_nobody_declared_is_not_there(ml_client: MLClient) -> None:
    with pytest.raises(ResourceNotFoundError):
        ml_client.workspaces.get("another")


def test_a_model_file_is_uploaded_and_registered_with_the_next_version(
    azure: Azure, ml_client: MLClient, project: Path
) -> None:
    first = ml_client.models.create_or_update(Model(name="churn", path="model.pkl"))
    second = ml_client.models.create_or_update(Model(name="churn", path="model.pkl", tags={"a": "b"}))

    assert (first.version, second.version) == ("1", "2")
    assert ml_client.models.get("churn", label="latest").version == "2"
    assert ml_client.models.get("churn", version="2").tags == {"a": "b"}
    assert [model.version for model in ml_client.models.list("churn")] == ["2", "1"]
    assert [model.name for model in ml_client.models.list()] == ["churn"]
    assert list(azure.blobs.files("azureml-blobstore").values()) == [b"weights"]
    assert [body["properties"]["tags"] for body in azure.journal.model_bodies()] == [{}, {"a": "b"}]


def test_a_model_folder_keeps_its_structure(azure: Azure, ml_client: MLClient, project: Path) -> None:
    ml_client.models.create_or_update(Model(name="churn", path="src"))

    assert [path.split("/")[-2:] for path in azure.blobs.files("azureml-blobstore")] == [["src", "score.py"]]


def test_a_large_file_arrives_in_blocks(azure: Azure, ml_client: MLClient, project: Path) -> None:
    content = bytes(range(256)) * 4096 * 70
    (project / "model.pkl").write_bytes(content)

    ml_client.models.create_or_update(Model(name="churn", path="model.pkl"))

    assert list(azure.blobs.files("azureml-blobstore").values()) == [content]
    assert any(entry.query.get("comp") == "block" for entry in azure.journal.entries("PUT"))


def test_the_path_of_a_version_never_changes(azure: Azure, ml_client: MLClient, project: Path) -> None:
    azure.models.declare("churn", modelUri="azureml://somewhere/else", modelType="custom_model")

    with pytest.raises(ResourceExistsError):
        ml_client.models.create_or_update(Model(name="churn", version="1", path="model.pkl"))


def test_a_model_that_nobody_made_is_not_there(ml_client: MLClient) -> None:
    with pytest.raises(ResourceNotFoundError):
        ml_client.models.get("churn", version="1")


def test_environments_are_numbered_and_kept(azure: Azure, ml_client: MLClient, project: Path) -> None:
    for image in ("example.azurecr.io/a:1", "example.azurecr.io/a:2"):
        ml_client.environments.create_or_update(
            Environment(name="scoring", image=image, conda_file="conda.yml")
        )

    assert ml_client.environments.get("scoring", version="2").image == "example.azurecr.io/a:2"
    assert ml_client.environments.get("scoring", label="latest").version == "2"
    assert "python=3.10" in azure.journal.environment_bodies()[0]["properties"]["condaFile"]


def test_computes_of_both_generations(azure: Azure, ml_client: MLClient) -> None:
    azure.computes.declare("k8s")
    azure.computes.declare("old-aks", "AKS")

    assert ml_client.compute.get("k8s").type == "kubernetes"
    assert ml_client.compute.get("old-aks").type == "*** unsupported compute type ***"
    assert {compute.name for compute in ml_client.compute.list()} == {"k8s", "old-aks"}


def test_a_compute_that_nobody_declared_is_not_there(ml_client: MLClient) -> None:
    with pytest.raises(ResourceNotFoundError):
        ml_client.compute.get("k8s")


def test_what_is_asked_for_exists_on_demand(azure: Azure, ml_client: MLClient, project: Path) -> None:
    azure.state.auto_create = True

    assert ml_client.models.get("churn", version="7").version == "7"
    assert ml_client.models.get("fraud", label="latest").version == "1"
    assert ml_client.environments.get("scoring", version="3").version == "3"
    assert ml_client.compute.get("k8s").type == "kubernetes"
    # What merely was asked for does not stand in the way of what is made.
    assert ml_client.models.create_or_update(Model(name="fraud", path="model.pkl")).version == "1"
    assert list(azure.models.bodies()) == ["fraud:1"]
