"""Against azure-ai-ml: its loader takes what we write and refuses what is undecided; no field is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import azure.ai.ml as azure
import pytest
import yaml

from compat import v2
from compat.documents import Kind, Part, layout
from compat.value import Expression, Known
from tests.compat.plans import kubernetes_plan, managed_plan, versions_plan

LOADERS: dict[Kind, Callable[..., Any]] = {
    Kind.ENDPOINT: azure.load_online_endpoint,
    Kind.DEPLOYMENT: azure.load_online_deployment,
    Kind.ENVIRONMENT: azure.load_environment,
    Kind.MODEL: azure.load_model,
    Kind.COMPUTE: azure.load_compute,
}
PLANS = {"kubernetes": kubernetes_plan(), "managed": managed_plan(), "versions": versions_plan()}


def save(plan: v2.Plan, folder: Path) -> tuple[Part, ...]:
    parts = layout(plan)
    for part in parts:
        path = folder / part.file
        path.parent.mkdir(parents=True, exist_ok=True)
        content = (
            part.content if isinstance(part.content, str) else yaml.safe_dump(part.content, sort_keys=False)
        )
        path.write_text(content, encoding="utf-8")
    return parts


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PLANS)
def test_the_vendor_loads_every_document_as_what_it_is(name: str, tmp_path: Path) -> None:
    plan = PLANS[name]
    target = "Kubernetes" if plan.endpoint.target is v2.Target.KUBERNETES else "Managed"
    for part in save(plan, tmp_path):
        loader = LOADERS.get(part.kind)
        if loader is None:
            continue
        loaded = loader(source=str(tmp_path / part.file))
        if part.kind in {Kind.ENDPOINT, Kind.DEPLOYMENT}:
            assert type(loaded).__name__.startswith(target)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Kind.ENDPOINT, lambda plan, gap: replace(plan, endpoint=replace(plan.endpoint, name=gap))),
        (Kind.ENDPOINT, lambda plan, gap: replace(plan, endpoint=replace(plan.endpoint, tags={"a": gap}))),
        (Kind.DEPLOYMENT, lambda plan, gap: deployed(plan, instance_type=gap)),
        (Kind.DEPLOYMENT, lambda plan, gap: deployed(plan, instance_count=gap)),
        (Kind.DEPLOYMENT, lambda plan, gap: deployed(plan, environment_variables={"DB": gap})),
        (Kind.DEPLOYMENT, lambda plan, gap: deployed(plan, model=gap)),
        (Kind.DEPLOYMENT, lambda plan, gap: deployed(plan, environment=v2.Environment(image=gap))),
        (Kind.ENVIRONMENT, lambda plan, gap: deployed(plan, environment=v2.Environment(name=gap, image=gap))),
        (
            Kind.ENVIRONMENT,
            lambda plan, gap: deployed(plan, environment=v2.Environment(name=Known("e"), image=gap)),
        ),
        (Kind.MODEL, lambda plan, gap: modelled(plan, v2.Model(Known("m"), gap))),
        (Kind.COMPUTE, lambda plan, gap: replace(plan, compute=v2.Compute(Known("c"), resource_id=gap))),
    ],
)
def test_the_vendor_refuses_every_document_with_a_gap(
    kind: Kind, change: Callable[[v2.Plan, object], v2.Plan], tmp_path: Path
) -> None:
    parts = save(change(kubernetes_plan(), Expression("os.environ['X']")), tmp_path)
    part = next(part for part in parts if part.kind is kind)
    assert "<DECIDE: " in json.dumps(part.content)
    with pytest.raises(Exception, match=r"(?i)undecided|unknown field|not a valid|validation"):
        LOADERS[kind](source=str(tmp_path / part.file))


def deployed(plan: v2.Plan, **changes: object) -> v2.Plan:
    first = plan.deployments[0]
    return replace(plan, deployments=(replace(first, deployment=replace(first.deployment, **changes)),))  # type: ignore[arg-type]


def modelled(plan: v2.Plan, model: v2.Model) -> v2.Plan:
    return replace(plan, deployments=(replace(plan.deployments[0], models=(model,)),))


READ_ONLY = "given by Azure, not by the user"
NO_ORIGIN = "v1 has nothing that would decide it; the user's own wish in v2"
DATASTORE = "v1 uploads to the workspace's default store, and so does v2"
ABSENT = {
    "id": READ_ONLY,
    "provisioning_state": READ_ONLY,
    "scoring_uri": READ_ONLY,
    "openapi_uri": READ_ONLY,
    "kind": READ_ONLY,
    "location": "a workspace has one region; v1's own location is dropped, and the mapping says so",
    "endpoint.identity": "v1 services had no identity of their own; v2's default is a system-assigned one",
    "endpoint.traffic": "not allowed in the file that creates an endpoint; a command in the README sets it",
    "endpoint.mirror_traffic": "v1 never mirrored traffic",
    "deployment.model_mount_path": "v1 mounted the model where v2 does by default",
    "deployment.egress_public_network_access": NO_ORIGIN,
    "deployment.private_network_connection": "internal to the vendor's packages",
    "deployment.environment.*": "a deployment refers to environment.yml; the keys are checked there",
    "deployment.model.*": "a deployment refers to model.yml; the keys are checked there",
    "deployment.resources.limits.gpu": "the other spelling of nvidia.com/gpu",
    "deployment.resources.requests.gpu": "the other spelling of nvidia.com/gpu",
    "deployment.data_collector.rolling_rate": NO_ORIGIN,
    "deployment.data_collector.sampling_rate": NO_ORIGIN,
    "deployment.data_collector.request_logging": NO_ORIGIN,
    "deployment.data_collector.collections.*": NO_ORIGIN,
    "environment.os_type": "v1 web services ran on Linux only, v2's default",
    "environment.datastore": DATASTORE,
    "environment.auto_delete_setting": NO_ORIGIN,
    "environment.inference_config": "for containers with their own server, which v1 never ran",
    "model.stage": NO_ORIGIN,
    "model.flavors": "MLflow reads it from the model itself",
    "model.datastore": DATASTORE,
    "model.system_metadata": "internal to the vendor's packages",
    "model.default_deployment_template": NO_ORIGIN,
    "model.allowed_deployment_templates": NO_ORIGIN,
    "compute.description": NO_ORIGIN,
    "compute.tags": NO_ORIGIN,
    "compute.properties": NO_ORIGIN,
    "compute.identity.user_assigned_identities": "the README attaches with the cluster's own identity",
}


def fields(schema: Any, path: str) -> Iterator[str]:
    """Yield every key that the vendor's schema reads, with the keys of nested schemas."""
    for name, field in schema.fields.items():
        if field.dump_only or name == "schema_ignored":
            continue
        here = f"{path}.{field.data_key or name}"
        yield here
        for nested in nested_schemas(field):
            yield from fields(nested, here)


def nested_schemas(field: Any) -> Iterator[Any]:
    field = getattr(field, "_experimental_field", field)
    for option in getattr(field, "_union_fields", [field]):
        if hasattr(option, "nested"):
            yield option.schema


def vendor_fields() -> set[str]:
    from azure.ai.ml._schema._deployment.online import online_deployment
    from azure.ai.ml._schema._endpoint.online import online_endpoint
    from azure.ai.ml._schema.assets.environment import EnvironmentSchema
    from azure.ai.ml._schema.assets.model import ModelSchema
    from azure.ai.ml._schema.compute.kubernetes_compute import KubernetesComputeSchema

    schemas = {
        "endpoint": [
            online_endpoint.KubernetesOnlineEndpointSchema,
            online_endpoint.ManagedOnlineEndpointSchema,
        ],
        "deployment": [
            online_deployment.KubernetesOnlineDeploymentSchema,
            online_deployment.ManagedOnlineDeploymentSchema,
        ],
        "environment": [EnvironmentSchema],
        "model": [ModelSchema],
        "compute": [KubernetesComputeSchema],
    }
    context = {"base_path": "."}
    return {
        key
        for kind, found in schemas.items()
        for each in found
        for key in fields(each(context=context), kind)
    }


def written_fields() -> set[str]:
    """Every key that stands in a document of some plan in which everything is given."""
    found: set[str] = set()
    for plan in (*PLANS.values(), full_plan()):
        for part in layout(plan):
            if not isinstance(part.content, str):
                found |= set(keys(part.content, part.kind.value))
    return found


def keys(plain: object, path: str) -> Iterator[str]:
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield f"{path}.{key}"
            yield from keys(value, f"{path}.{key}")


def full_plan() -> v2.Plan:
    value, table = Known("1"), {"a": Known("b")}
    about = {"description": value, "tags": table}
    scale = v2.ScaleSettings(value, value, value, value, value)
    probe, quantity = v2.Probe(value, value, value, value, value), v2.Quantity(value, value, value)
    environment = v2.Environment(
        name=value,
        version=value,
        image=value,
        build_path=value,
        dockerfile_path=value,
        **about,  # type: ignore[arg-type]
    )
    deployment = v2.Deployment(
        v2.Target.KUBERNETES,
        value,
        value,
        readiness_probe=probe,
        resources=v2.Resources(quantity, quantity),
        scale_settings=scale,
        instance_count=value,
        environment=environment,
        properties=table,
        **about,  # type: ignore[arg-type]
    )
    model = v2.Model(value, value, value, properties=table, **about)  # type: ignore[arg-type]
    endpoint = v2.Endpoint(v2.Target.KUBERNETES, value, value, value, properties=table, **about)  # type: ignore[arg-type]
    return v2.Plan(endpoint, (v2.DeploymentPlan(deployment, (model,)),))


def excused(field: str) -> bool:
    words = field.split(".")
    above = [".".join(words[:depth]) for depth in range(1, len(words))]
    return (
        field in ABSENT
        or words[-1] in ABSENT
        or any(each in ABSENT or f"{each}.*" in ABSENT for each in above)
    )


@pytest.mark.filterwarnings("ignore")
def test_every_field_of_the_vendor_is_written_or_excused() -> None:
    forgotten = sorted(field for field in vendor_fields() - written_fields() if not excused(field))
    assert forgotten == []


@pytest.mark.filterwarnings("ignore")
def test_no_excuse_stands_for_a_field_that_is_written_or_gone() -> None:
    every, ours = vendor_fields(), written_fields()
    exact = {field for field in ABSENT if "." in field and not field.endswith(".*")}
    assert sorted(exact - every) == []
    assert sorted(exact & ours) == []
