"""The loopback Azure: one object that starts it, prepares it, and answers what happened."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.loopback_azure.arm import ResourceManager
from tests.loopback_azure.assets import Assets, Datastores
from tests.loopback_azure.blob import BlobStorage
from tests.loopback_azure.computes import Computes
from tests.loopback_azure.faults import Faults
from tests.loopback_azure.intercept import process_authority
from tests.loopback_azure.journal import Journal
from tests.loopback_azure.message import LOOPBACK_HOST
from tests.loopback_azure.online import Online
from tests.loopback_azure.operations import ResourceManagerOperations
from tests.loopback_azure.scoring import Scoring
from tests.loopback_azure.server import Server
from tests.loopback_azure.sign_in import MSI_PATH, SignIn
from tests.loopback_azure.state import Scope, State
from tests.loopback_azure.v1_assets import V1Environments, V1Models
from tests.loopback_azure.v1_services import V1Services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from typing_extensions import Self

    from tests.loopback_azure.message import Request


# How long azureml-core waits before it repeats a refused request (429: 32 seconds), read at its import.
V1_WAITS = ("AZUREML_DEFAULT_BACKOFF", "AZUREML_DEFAULT_500_BACKOFF", "AZUREML_DEFAULT_503_BACKOFF")


def _by_host(request: Request) -> Request:
    """Hosts that serve paths of their own get them below a prefix, so that all routes are paths."""
    return Scoring.rewrite(BlobStorage.rewrite(request))


class Azure:
    """A workspace on 127.0.0.1. Use it as a context manager.

    `auto_create`: models, environments, computes and workspaces that a script names exist as soon as it
    asks for them; services, endpoints and deployments never do.
    """

    def __init__(self, *, auto_create: bool = False, scope: Scope | None = None) -> None:
        self.scope = scope or Scope()
        self.state = State(self.scope, auto_create=auto_create)
        self.operations = self.state.operations
        self.journal = Journal()
        self.faults = Faults()
        self.authority = process_authority()
        self.blobs = BlobStorage(self.state)
        self.sign_in = SignIn(self.state)
        arm_operations = ResourceManagerOperations(self.operations, self.scope.location)
        self.computes = Computes(self.state, arm_operations)
        self.v1_models = V1Models(self.state, self.blobs)
        self.v1_environments = V1Environments(self.state)
        self.v1_services = V1Services(self.state, self.v1_models, self.computes)
        self.models = Assets("models", self.state)
        self.environments = Assets("environments", self.state)
        self.codes = Assets("codes", self.state)
        self.data = Assets("data", self.state)
        kinds = (self.models, self.environments, self.codes, self.data)
        assets: dict[str, Assets] = {one.kind: one for one in kinds}
        self.online = Online(self.state, arm_operations, self.computes, assets)
        self.scoring = Scoring(self.online.scoring_target, self.v1_services.scoring_target)
        routes = [
            *ResourceManager(self.state).routes(),
            *self.sign_in.routes(),
            *self.blobs.routes(),
            *arm_operations.routes(),
            *self.computes.routes(),
            *self.v1_models.routes(),
            *self.v1_environments.routes(),
            *self.v1_services.routes(),
            *(route for one in assets.values() for route in one.routes()),
            *Datastores(self.state, self.blobs).routes(),
            *self.online.routes(),
            *self.scoring.routes(),
        ]
        self.server = Server(routes, self.journal, self.faults, self.authority, _by_host)
        self.state.loopback_authority = f"{LOOPBACK_HOST}:{self.server.port}"
        self._home = tempfile.TemporaryDirectory(prefix="loopback-home-", ignore_cleanup_errors=True)

    @property
    def url(self) -> str:
        """The base address for plain HTTP, without a slash at the end."""
        return f"http://{self.state.loopback_authority}"

    @property
    def home(self) -> Path:
        """The throw-away home directory of everything that runs against this Azure."""
        return Path(self._home.name)

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()
        self._home.cleanup()
        if kind is None and self.server.failures:
            raise AssertionError("The loopback Azure itself failed:\n" + "\n".join(self.server.failures))

    def environment(self) -> dict[str, str]:
        """Return the variables that make an unmodified program talk to this Azure, and nothing else.

        Proxy and trust for every HTTPS client; a service principal for DefaultAzureCredential and v1;
        a managed identity for v1's interactive login; a home of its own.
        """
        certificate = str(self.authority.certificate_file)
        home = str(self.home)
        proxies = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
        return {
            **dict.fromkeys(proxies, self.url),
            "NO_PROXY": f"{LOOPBACK_HOST},localhost",
            "no_proxy": f"{LOOPBACK_HOST},localhost",
            "REQUESTS_CA_BUNDLE": certificate,
            "CURL_CA_BUNDLE": certificate,
            "SSL_CERT_FILE": certificate,
            "AZURE_TENANT_ID": self.scope.tenant,
            "AZURE_CLIENT_ID": self.scope.client_id,
            "AZURE_CLIENT_SECRET": "loopback-secret",
            "MSI_ENDPOINT": f"{self.url}{MSI_PATH}",
            "MSI_SECRET": "loopback-secret",
            "HOME": home,
            "USERPROFILE": home,
            "AZURE_CONFIG_DIR": str(self.home / ".azure"),
            **dict.fromkeys(V1_WAITS, "0"),
        }

    @contextlib.contextmanager
    def in_process(self) -> Iterator[None]:
        """Put `environment()` into this process for the length of a `with` block."""
        before = dict(os.environ)
        os.environ.update(self.environment())
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def declare_workspace(self, subscription: str, resource_group: str, workspace: str) -> None:
        """Let one more workspace exist. All workspaces of one Azure share what is in them."""
        other = Scope(subscription=subscription, resource_group=resource_group, workspace=workspace)
        self.state.subscriptions.add(subscription)
        self.state.workspaces.add(other.workspace_id.lower())

    def copy_of(self, folder: Path) -> Path:
        """Copy a project into the throw-away home, and return where it is.

        Scripts there can write what they like. Those that look for a `config.json` of the workspace and
        do not bring one find it in the folder above.
        """
        parent = Path(tempfile.mkdtemp(prefix="project-", dir=self.home))
        (parent / "config.json").write_text(json.dumps(self.config()))
        return Path(shutil.copytree(folder, parent / folder.name))

    def config(self) -> dict[str, str]:
        """Return the content of the `config.json` that leads to the workspace."""
        return {
            "subscription_id": self.scope.subscription,
            "resource_group": self.scope.resource_group,
            "workspace_name": self.scope.workspace,
        }
