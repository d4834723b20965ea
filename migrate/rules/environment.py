"""Environments made in code."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety, members
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE_AML140 = """\
from azureml.core import Environment

env = Environment.from_conda_specification("churn", "conda.yml")
"""
_AFTER_AML140 = """\
name: churn
image: mcr.microsoft.com/azureml/minimal-ubuntu22.04-py39-cpu-inference:latest
conda_file: conda.yml
"""

_BEFORE_AML141 = """\
from azureml.core import Environment

env = Environment.get(ws, "churn", version="3")
"""
_AFTER_AML141 = """\
environment: azureml:churn:3
"""

_BEFORE_AML142 = """\
from azureml.core import Environment

env = Environment("churn")
env.register(workspace=ws)
"""
_AFTER_AML142 = """\
ml_client.environments.create_or_update(environment)
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.environments import environment

    return environment(usage, source)


def _registered(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.environments import registered

    return registered(usage, source) if usage.symbol.endswith(".register") else ()


RULES = (
    Rule(
        id="AML140",
        title="environment made in code",
        level=Level.CHANGE,
        why=(
            "An environment of v2 is an image, an image with a conda file, or a folder to build. Environment "
            "variables move to the deployment. The server that v1 put into the image "
            "(inferencing_stack_version) has to be in it: azureml-inference-server-http in the conda file."
        ),
        message=(
            "The environment becomes environment.yml with its conda file; its variables move to the "
            "deployment."
        ),
        symbols=(
            "azureml.core.environment.Environment",
            *members(
                "azureml.core.environment.Environment",
                "from_conda_specification",
                "from_pip_requirements",
                "from_docker_image",
                "from_dockerfile",
                "from_docker_build_context",
                "from_existing_conda_environment",
                "load_from_directory",
                "clone",
            ),
            "azureml.core.environment.*",
        ),
        link=LEARN + "how-to-manage-environments-v2",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML140, _AFTER_AML140),
        codemod=_rewritten,
    ),
    Rule(
        id="AML141",
        title="environment fetched by name",
        level=Level.CHANGE,
        why=(
            "Registered environments of v1 can be named from v2. Curated ones of v1 (AzureML-...) are "
            "retired; v2 has its own in the registry azureml."
        ),
        message=(
            "Name it as azureml:<name>:<version>, or @latest; a curated environment of v1 needs its "
            "successor."
        ),
        symbols=(
            *members("azureml.core.environment.Environment", "get", "list", "label"),
            "azureml.core.workspace.Workspace.environments",
        ),
        link=LEARN + "how-to-manage-environments-v2",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML141, _AFTER_AML141),
    ),
    Rule(
        id="AML142",
        title="environment registered, built or saved",
        level=Level.CHANGE,
        why=(
            "Registering is environments.create_or_update; the image is built when it is first needed. "
            "save_to_directory and build_local have no successor, private wheels go into a package index."
        ),
        message=(
            "Register with environments.create_or_update; builds start by themselves, saving to a folder is "
            "gone."
        ),
        symbols=members(
            "azureml.core.environment.Environment",
            "register",
            "build",
            "build_local",
            "save_to_directory",
            "add_private_pip_wheel",
            "get_image_details",
        ),
        link=LEARN + "how-to-manage-environments-v2",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML142, _AFTER_AML142),
        codemod=_registered,
    ),
)
