"""Documents to a plan: the inverse of ``documents``.

A file is known by its ``$schema`` (a manifest by its ``kind``), never by its name, and tied to a deployment
by the reference that the vendor follows too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from compat import v2
from compat.documents import asset, autoscale, image, online
from compat.documents.form import TEXT, AsIs, Document, as_mapping
from compat.documents.placeholder import GUARD, decision_path
from compat.value import Known, Value


def written(plan: v2.Plan) -> v2.Plan:
    """Return the plan without what no file holds.

    Traffic may not stand in the file that creates an endpoint, packing and the cluster's own set-up are
    commands; all three stand in the README beside the files. A compute whose cluster is not known by its
    resource id is a command too, which looks the id up.
    """
    compute = plan.compute
    if compute is not None:
        known = compute.resource_id is not None
        compute = v2.Compute(compute.name, compute.namespace, compute.resource_id) if known else None
    return replace(
        plan,
        endpoint=replace(plan.endpoint, traffic={}),
        deployments=tuple(replace(item, packing=None) for item in plan.deployments),
        compute=compute,
    )


def plan_from(files: Mapping[str, Document | str]) -> v2.Plan:
    """Return the plan that documents describe; ValueError says which document is missing or odd."""
    found = _sorted(files)
    if len(found.endpoints) != 1:
        raise ValueError(f"one endpoint document is needed, {len(found.endpoints)} are there")
    target, endpoint = found.endpoints[0]
    return v2.Plan(
        endpoint=online.endpoint(target).read(endpoint, "endpoint"),
        deployments=tuple(_deployment(target, document, found) for target, document in found.deployments),
        compute=found.compute,
    )


@dataclass
class _Sorted:
    """The documents by what they are."""

    files: Mapping[str, Document | str]
    endpoints: list[tuple[v2.Target, Document]] = field(default_factory=list)
    deployments: list[tuple[v2.Target, Document]] = field(default_factory=list)
    environments: list[v2.Environment] = field(default_factory=list)
    models: list[v2.Model] = field(default_factory=list)
    instance_types: list[v2.InstanceType] = field(default_factory=list)
    autoscales: list[tuple[v2.Autoscale, object, object]] = field(default_factory=list)
    compute: v2.Compute | None = None


def _sorted(files: Mapping[str, Document | str]) -> _Sorted:
    found = _Sorted(files)
    for content in files.values():
        if isinstance(content, str):
            continue
        document = {key: value for key, value in content.items() if key != GUARD}
        _file(found, str(document.get("$schema", document.get("kind", ""))), document)
    return found


def _file(found: _Sorted, kind: str, document: Document) -> None:
    name = kind.removeprefix(online.SCHEMAS).removesuffix(".schema.json")
    target = v2.Target.KUBERNETES if name.startswith("kubernetes") else v2.Target.MANAGED
    if name.endswith("OnlineEndpoint"):
        found.endpoints.append((target, document))
    elif name.endswith("OnlineDeployment"):
        found.deployments.append((target, document))
    elif name == "environment":
        found.environments.append(image.environment_from(document, found.files, named=True))
    elif name == "model":
        found.models.append(asset.MODEL.read(document, "model"))
    elif name == "kubernetesCompute":
        found.compute = asset.compute_from(document)
    elif name == "InstanceType":
        found.instance_types.append(asset.instance_type_from(document))
    elif kind == autoscale.TEMPLATE_SCHEMA:
        found.autoscales.append(autoscale.autoscale_from(document))


def _deployment(target: v2.Target, document: Document, found: _Sorted) -> v2.DeploymentPlan:
    deployment: v2.Deployment = online.deployment(target, AsIs()).read(document, "deployment")
    environment = _environment(document.get("environment"), found)
    deployment = replace(deployment, environment=environment)
    return v2.DeploymentPlan(
        deployment=deployment,
        models=_models(deployment.model, found.models),
        autoscale=_autoscale(document, found),
        instance_type=next(
            (each for each in found.instance_types if Known(each.name) == deployment.instance_type), None
        ),
    )


def _environment(plain: object, found: _Sorted) -> v2.Environment | None:
    if plain is None:
        return None
    if not isinstance(plain, str):
        return image.environment_from(as_mapping(plain, "deployment.environment"), found.files, named=False)
    registered = next((each for each in found.environments if image.reference(each) == plain), None)
    return registered or v2.Environment(reference=TEXT.read(plain, "deployment.environment"))


def _models(reference: Value | None, models: list[v2.Model]) -> tuple[v2.Model, ...]:
    """Models that no deployment names are those to be packed: they belong to where no model is named."""
    named = tuple(model for model in models if asset.is_reference_to(model, reference))
    return named or tuple(models)


def _autoscale(document: Document, found: _Sorted) -> v2.Autoscale | None:
    names = [document.get("endpoint_name"), document.get("name")]
    wanted = [None if decision_path(name) is not None else name for name in names]
    return next((each for each, *of in found.autoscales if of == wanted), None)
