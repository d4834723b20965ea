"""What is known about one cluster, each value with where it came from.

Layers are merged in the order given: what a person typed stands above what Azure says, that above
kubeconfig, that above what follows from another value, and last what is assumed.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.address import is_address
from connectivity.host import Cloud
from connectivity.run import Known
from connectivity.setting import BY_NAME, SETTINGS, Setting, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HOST = re.compile(
    r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z"
)
TEXT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")

# The last labels of API server names, from the AKS outbound rules page.
API_SUFFIXES = (
    (Cloud.PUBLIC, "azmk8s.io"),
    (Cloud.USGOV, "cx.aks.containerservice.azure.us"),
    (Cloud.CHINA, "cx.prod.service.azk8s.cn"),
)
REGISTRY_SUFFIXES = (".azurecr.io", ".azurecr.us", ".azurecr.cn")
GENERATED = re.compile(r"[^.]+\.[a-z0-9]+\.cloudapp\.(azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)\Z")


class ContextError(ValueError):
    """A value that cannot be used; the message names the setting and where the value came from."""


@dataclass(frozen=True)
class Context:
    """All known values, and sentences about layers that contradict each other."""

    values: tuple[Known, ...] = ()
    conflicts: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        """The value of a setting, or None when nothing states it."""
        return next((known.value for known in self.values if known.setting == name), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a list setting."""
        value = self.get(name)
        return tuple(value.split(",")) if value else ()

    @property
    def cloud(self) -> Cloud | None:
        """The cloud, or None when it is not known."""
        value = self.get("cloud")
        return Cloud(value) if value else None


def build(*layers: Iterable[Known]) -> Context:
    """Merge layers, the first one winning, then add what follows and what is assumed.

    Raises ContextError for a value of the wrong shape.
    """
    merged: dict[str, Known] = {}
    conflicts: list[str] = []
    for layer in layers:
        for known in layer:
            checked = Known(known.setting, check(known), known.origin)
            standing = merged.setdefault(known.setting, checked)
            if standing.value != checked.value:
                conflicts.append(_conflict(standing, checked))
    for known in _derived(merged):
        merged.setdefault(known.setting, known)
    for known in _assumed():
        merged.setdefault(known.setting, known)
    order = [setting.name for setting in SETTINGS]
    return Context(
        tuple(sorted(merged.values(), key=lambda known: order.index(known.setting))), tuple(conflicts)
    )


def from_flags(flags: Mapping[str, str | None]) -> list[Known]:
    """The layer of what was typed."""
    return [Known(name, value, BY_NAME[name].flag) for name, value in flags.items() if value is not None]


def check(known: Known) -> str:
    """The value in its canonical form. Raises ContextError."""
    setting = BY_NAME[known.setting]
    value = known.value.strip()
    if setting.choices:
        return _choice(setting, value, known.origin)
    if setting.shape in {Shape.ADDRESSES, Shape.RANGES}:
        parts = [_address(setting, part.strip(), known.origin) for part in value.split(",") if part.strip()]
        return ",".join(parts)
    lowered = value.lower().rstrip(".")
    if setting.name == "registry":
        lowered = _without_suffix(lowered)
    pattern = HOST if setting.shape is Shape.HOST else TEXT
    if setting.shape is Shape.HOST and is_address(lowered):
        return lowered
    if not pattern.match(lowered):
        raise ContextError(
            f"{setting.name} {value!r} ({known.origin}) is not {_shape(setting)}; example: {setting.example}"
        )
    return lowered


def _shape(setting: Setting) -> str:
    return "a host name" if setting.shape is Shape.HOST else "a name of letters, digits and dashes"


def _choice(setting: Setting, value: str, origin: str) -> str:
    for choice in setting.choices:
        if choice.lower() == value.lower():
            return choice
    raise ContextError(f"{setting.name} {value!r} ({origin}) is not one of {', '.join(setting.choices)}")


def _address(setting: Setting, value: str, origin: str) -> str:
    try:
        if setting.shape is Shape.RANGES:
            return str(ipaddress.ip_network(value, strict=False))
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise ContextError(f"{setting.name} {value!r} ({origin}) is not like {setting.example}") from error


def _without_suffix(name: str) -> str:
    for suffix in REGISTRY_SUFFIXES:
        if name.endswith(suffix):
            return name[: -len(suffix)]
    return name


def _conflict(standing: Known, other: Known) -> str:
    return (
        f"{standing.setting} is {standing.value!r} ({standing.origin}) and {other.value!r} ({other.origin}); "
        f"the first is used"
    )


def _derived(known: Mapping[str, Known]) -> list[Known]:
    found: list[Known] = []
    if "api_server" in known:
        found += _from_api_server(known["api_server"].value)
    if "dns_server" in known:
        found.append(Known("custom_dns", "yes", "follows from dns_server"))
    if "api_server_subnet" in known:
        found.append(Known("vnet_integration", "yes", "follows from api_server_subnet"))
    if "endpoint_host" in known and GENERATED.match(known["endpoint_host"].value):
        found.append(Known("generated_name", "yes", "follows from endpoint_host"))
    if "outbound_type" in known and known["outbound_type"].value in {"none", "block"}:
        found.append(Known("isolated", "yes", "follows from outbound_type"))
    if "private_registry" in known and known["private_registry"].value == "yes":
        found.append(Known("registry_data_endpoint", "yes", "follows from private_registry"))
    return found


def _from_api_server(host: str) -> list[Known]:
    """Cloud, region and privacy as the name of an AKS API server tells them; nothing for another vendor's."""
    for cloud, suffix in API_SUFFIXES:
        match = re.search(rf"\.(hcp|privatelink)\.([a-z0-9]+)\.{re.escape(suffix)}\Z", host)
        if match:
            origin = "follows from api_server"
            found = [Known("cloud", cloud.value, origin), Known("region", match[2], origin)]
            return [*found, Known("private_cluster", "yes", origin)] if match[1] == "privatelink" else found
    return []


def _assumed() -> list[Known]:
    return [
        Known(setting.name, setting.assumed, "assumed") for setting in SETTINGS if setting.assumed is not None
    ]


def is_aks_name(host: str) -> bool:
    """True for the name of an API server that AKS runs."""
    return bool(_from_api_server(host))
