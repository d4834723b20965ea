"""Changes of the vendor's entities that its own classes have no method for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compat.backends.backend import Keys
from compat.value import Secret


def send_keys(endpoint: Any, keys: Keys) -> None:
    """Let the entity send the keys when it is made: REST takes them at creation, YAML and the SDK do not."""
    kind = type(endpoint)

    class WithKeys(kind):  # type: ignore[misc, valid-type] # the vendor's class, whichever it is
        def _to_rest_online_endpoint(self, location: str) -> Any:
            rest = super()._to_rest_online_endpoint(location)
            rest.properties["keys"] = {
                "primaryKey": keys.primary.reveal(),
                "secondaryKey": _plain(keys.secondary),
            }
            return rest

    endpoint.__class__ = WithKeys


def _plain(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def put_leaf(entity: Any, path: str, value: object) -> None:
    """Set a leaf of an entity by its dotted path; sections that are missing are made by the vendor's classes."""
    *sections, name = path.split(".")
    for section in sections:
        inner = entity.get(section) if isinstance(entity, dict) else getattr(entity, section, None)
        if inner is None:
            inner = {} if isinstance(entity, dict) or section in _MAPPINGS else _section(section)
            _assign(entity, section, inner)
        entity = inner
    if isinstance(entity, dict) and value is None:
        entity.pop(name, None)
        return
    _assign(entity, name, value)


SCALING = "scale_settings."
COLLECTING = "data_collector."


def collected(present: Any, leaves: Mapping[str, object]) -> Any:
    """Return what is collected, made anew: the SDK cannot send back what it has read."""
    from azure.ai.ml.entities import DataCollector, DeploymentCollection

    names = list(present.collections) if present is not None and not leaves else []
    names += [path.split(".")[2] for path, value in leaves.items() if value is not None]
    if not names:
        return None
    return DataCollector(collections={name: DeploymentCollection(enabled="true") for name in names})


def scaled(present: Any, leaves: Mapping[str, object]) -> Any:
    """Return scale settings with leaves put in: the kind of scaling is the vendor's class."""
    from azure.ai.ml.entities import DefaultScaleSettings, TargetUtilizationScaleSettings

    names = ("min_instances", "max_instances", "polling_interval", "target_utilization_percentage")
    values = {name: leaves.get(SCALING + name, getattr(present, name, None)) for name in names}
    kind = leaves.get(f"{SCALING}type", getattr(present, "type", None))
    return (
        TargetUtilizationScaleSettings(**values) if kind == "target_utilization" else DefaultScaleSettings()
    )


_MAPPINGS = frozenset({"tags", "properties", "environment_variables"})


def _assign(entity: Any, name: str, value: object) -> None:
    if isinstance(entity, dict):
        entity[name] = value
    else:
        setattr(entity, name, value)


def _section(name: str) -> Any:
    from azure.ai.ml import entities

    made: dict[str, Any] = {
        "request_settings": entities.OnlineRequestSettings,
        "liveness_probe": entities.ProbeSettings,
        "resources": entities.ResourceRequirementsSettings,
        "requests": entities.ResourceSettings,
        "limits": entities.ResourceSettings,
    }
    return made[name]()
