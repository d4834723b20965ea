"""A v1 environment object, read into the v1 form that static reading gives too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from compat import v1, v2
from compat.mapping import conda, environment
from compat.mapping.environment_rows import CPU_IMAGE
from compat.mapping.subject import Subject
from compat.v1 import Given
from compat.v2 import Target
from compat.value import Known, Secret

if TYPE_CHECKING:
    from compat.azureml.core.environment import Environment

_FETCHED = "Environment.get"
EXAMPLE = ("EXAMPLE_ENV_VAR", "EXAMPLE_VALUE")
"""What v1 puts into every new environment by itself."""


def read(wanted: Environment) -> v1.Environment:
    """Return the v1 form: what was set, not v1's own defaults; a registered one is known by its name."""
    given = {
        key: text for key, text in (wanted.environment_variables or {}).items() if (key, text) != EXAMPLE
    }
    variables = {name: Given(Known(text), name) for name, text in given.items()}
    version = None if wanted.version is None else Known(wanted.version)
    if wanted.is_registered():
        return v1.Environment(Known(wanted.name), version, {}, variables, None, True, _FETCHED)
    settings = {key: Given(Known(value), key) for key, value in _set(wanted).items()}
    return v1.Environment(Known(wanted.name), None, settings, variables, _conda(wanted))


def planned(wanted: Environment) -> v2.Environment:
    """Return the v2 environment that registering this one makes."""
    form = read(wanted)
    if form.registered:
        settings = {key: Given(Known(value), key) for key, value in _set(wanted).items()}
        form = v1.Environment(form.name, None, settings, form.variables, _conda(wanted))
    service = v1.Service(v1.ServiceKind.AKS, Known("environment"))
    subject = Subject(service, Target.KUBERNETES, {}, v1.Scoring({}, form), (), service.name)
    made, _, _ = environment.plan(subject)
    return made if made is not None else v2.Environment(name=form.name)


def print_of(wanted: Environment) -> str:
    """Return what tells whether an environment is still as it was fetched; variables belong to the deployment."""
    document = (
        None if wanted.python.conda_dependencies is None else wanted.python.conda_dependencies.document()
    )
    plain = {
        key: value.reveal() if isinstance(value, Secret) else value for key, value in _set(wanted).items()
    }
    return json.dumps([wanted.name, wanted.version, plain, document], sort_keys=True, default=str)


def _set(wanted: Environment) -> dict[str, object]:
    docker, python, registry = wanted.docker, wanted.python, wanted.docker.base_image_registry
    context = docker.build_context
    found = {
        "docker.base_image": None if docker.base_image == CPU_IMAGE else docker.base_image,
        "docker.base_dockerfile": docker.base_dockerfile,
        "docker.build_context.location_type": context and context.location_type,
        "docker.build_context.location": context and context.location,
        "docker.build_context.dockerfile_path": context and context.dockerfile_path,
        "docker.base_image_registry.address": registry.address,
        "docker.base_image_registry.username": registry.username,
        "docker.base_image_registry.password": Secret(registry.password) if registry.password else None,
        "docker.base_image_registry.registry_identity": registry.registry_identity,
        "python.user_managed_dependencies": python.user_managed_dependencies or None,
        "python.interpreter_path": None if python.interpreter_path == "python" else python.interpreter_path,
        "python.base_conda_environment": python.base_conda_environment,
        "inferencing_stack_version": wanted.inferencing_stack_version,
        "r": None if wanted.r is None else vars(wanted.r),
    }
    return {key: value for key, value in found.items() if value is not None}


def _conda(wanted: Environment) -> v1.Conda | None:
    dependencies = wanted.python.conda_dependencies
    if dependencies is None or wanted.python.untouched(dependencies):
        return None
    return v1.Conda(dependencies.document())


def from_file(content: object) -> v1.Conda:
    """Return the conda part of a first-generation configuration for its conda file's content."""
    return v1.Conda(conda.from_conda_specification(content))
