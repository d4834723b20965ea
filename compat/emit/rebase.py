"""Paths of the repository, as seen from the folder that the files are written to."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from compat import v2
from compat.value import Known, Value

# azureml:name:1, azureml://jobs/..., runs:/..., https://..., C:\...
_NOT_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

_PEM_FILES = ("sslCertPemFile", "sslKeyPemFile")


def rebased(plan: v2.Plan, to_root: str) -> v2.Plan:
    """Return the plan with its local paths put behind ``to_root``, such as ``../..``."""
    compute = plan.compute
    if compute is not None:
        files = {
            key: moved(compute.extension[key], to_root) for key in _PEM_FILES if key in compute.extension
        }
        compute = replace(compute, extension={**compute.extension, **files})
    deployments = tuple(_item(item, to_root) for item in plan.deployments)
    return replace(plan, deployments=deployments, compute=compute)


def _item(item: v2.DeploymentPlan, to_root: str) -> v2.DeploymentPlan:
    deployment = item.deployment
    code, image = deployment.code_configuration, deployment.environment
    if code is not None:
        code = replace(code, code=moved(code.code, to_root))
    if image is not None and image.build_path is not None:
        image = replace(image, build_path=moved(image.build_path, to_root))
    elif image is not None and image.dockerfile is None and image.dockerfile_path is not None:
        image = replace(image, dockerfile_path=moved(image.dockerfile_path, to_root))
    models = tuple(replace(model, path=moved(model.path, to_root)) for model in item.models)
    deployment = replace(deployment, code_configuration=code, environment=image)
    return replace(item, deployment=deployment, models=models)


def moved(value: Value, to_root: str) -> Value:
    """Return a local relative path behind ``to_root``; anything else as it is."""
    path = value.value if isinstance(value, Known) else None
    if not isinstance(path, str) or path.startswith("/") or _NOT_LOCAL.match(path):
        return value
    found = posixpath.normpath(posixpath.join(to_root, path or "."))
    return Known(found if found.startswith((".", "/")) else f"./{found}", value.place)
