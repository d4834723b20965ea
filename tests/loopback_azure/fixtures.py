"""Clients of the real SDKs for one loopback Azure, in this process. Import the fixtures in a conftest.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.loopback_azure.azure import Azure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure.ai.ml import MLClient
    from azureml.core import Workspace


@pytest.fixture
def azure() -> Iterator[Azure]:
    """An empty workspace; what runs in this process sees it as the real Azure."""
    with Azure() as started, started.in_process():
        yield started


@pytest.fixture
def ml_client(azure: Azure) -> MLClient:
    """The real azure-ai-ml client; its control plane speaks plain HTTP, its uploads go through the proxy."""
    return new_ml_client(azure)


@pytest.fixture
def v1_workspace(azure: Azure) -> Workspace:
    """The real azureml-core workspace, over plain HTTP; its uploads go through the proxy."""
    return new_v1_workspace(azure)


def new_ml_client(azure: Azure, **options: object) -> MLClient:
    """Return an MLClient for `azure`. Call it within `azure.in_process()`.

    `options` go to the client: `retry_total=0`, for one, makes it give up at once.
    """
    from azure.ai.ml import MLClient
    from azure.core.credentials import AccessToken
    from azure.core.pipeline.policies import SansIOHTTPPolicy

    class PlainHttp(SansIOHTTPPolicy):  # type: ignore[misc] # the vendor's class is not typed
        def on_request(self, request: object) -> None:
            request.context.options["enforce_https"] = False  # type: ignore[attr-defined]

    class Credential:
        def get_token(self, *scopes: str, **options: object) -> AccessToken:
            return AccessToken(azure.sign_in.token(scopes[0]), 4102444800)

    # The vendor keeps the clouds of a process by name, for ever: the name must be new.
    cloud = f"Loopback{azure.scope.unique}"
    scope = azure.scope
    return MLClient(
        Credential(),
        scope.subscription,
        scope.resource_group,
        scope.workspace,
        cloud=cloud,
        cloud_metadata=cloud_metadata(azure),
        per_call_policies=[PlainHttp()],
        **options,
    )


def cloud_metadata(azure: Azure) -> dict[str, str]:
    """Return the addresses that azure-ai-ml wants to know of a cloud."""
    return {
        "azure_portal": "https://portal.azure.com/",
        "resource_manager": f"{azure.url}/",
        "active_directory": "https://login.microsoftonline.com/",
        "aml_resource_id": "https://ml.azure.com/",
        "storage_endpoint": "core.windows.net",
        "registry_discovery_endpoint": "https://eastus.api.azureml.ms/",
    }


def new_v1_workspace(azure: Azure) -> Workspace:
    """Return a v1 workspace for `azure`. Call it within `azure.in_process()`."""
    from azureml.core import Workspace
    from azureml.core.authentication import TokenAuthentication

    scope = azure.scope
    return Workspace(
        scope.subscription,
        scope.resource_group,
        scope.workspace,
        auth=TokenAuthentication(get_token_for_audience=azure.sign_in.token),
        _location=scope.location,
        _disable_service_check=True,
        _workspace_id=scope.unique,
    )
