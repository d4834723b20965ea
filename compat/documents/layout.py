"""Which files a plan becomes: their names, what stands in them, and which deployments they belong to.

One deployment gives the plain names (``deployment.yml``, ``environment.yml``); several give one file each,
and what they share is written once. Files are tied to a deployment the vendor's way: by reference, not by
name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compat import v2
from compat.documents import asset, autoscale, online
from compat.documents.filename import distinct, safe
from compat.documents.form import Document, Fixed, Shape
from compat.documents.image import environments
from compat.documents.part import Kind, Part, groups
from compat.documents.placeholder import guarded
from compat.value import Value, known


def documents(plan: v2.Plan) -> dict[str, Document | str]:
    """Return every file of a plan by its name, in the order a person reads them."""
    return {part.file: part.content for part in layout(plan)}


def layout(plan: v2.Plan) -> tuple[Part, ...]:
    """Return every file of a plan with what it belongs to."""
    suffixes = _suffixes(plan.deployments)
    images, keys = environments(plan.deployments, suffixes)
    endpoint = _content(online.endpoint(plan.endpoint.target), plan.endpoint, "endpoint")
    return (
        Part("endpoint.yml", Kind.ENDPOINT, endpoint),
        *_deployments(plan.deployments, suffixes, keys),
        *images,
        *_models(plan.deployments),
        *_computes(plan),
        *_instance_types(plan.deployments),
        *_autoscales(plan.deployments, suffixes),
    )


def _content(shape: Shape, thing: object, path: str) -> Document:
    return guarded(shape.write(thing, path) or {})


def _suffixes(deployments: Sequence[v2.DeploymentPlan]) -> list[str]:
    if len(deployments) == 1:
        return [""]
    return [f"-{name}" for name in distinct(_label(item.deployment.name) for item in deployments)]


def _label(value: Value) -> str:
    text = known(value)
    return safe(text) if isinstance(text, str) else safe("")


def _deployments(
    deployments: Sequence[v2.DeploymentPlan], suffixes: Sequence[str], environment_keys: dict[int, object]
) -> Iterator[Part]:
    for index, item in enumerate(deployments):
        shape = online.deployment(item.deployment.target, Fixed(environment_keys.get(index)))
        content = _content(shape, item.deployment, "deployment")
        yield Part(f"deployment{suffixes[index]}.yml", Kind.DEPLOYMENT, content, (index,))


def _models(deployments: Sequence[v2.DeploymentPlan]) -> Iterator[Part]:
    found = groups([(index, model) for index, item in enumerate(deployments) for model in item.models])
    names = distinct(f"model-{_label(model.name)}" for model, _ in found) if len(found) > 1 else ["model"]
    for name, (model, owners) in zip(names, found, strict=False):
        yield Part(f"{name}.yml", Kind.MODEL, _content(asset.MODEL, model, "model"), owners)


def _computes(plan: v2.Plan) -> Iterator[Part]:
    if plan.compute is not None and plan.compute.resource_id is not None:
        yield Part("compute.yml", Kind.COMPUTE, _content(asset.COMPUTE, plan.compute, "compute"))


def _instance_types(deployments: Sequence[v2.DeploymentPlan]) -> Iterator[Part]:
    wanted = [(index, item.instance_type) for index, item in enumerate(deployments)]
    found = groups([(index, each) for index, each in wanted if each is not None])
    several = len(found) > 1
    names = distinct(f"instance-type-{safe(each.name)}" if several else "instance-type" for each, _ in found)
    for name, (each, owners) in zip(names, found, strict=True):
        yield Part(f"{name}.yml", Kind.INSTANCE_TYPE, asset.instance_type(each), owners)


def _autoscales(deployments: Sequence[v2.DeploymentPlan], suffixes: Sequence[str]) -> Iterator[Part]:
    for index, item in enumerate(deployments):
        if item.autoscale is not None:
            content = autoscale.template(item.autoscale, item.deployment)
            yield Part(f"autoscale{suffixes[index]}.json", Kind.AUTOSCALE, content, (index,))
