"""Documents of a plan as constructors of azure-ai-ml 1.35: the keys are those of the YAML, the classes stand here."""

from __future__ import annotations

from collections.abc import Mapping

from compat.v2 import Target
from migrate.rewrite.sdk.code import Arg, Code, Entries, Made
from migrate.rewrite.sdk.values import Values

_CLASSES = {
    "code_configuration": "CodeConfiguration",
    "request_settings": "OnlineRequestSettings",
    "liveness_probe": "ProbeSettings",
    "readiness_probe": "ProbeSettings",
    "resources": "ResourceRequirementsSettings",
    "resources.requests": "ResourceSettings",
    "resources.limits": "ResourceSettings",
}
_SCALES = {"default": "DefaultScaleSettings", "target_utilization": "TargetUtilizationScaleSettings"}
_KEYWORDS = {"nvidia.com/gpu": "gpu"}
_NOT_KEYWORDS = {"$schema", "type", "undecided"}
PREFIX = "azureml:"


class Entities:
    """Makes constructor calls, and notes the classes they need."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def need(self, name: str) -> str:
        """Return how a class is named in the file, and note that it has to be imported."""
        named, needed = self.values.script.entity(name)
        self.values.adds.append(needed)
        return named

    def endpoint(self, target: Target, document: Mapping[str, object]) -> Made:
        """Return the constructor of an endpoint. Python takes the compute's name without ``azureml:``."""
        kind = "KubernetesOnlineEndpoint" if target is Target.KUBERNETES else "ManagedOnlineEndpoint"
        plain = dict(document)
        compute = plain.get("compute")
        if isinstance(compute, str):
            plain["compute"] = compute.removeprefix(PREFIX)
        return Made(self.need(kind), self.args(plain, "endpoint"))

    def deployment(self, target: Target, document: Mapping[str, object], given: Mapping[str, Code]) -> Made:
        """Return the constructor of a deployment; ``given`` are the arguments that are made elsewhere."""
        kind = "KubernetesOnlineDeployment" if target is Target.KUBERNETES else "ManagedOnlineDeployment"
        return Made(self.need(kind), self.args(document, "deployment", given))

    def args(
        self, document: Mapping[str, object], path: str, given: Mapping[str, Code] | None = None
    ) -> tuple[Arg, ...]:
        """Return the keys of a document as keyword arguments."""
        made = given or {}
        return tuple(
            Arg(
                _KEYWORDS.get(key, key),
                made[key] if key in made else self._value(plain, path, key),
                *self.values.comments(self.values.below(path, key)),
            )
            for key, plain in document.items()
            if key not in _NOT_KEYWORDS
        )

    def _value(self, plain: object, path: str, key: str) -> Code:
        below = self.values.below(path, key)
        inner = below.partition(".")[2]
        if key == "scale_settings" and isinstance(plain, Mapping):
            kind = _SCALES.get(str(plain.get("type")))
            if kind is not None:
                return Made(self.need(kind), self.args(plain, below))
        if inner in _CLASSES and isinstance(plain, Mapping):
            return Made(self.need(_CLASSES[inner]), self.args(plain, below))
        if key == "data_collector" and isinstance(plain, Mapping):
            return self._collector(plain)
        return self.values.code(plain, below)

    def _collector(self, plain: Mapping[str, object]) -> Code:
        collections = plain.get("collections")
        names = collections if isinstance(collections, Mapping) else {}
        enabled = self.values.script.style.literal("true")
        entries = tuple(
            Arg(
                self.values.script.style.literal(name),
                Made(self.need("DeploymentCollection"), (Arg("enabled", enabled),)),
            )
            for name in names
        )
        return Made(self.need("DataCollector"), (Arg("collections", Entries(entries)),))
