"""The v1 form: what was found, whatever it was read from.

Readers of Python source, notebooks, configuration files, command lines and live services all produce
these shapes; the mapping knows no other input. Settings are keyed by the keyword of the SDK method
(azureml-core 1.61), because every v1 user knows that spelling; see ``compat.mapping.settings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from compat.value import Place, Value


class ServiceKind(Enum):
    """What a v1 service ran on; the value is v1's own ``computeType``."""

    AKS = "AKS"
    AKS_ENDPOINT = "AKSENDPOINT"
    ACI = "ACI"
    LOCAL = "Local"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Given:
    """One argument, flag or key as somebody wrote it.

    ``spelling`` is the text used (``cpu_cores``, ``containerResourceRequirements.cpu``, ``--cc``);
    ``place`` is where the argument itself stands, ``value.place`` where its value was written.
    """

    value: Value
    spelling: str = field(default="", compare=False)
    place: Place | None = field(default=None, compare=False)


Settings = Mapping[str, Given]


@dataclass(frozen=True)
class Unread:
    """Something that was there and could not be analysed: it must show up in the ledger."""

    spelling: str
    why: str
    place: Place | None = None


@dataclass(frozen=True)
class Conda:
    """A conda specification after all v1 calls on it: the document as v1 would have saved it.

    ``document`` has the keys ``name``, ``channels``, ``dependencies`` (strings, and one mapping
    ``{"pip": [...]}``). A part that is not known stands in ``gaps`` with the reason.
    """

    document: Mapping[str, object]
    path: Value | None = None
    place: Place | None = field(default=None, compare=False)
    gaps: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Environment:
    """A v1 ``Environment``: how it came to be, and every attribute that was set on it.

    ``settings`` is keyed by attribute path (``docker.base_image``, ``python.user_managed_dependencies``,
    ``inferencing_stack_version``). ``registered`` means it was fetched by name (``Environment.get``,
    ``ws.environments[...]``, ``--environment-name``) and its content is not in the repository.
    """

    name: Value | None
    version: Value | None = None
    settings: Settings = field(default_factory=dict)
    variables: Mapping[str, Given] = field(default_factory=dict)
    conda: Conda | None = None
    registered: bool = False
    origin: str = ""
    place: Place | None = field(default=None, compare=False)
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Scoring:
    """A v1 ``InferenceConfig`` of either generation, keyed by its constructor's keywords.

    ``script`` is the entry script as a path from the root of the tree, where a reader looked it up: empty if it is
    not there, None if nobody looked. ``imports`` are the dotted names of the modules it imports; None: it was not read.
    """

    settings: Settings
    environment: Environment | None = None
    place: Place | None = field(default=None, compare=False)
    unread: tuple[Unread, ...] = ()
    imports: frozenset[str] | None = None
    script: str | None = None


@dataclass(frozen=True)
class ModelRef:
    """One model of a service.

    ``name`` and ``version`` as referenced (``version`` None: latest); ``registration`` holds the keywords of
    ``Model.register`` where the same code registers it; ``path`` is a local path passed to ``Model.deploy``.
    """

    name: Value | None
    version: Value | None = None
    registration: Settings = field(default_factory=dict)
    path: Value | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Cluster:
    """An ``AksCompute`` the code creates, attaches or refers to; ``action`` is create, attach or refer."""

    name: Value
    action: str = "refer"
    settings: Settings = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Version:
    """One version of a v1 endpoint (``AksEndpoint.create_version``): a service of its own but for auth."""

    name: Value
    settings: Settings = field(default_factory=dict)
    scoring: Scoring | None = None
    models: tuple[ModelRef, ...] = ()
    place: Place | None = field(default=None, compare=False)
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Service:
    """One v1 web service as the source asks for it.

    ``settings`` holds what was *given*; defaults are the mapping's business. ``condition`` is the source of
    the branch it stands in where two candidates exist (``if args.aks``). ``api`` is the call that deploys it.
    For an ``AksEndpoint``, the settings of the first version stand in ``settings`` and later ones in
    ``versions``.
    """

    kind: ServiceKind
    name: Value
    settings: Settings = field(default_factory=dict)
    scoring: Scoring | None = None
    models: tuple[ModelRef, ...] = ()
    cluster: Cluster | None = None
    versions: tuple[Version, ...] = ()
    overwrite: Value | None = None
    condition: str = ""
    api: str = ""
    place: Place | None = field(default=None, compare=False)
    unread: tuple[Unread, ...] = ()
