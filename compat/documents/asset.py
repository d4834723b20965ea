"""The documents of a model, a compute and an instance type.

Keys and types: the schemas of azure-ai-ml 1.35,
https://learn.microsoft.com/azure/machine-learning/reference-yaml-model,
https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace and
https://learn.microsoft.com/azure/machine-learning/how-to-manage-kubernetes-instance-types.
"""

from __future__ import annotations

from collections.abc import Mapping

from compat import v2
from compat.documents.form import TEXT, AsIs, Constant, Fixed, Row, Shape, Table, as_mapping
from compat.documents.online import RESOURCES, schema
from compat.value import Value, known

MODEL = Shape(
    v2.Model,
    (
        schema("model"),
        Row("name", TEXT, required=True),
        Row("version", TEXT),
        Row("type", AsIs()),
        Row("path", TEXT, required=True),
        Row("description", TEXT),
        Row("tags", Table()),
        Row("properties", Table()),
    ),
)

COMPUTE = Shape(
    v2.Compute,
    (
        schema("kubernetesCompute"),
        Row("name", TEXT, required=True),
        Row("type", Constant("kubernetes")),
        Row("resource_id", TEXT),
        Row("namespace", TEXT),
        Row("identity", Fixed({"type": "system_assigned"})),
    ),
)


def compute_from(document: Mapping[str, object]) -> v2.Compute:
    """Return the compute of a document; what creates the cluster and its extension is not in it."""
    plain = {key: value for key, value in document.items() if key != "identity"}
    found: v2.Compute = COMPUTE.read(plain, "compute")
    return found


def is_reference_to(model: v2.Model, reference: Value | None) -> bool:
    """Tell whether a deployment's ``model`` names this model."""
    text, name, version = known(reference), known(model.name), known(model.version)
    if not isinstance(text, str) or name is None:
        return False
    if model.version is None:
        return text == f"azureml:{name}@latest" or text.startswith(f"azureml:{name}:")
    return text == f"azureml:{name}:{version}"


def instance_type(wanted: v2.InstanceType) -> dict[str, object]:
    """Return the ``InstanceType`` manifest that ``kubectl apply`` takes."""
    return {
        "apiVersion": "amlarc.azureml.com/v1alpha1",
        "kind": "InstanceType",
        "metadata": {"name": wanted.name},
        "spec": {"resources": RESOURCES.write(wanted.resources, "instance_type.spec.resources") or {}},
    }


def instance_type_from(document: Mapping[str, object]) -> v2.InstanceType:
    """Return the instance type of a manifest."""
    metadata = as_mapping(document.get("metadata"), "instance_type.metadata")
    spec = as_mapping(document.get("spec"), "instance_type.spec")
    resources = RESOURCES.read(spec.get("resources", {}), "instance_type.spec.resources")
    return v2.InstanceType(str(metadata["name"]), resources)
