"""Our table of keys against the schema classes of the installed azure-ai-ml."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from compat.validation.document import Kind
from compat.validation.fields import SHAPES, Field, Shape, Takes
from compat.validation.form import normal

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""The vendor's schemas use what marshmallow 4 removes; the warnings come with every look at a nested one."""

_TAKES = {
    "String": Takes.TEXT,
    "StringTransformedEnum": Takes.TEXT,
    "LocalPathField": Takes.TEXT,
    "ArmStr": Takes.TEXT,
    "Integer": Takes.INTEGER,
    "Float": Takes.NUMBER,
    "Boolean": Takes.FLAG,
    "VersionField": Takes.VERSION,
    "Dict": Takes.MAPPING,
    "NestedField": Takes.MAPPING,
    "List": Takes.LIST,
}

_NOT_REQUIRED_IN_FACT = {(Kind.KUBERNETES_COMPUTE, ("namespace",))}
"""Marked as required and not missed by the loader, which has a default for it."""

_REQUIRED_IN_FACT: set[tuple[Kind, tuple[str, ...]]] = {
    (kind, ("identity", "type"))
    for kind in (Kind.KUBERNETES_ENDPOINT, Kind.MANAGED_ENDPOINT, Kind.KUBERNETES_COMPUTE)
}
"""Not marked as required, but the constructor behind the schema raises TypeError without it."""

_LOADED_BEFORE = {
    (Kind.KUBERNETES_DEPLOYMENT, ("resources", side, "nvidia.com/gpu")) for side in ("requests", "limits")
}
"""Renamed by the schema before it looks at its fields."""

_ANY = {"auto_delete_setting", "conda_file", "creation_context", "intellectual_property"}


@pytest.fixture(scope="module")
def schemas() -> Mapping[Kind, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from azure.ai.ml._schema._deployment.online import online_deployment
        from azure.ai.ml._schema._endpoint.online import online_endpoint
        from azure.ai.ml._schema.assets.environment import EnvironmentSchema
        from azure.ai.ml._schema.assets.model import ModelSchema
        from azure.ai.ml._schema.compute.kubernetes_compute import KubernetesComputeSchema

        classes = {
            Kind.KUBERNETES_ENDPOINT: online_endpoint.KubernetesOnlineEndpointSchema,
            Kind.MANAGED_ENDPOINT: online_endpoint.ManagedOnlineEndpointSchema,
            Kind.KUBERNETES_DEPLOYMENT: online_deployment.KubernetesOnlineDeploymentSchema,
            Kind.MANAGED_DEPLOYMENT: online_deployment.ManagedOnlineDeploymentSchema,
            Kind.ENVIRONMENT: EnvironmentSchema,
            Kind.MODEL: ModelSchema,
            Kind.KUBERNETES_COMPUTE: KubernetesComputeSchema,
        }
        logging.getLogger("azure.ai.ml").handlers.clear()
        return {kind: schema(context={"base_path": "."}) for kind, schema in classes.items()}


def _inner(field: Any) -> list[Any]:
    """Return the nested schemas of a vendor field, of all its alternatives."""
    if hasattr(field, "experimental_field"):
        return _inner(field.experimental_field)
    if hasattr(field, "_union_fields"):
        return [schema for one in field._union_fields for schema in _inner(one)]
    if type(field).__name__ == "NestedField":
        return [field.schema]
    return []


def _plain(field: Any) -> Any:
    return getattr(field, "experimental_field", field)


def _vendor_keys(schemas: list[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for schema in schemas:
        for name, field in schema.fields.items():
            found.setdefault(field.data_key or name, []).append(_plain(field))
    return found


def _compare(kind: Kind, path: tuple[str, ...], shape: Shape, schemas: list[Any]) -> Iterator[str]:
    vendor = _vendor_keys(schemas)
    ours = {key for key in shape if (kind, (*path, key)) not in _LOADED_BEFORE}
    for key in ours ^ vendor.keys():
        yield f"{kind.value} {path} {key}: only {'ours' if key in ours else 'the vendor'}"
    for key in ours & vendor.keys():
        yield from _compare_field(kind, (*path, key), shape[key], vendor[key], len(schemas))


def _compare_field(
    kind: Kind, path: tuple[str, ...], ours: Field, vendor: list[Any], schemas: int
) -> Iterator[str]:
    required = all(field.required for field in vendor) and len(vendor) == schemas
    expected = (required or (kind, path) in _REQUIRED_IN_FACT) and (kind, path) not in _NOT_REQUIRED_IN_FACT
    if ours.required != expected:
        yield f"{kind.value} {path}: required is {expected}"
    if all(field.dump_only for field in vendor):
        if not ours.read_only:
            yield f"{kind.value} {path}: only shown"
        return
    choices = {choice for field in vendor for choice in getattr(field, "allowed_values", None) or ()}
    if choices != set(ours.choices):
        yield f"{kind.value} {path}: choices {sorted(choices)}"
    if ours.takes is not Takes.ANY:
        yield from _compare_takes(kind, path, ours, vendor)
    elif path[-1] not in _ANY and not ours.read_only:
        yield f"{kind.value} {path}: must be looked at"
    inner = [schema for field in vendor for schema in _inner(field)]
    if ours.shape is not None and inner:
        yield from _compare(kind, path, ours.shape, inner)
    if ours.each is not None:
        yield from _compare_each(kind, path, ours.each, vendor[0])


def _compare_takes(kind: Kind, path: tuple[str, ...], ours: Field, vendor: list[Any]) -> Iterator[str]:
    found = {type(one).__name__ for field in vendor for one in getattr(field, "_union_fields", [field])}
    takes = {_TAKES.get(name) for name in found} - {None}
    text = Takes.TEXT in takes or {"RegistryStr", "ArmVersionedStr"} & found
    if ours.or_text is not bool(text and Takes.MAPPING in takes):
        yield f"{kind.value} {path}: text too is {not ours.or_text}"
    if takes - {Takes.TEXT} != {ours.takes} - {Takes.TEXT}:
        yield f"{kind.value} {path}: takes {found}"


def _compare_each(kind: Kind, path: tuple[str, ...], ours: Field, vendor: Any) -> Iterator[str]:
    inner = vendor.value_field if hasattr(vendor, "value_field") else vendor.inner
    if _TAKES[type(inner).__name__] is not ours.takes:
        yield f"{kind.value} {path}: each takes {inner}"
    if ours.shape is not None:
        yield from _compare(kind, (*path, "*"), ours.shape, _inner(inner))


@pytest.mark.parametrize("kind", list(SHAPES), ids=str)
def test_keys_are_those_of_the_vendor(kind: Kind, schemas: Mapping[Kind, Any]) -> None:
    assert list(_compare(kind, (), SHAPES[kind], [schemas[kind]])) == []


def test_comparison_finds_a_key_we_invented(schemas: Mapping[Kind, Any]) -> None:
    shape = {**SHAPES[Kind.MODEL], "colour": Field(Takes.TEXT)}
    assert list(_compare(Kind.MODEL, (), shape, [schemas[Kind.MODEL]])) == ["model () colour: only ours"]


def test_comparison_finds_a_type_we_got_wrong(schemas: Mapping[Kind, Any]) -> None:
    shape = {**SHAPES[Kind.MODEL], "stage": Field(Takes.INTEGER)}
    assert len(list(_compare(Kind.MODEL, (), shape, [schemas[Kind.MODEL]]))) == 1


@pytest.mark.parametrize(
    "value",
    ["key", "Key", "KEY", "AMLToken", "aml_token", "AADToken", "AMLTOKEN", "amltoken", "none", "Aml_Token"],
)
def test_choice_is_read_as_the_vendor_reads_it(value: str, schemas: Mapping[Kind, Any]) -> None:
    field = SHAPES[Kind.KUBERNETES_ENDPOINT]["auth_mode"]
    vendor = schemas[Kind.KUBERNETES_ENDPOINT].fields["auth_mode"]
    assert (normal(value, field) in field.choices) is (
        vendor.casing_transform(value) in vendor.allowed_values
    )
