"""The seam between the v1 faces and what carries them out: facts, long operations, failures. Plain data only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from compat import v2
from compat.mapping.translation import Translation
from compat.value import Secret


class Failure(Exception):  # noqa: N818 - it is turned into v1's exception before a script sees it
    """An answer of Azure that is an error. ``status`` None: there was no answer; ``left`` names what is half-made."""

    def __init__(
        self,
        sentence: str,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        left: str = "",
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.headers = sentence, status, dict(headers or {})
        self.content, self.left = content, left


@dataclass(frozen=True)
class SignIn:
    """How v1 code signs in: the kind of its authentication object and what that was given."""

    kind: str = "interactive"
    tenant: str | None = None
    client: str | None = None
    secret: Secret | None = None
    token: object = None
    cloud: str | None = None


@dataclass(frozen=True)
class Scope:
    """A workspace and who talks to it."""

    subscription: str
    resource_group: str
    workspace: str
    sign_in: SignIn = field(default_factory=SignIn)


@dataclass(frozen=True)
class WorkspaceFacts:
    """What is known of a workspace."""

    id: str
    location: str | None
    tags: Mapping[str, str] = field(default_factory=dict)
    discovery_url: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelFacts:
    """One version of a registered model. ``assumed``: nobody was asked which version is the latest."""

    name: str
    version: str
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    created_by: Mapping[str, object] | None = None
    uri: str | None = None
    assumed: bool = False


@dataclass(frozen=True)
class EnvironmentFacts:
    """One version of a registered environment."""

    name: str
    version: str
    image: str | None = None
    conda: Mapping[str, object] | None = None
    dockerfile: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ComputeFacts:
    """One compute of the workspace, under the name v2 knows."""

    name: str
    kind: str
    id: str
    state: str | None = None
    location: str | None = None
    description: str | None = None
    resource_id: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    modified: datetime | None = None


@dataclass(frozen=True)
class DeploymentFacts:
    """One deployment; ``leaves`` are its values by the path of the mapping's rows (``resources.requests.cpu``).

    ``exact`` asks for those that ``leaves`` has rounded (None: none are).
    """

    name: str
    state: str
    model: str | None = None
    environment: str | None = None
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    leaves: Mapping[str, object] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    exact: Callable[[], Mapping[str, object]] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class EndpointFacts:
    """One online endpoint with its deployments. ``compute`` is the compute's name (None: managed)."""

    name: str
    auth_mode: str
    state: str
    scoring_uri: str | None = None
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    traffic: Mapping[str, int] = field(default_factory=dict)
    compute: str | None = None
    location: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
    created_by: str | None = None
    deployments: tuple[DeploymentFacts, ...] = ()


@dataclass(frozen=True)
class Token:
    """A token for callers; times are seconds since 1970."""

    access_token: str
    token_type: str
    refresh_after: int
    expiry_on: int


@dataclass(frozen=True)
class Answer:
    """What a scoring address answered."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Keys:
    """The keys that callers keep; they go to Azure and nowhere else."""

    primary: Secret
    secondary: Secret | None = None


@dataclass(frozen=True)
class Update:
    """What changes. None: it stays. ``leaves`` are values of the deployment by dotted path; ``parts`` new assets."""

    endpoint: str
    deployment: str | None = None
    leaves: Mapping[str, object] = field(default_factory=dict)
    tags: Mapping[str, str] | None = None
    properties: Mapping[str, str] | None = None
    description: str | None = None
    traffic: Mapping[str, int] | None = None
    parts: v2.DeploymentPlan | None = None


class Operation(Protocol):
    """Something under way."""

    @property
    def id(self) -> str:
        """What people may quote."""

    def wait(self, seconds: float | None) -> bool:
        """Wait until it has ended, at most ``seconds`` (None: as long as it takes)."""

    def outcome(self) -> Failure | None:
        """Return None for success, else why it failed. Only once it has ended."""


class Backend(Protocol):
    """Everything the v1 faces ask for. ``recording`` tells that nothing is sent anywhere."""

    recording: bool

    def note(self, call: str, file: str, line: int) -> None:
        """Learn of a v1 call."""

    def workspace(self, scope: Scope) -> WorkspaceFacts:
        """Return the workspace; ``Failure`` if there is none."""

    def model(self, scope: Scope, name: str, version: str | None) -> ModelFacts | None:
        """Return a version of a model (None: the latest)."""

    def models(self, scope: Scope, name: str | None, *, latest: bool) -> Sequence[ModelFacts]:
        """Return the versions of one model or of all, or the latest of each."""

    def register(self, scope: Scope, model: v2.Model) -> ModelFacts:
        """Register a new version of a model from a local file or folder."""

    def change_model(self, scope: Scope, model: ModelFacts) -> None:
        """Write tags, properties and description of a version."""

    def archive_model(self, scope: Scope, name: str, version: str) -> None:
        """Take a version out of sight: v2 cannot delete it."""

    def download(self, scope: Scope, name: str, version: str, folder: str) -> str:
        """Download a version's files below a folder; return the path of the file or folder they make."""

    def environment(
        self, scope: Scope, name: str, version: str | None, label: str | None
    ) -> EnvironmentFacts | None:
        """Return a version of an environment (neither version nor label: the latest)."""

    def environments(self, scope: Scope) -> Sequence[EnvironmentFacts]:
        """Return the latest version of every environment."""

    def create_environment(self, scope: Scope, environment: v2.Environment) -> EnvironmentFacts:
        """Register an environment; an equal latest version is taken as it is."""

    def compute(self, scope: Scope, name: str) -> ComputeFacts | None:
        """Return a compute by the name v2 knows."""

    def computes(self, scope: Scope) -> Sequence[ComputeFacts]:
        """Return every compute."""

    def endpoint(self, scope: Scope, name: str) -> EndpointFacts | None:
        """Return an endpoint with its deployments."""

    def endpoints(self, scope: Scope) -> Sequence[EndpointFacts]:
        """Return every endpoint."""

    def deploy(
        self, scope: Scope, wanted: Translation, keys: Keys | None, present: EndpointFacts | None
    ) -> Operation:
        """Bring a plan to Azure: at once what v1 did at once, the rest under way when this returns.

        ``present`` is the endpoint of that name, if there is one: its traffic stays until the deployment is ready.
        """

    def update(self, scope: Scope, change: Update) -> Operation:
        """Change an endpoint and one deployment that exist."""

    def add_deployment(
        self, scope: Scope, wanted: Translation, index: int, traffic: Mapping[str, int]
    ) -> Operation:
        """Add one deployment of a plan to an endpoint that exists, then share the traffic."""

    def delete_deployment(self, scope: Scope, endpoint: str, name: str) -> Operation:
        """Delete one deployment."""

    def delete_endpoint(self, scope: Scope, name: str) -> Operation:
        """Delete an endpoint with all its deployments."""

    def keys(self, scope: Scope, name: str) -> tuple[str, str]:
        """Return the keys of an endpoint."""

    def regenerate(self, scope: Scope, name: str, which: str, value: Secret | None) -> None:
        """Change one key, to a value or to a new one; ``which`` is Primary or Secondary. Returns once it is done."""

    def token(self, scope: Scope, name: str) -> Token:
        """Return a token for callers of an endpoint."""

    def logs(self, scope: Scope, endpoint: str, deployment: str, lines: int, *, init: bool) -> str:
        """Return the last lines that a deployment's container wrote."""

    def score(self, address: str, body: object, credential: Secret | None) -> Answer:
        """Post a body to a scoring address."""

    def finish(self) -> None:
        """Wait for what is still under way: the script has ended."""
