"""What a deployment would change for callers that v1 code cannot have meant: refused until accepted by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compat.documents import decision_path, layout
from compat.mapping.auth import was_open
from compat.mapping.translation import Translation
from compat.runtime.refusal import CompatUnsupported
from compat.v1 import Service
from compat.value import known


@dataclass(frozen=True)
class Acceptance:
    """A change with a name: ``--accept NAME`` agrees to it. ``instead`` is how to get v1's behaviour in v2."""

    name: str
    change: str
    instead: str
    applies: Callable[[Service], str]


def _gives(*keys: str) -> Callable[[Service], str]:
    def applies(service: Service) -> str:
        return next(
            (key for key in keys if key in service.settings and known(service.settings[key].value)), ""
        )

    return applies


def _open(service: Service) -> str:
    return "auth_enabled" if was_open(service) else ""


def _several(service: Service) -> str:
    every = (service.models, *(version.models for version in service.versions))
    return "models" if any(len(models) > 1 for models in every) else ""


def _registry(service: Service) -> str:
    scoring = service.scoring
    own = scoring.environment.settings if scoring is not None and scoring.environment is not None else {}
    parts = scoring.settings if scoring is not None else {}
    found = [
        key for key in (*own, *parts) if key.startswith(("docker.base_image_registry", "base_image_registry"))
    ]
    return found[0] if found else ""


def _steps(service: Service) -> str:
    given = service.scoring is not None and "extra_docker_file_steps" in service.scoring.settings
    return "extra_docker_file_steps" if given else ""


def _r(service: Service) -> str:
    own = service.scoring.environment if service.scoring is not None else None
    return "r" if own is not None and "r" in own.settings else ""


ACCEPTANCES = (
    Acceptance(
        "open-service",
        "The v1 service answers anybody. v2 always authenticates: callers that send no key will fail.",
        "Give callers a key first, and set auth_enabled=True.",
        _open,
    ),
    Acceptance(
        "private-network",
        "The v1 service lives in a virtual network. The v2 endpoint gets public_network_access: disabled.",
        "Let the workspace have a private endpoint that callers reach.",
        _gives("vnet_name", "subnet_name"),
    ),
    Acceptance(
        "own-certificate",
        "The v1 service has a certificate of its own. A managed endpoint has Microsoft's, and Microsoft's host name.",
        "Put a gateway with the certificate in front.",
        _gives("ssl_enabled", "ssl_cert_pem_file", "ssl_key_pem_file", "ssl_cname"),
    ),
    Acceptance(
        "own-encryption-key",
        "The v1 service is encrypted with a key of its own. In v2 that is a matter of the workspace.",
        "Take a workspace with a customer-managed key.",
        _gives("cmk_vault_base_url", "cmk_key_name", "cmk_key_version"),
    ),
    Acceptance(
        "other-region",
        "The v1 service names its region. A v2 endpoint is in its workspace's.",
        "Take a workspace of that region.",
        _gives("location"),
    ),
    Acceptance(
        "several-models",
        "A v2 deployment takes one model: the models are put into one folder and registered as one. "
        "The scoring script then finds them one folder deeper.",
        "Load the models below AZUREML_MODEL_DIR by the paths that python -m compat record prints.",
        _several,
    ),
    Acceptance(
        "registry-identity",
        "v2 takes no credentials of a registry: the endpoint's identity pulls the image.",
        "Give the endpoint's identity the role AcrPull.",
        _registry,
    ),
)
NEVER = (
    Acceptance(
        "extra_docker_file_steps",
        "v2 has no extra Docker steps.",
        "Write a Dockerfile, and set env.docker.base_dockerfile.",
        _steps,
    ),
    Acceptance("r", "v2 has no R packages.", "Use an image that brings R.", _r),
)


FOREIGN = "foreign-endpoint"
"""Agrees to touch an endpoint that compat did not make."""


def names() -> frozenset[str]:
    """Return every name that ``--accept`` takes."""
    return frozenset(each.name for each in ACCEPTANCES) | {FOREIGN}


def check(service: Service, accepted: frozenset[str]) -> None:
    """Raise the refusal of the first change that was not accepted."""
    for each in ACCEPTANCES:
        setting = each.applies(service)
        if setting and each.name not in accepted:
            raise CompatUnsupported(setting, each.change, each.instead, f"--accept {each.name}")
    for each in NEVER:
        setting = each.applies(service)
        if setting:
            raise CompatUnsupported(setting, each.change, each.instead)


def check_whole(translation: Translation) -> None:
    """Raise a refusal that lists what only the user can decide, if the plan has gaps."""
    open_paths = list(dict.fromkeys(_undecided(translation)))
    if not open_paths:
        return
    asked = {
        change.decision.set.rstrip("="): change.decision.question
        for change in translation.changes
        if change.decision is not None and change.decision.set
    }
    lines = [f"  {path}: {asked.get(path, 'not known')}" for path in open_paths]
    why = "these values are not in the v1 call:\n" + "\n".join(lines)
    raise CompatUnsupported(str(known(translation.service.name)), why, "", f"--set {open_paths[0]}=VALUE")


def _undecided(translation: Translation) -> Iterator[str]:
    for part in layout(translation.plan):
        yield from _placeholders(part.content)


def _placeholders(plain: object) -> Iterator[str]:
    if isinstance(plain, dict):
        for value in plain.values():
            yield from _placeholders(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from _placeholders(value)
    else:
        path = decision_path(plain)
        if path is not None:
            yield path
