"""The rows of v1 ``Environment``: one for each attribute of azureml-core 1.61, sections included.

Sources: azureml-core 1.61.0.post4 (attributes, JSON keys, defaults), azure-ai-ml 1.35.2 (what an environment
file takes) and https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment.
"""

from __future__ import annotations

from compat.mapping.setting import LEARN, Api, Becomes, Decision, Fate, Setting, Spelling, same

CPU_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"
GPU_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04"

_LINK = LEARN + "reference-yaml-environment"
_PULL = Decision("Has the endpoint's identity the role AcrPull on this registry?")


def _row(key: str, meaning: str, becomes: Becomes, kind: type = str) -> Setting:
    return Setting(
        Api.ENVIRONMENT,
        key,
        meaning,
        *same(becomes),
        type=kind,
        spelling=Spelling(file=_camel(key)),
        secret=key.endswith(("password", "base_image_registry")),
        link=_LINK,
    )


def _camel(key: str) -> str:
    return ".".join(_camel_part(part) for part in key.split("."))


def _camel_part(part: str) -> str:
    first, *rest = part.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _unused(key: str, meaning: str, kind: type = str) -> Setting:
    return _row(key, meaning, Becomes("", Fate.DROPPED, f"{key} had no effect on a web service."), kind)


SETTINGS: tuple[Setting, ...] = (
    _row("name", "name of the environment", Becomes("environment.name", Fate.CARRIED, "The name is kept.")),
    _row(
        "version",
        "version of the environment",
        Becomes(
            "",
            Fate.DROPPED,
            "No version is written: the content has changed, so Azure ML takes the next version.",
        ),
    ),
    _row(
        "label",
        "label by which a registered environment was fetched",
        Becomes(
            "environment.reference",
            Fate.MANUAL,
            "v2 resolves only the label latest.",
            decision=Decision("Which version of the environment had this label?", "environment.reference="),
        ),
    ),
    _row(
        "asset_id",
        "id of a registered environment",
        Becomes("", Fate.DROPPED, "The id is that of the v1 asset."),
    ),
    _row(
        "environment_variables",
        "environment variables of the service",
        Becomes(
            "deployment.environment_variables",
            Fate.CONVERTED,
            "Environment variables stand in the deployment; a v2 environment has none.",
        ),
        dict,
    ),
    _row(
        "inferencing_stack_version",
        "the v1 web server put on top of the image",
        Becomes(
            "environment.conda_file",
            Fate.MANUAL,
            "v1 put its web server into the image; v2 does not: the conda list or the image must.",
        ),
    ),
    _row(
        "python.user_managed_dependencies",
        "whether the image brings all Python packages itself",
        Becomes(
            "",
            Fate.CARRIED,
            "The image brings its own packages, so no conda file is written.",
            decision=Decision("Does the image contain azureml-inference-server-http, and does it start it?"),
        ),
        bool,
    ),
    _row(
        "python.interpreter_path",
        "Python interpreter of an image that brings its own packages",
        Becomes(
            "",
            Fate.MANUAL,
            "v2 has no interpreter path; a prebuilt inference image reads AZUREML_INFERENCE_PYTHON_PATH.",
            decision=Decision("Does the image start this interpreter by itself?"),
            loss=True,
        ),
    ),
    _row(
        "python.conda_dependencies",
        "conda specification",
        Becomes(
            "environment.conda_file", Fate.CARRIED, "The conda specification is carried, cleaned up for v2."
        ),
        dict,
    ),
    _row(
        "python.conda_dependencies_file",
        "path of a conda file",
        Becomes("environment.conda_file", Fate.CARRIED, "The conda file is carried, cleaned up for v2."),
    ),
    _row(
        "python.base_conda_environment",
        "conda environment in the image that packages were added to",
        Becomes(
            "",
            Fate.MANUAL,
            "v2 always makes a conda environment of its own.",
            decision=Decision("Which packages of that conda environment does the service need?"),
            loss=True,
        ),
    ),
    _row(
        "docker.base_image",
        "image to build on",
        Becomes("environment.image", Fate.CARRIED, "The image is kept."),
    ),
    _row(
        "docker.base_dockerfile",
        "Dockerfile of the image to build on",
        Becomes("environment.build", Fate.CONVERTED, "The Dockerfile becomes a build context."),
    ),
    _row(
        "docker.build_context",
        "folder with a Dockerfile that makes the whole image",
        Becomes("environment.build", Fate.CONVERTED, "The build context is kept."),
        dict,
    ),
    _row(
        "docker.build_context.location_type",
        "where the build context lies: git or storageAccount",
        Becomes("environment.build", Fate.COMBINED, "Goes with the build context's location."),
    ),
    _row(
        "docker.build_context.location",
        "place of the build context",
        Becomes(
            "environment.build",
            Fate.CONVERTED,
            "The build context is kept.",
            decision=Decision("Which folder is this build context?", "environment.build_path="),
        ),
    ),
    _row(
        "docker.build_context.dockerfile_path",
        "Dockerfile inside the build context",
        Becomes("environment.build.dockerfile_path", Fate.CARRIED, "The Dockerfile's place is kept."),
    ),
    _row(
        "docker.base_image_registry",
        "private registry of the image",
        Becomes(
            "",
            Fate.MANUAL,
            "v2 takes no credentials of a registry: the image is pulled with the endpoint's identity.",
            decision=_PULL,
        ),
        dict,
    ),
    _row(
        "docker.base_image_registry.address",
        "address of the private registry",
        Becomes(
            "environment.image",
            Fate.COMBINED,
            "The image's name carries the registry's address.",
            decision=_PULL,
        ),
    ),
    _row(
        "docker.base_image_registry.username",
        "user of the private registry",
        Becomes(
            "",
            Fate.MANUAL,
            "v2 takes no user for a registry: the image is pulled with the endpoint's identity.",
            decision=_PULL,
        ),
    ),
    _row(
        "docker.base_image_registry.password",
        "password of the private registry",
        Becomes(
            "",
            Fate.MANUAL,
            "v2 takes no password for a registry: the image is pulled with the endpoint's identity.",
            decision=_PULL,
        ),
    ),
    _row(
        "docker.base_image_registry.registry_identity",
        "managed identity that pulls the image",
        Becomes(
            "",
            Fate.MANUAL,
            "In v2 the identity of the endpoint pulls the image.",
            decision=Decision("Should the endpoint use this user-assigned identity?"),
        ),
        dict,
    ),
    _unused("docker.enabled", "whether training runs in Docker", bool),
    _unused("docker.shared_volumes", "Docker volumes on Windows", bool),
    _unused("docker.gpu_support", "GPU in Docker, found by itself since long", bool),
    _unused("docker.shm_size", "shared memory of a training run"),
    _unused("docker.arguments", "arguments of docker run in training", list),
    _unused("docker.platform", "operating system and processor", dict),
    _unused("spark", "Spark settings of training runs", dict),
    _unused("databricks", "Databricks libraries of training runs", dict),
    _row(
        "r",
        "R packages",
        Becomes(
            "",
            Fate.DROPPED,
            "v2 has no R section.",
            decision=Decision("Does the service use R? Then the image must bring it."),
            loss=True,
        ),
        dict,
    ),
)


def _source(key: str, meaning: str, path: str) -> Setting:
    """Return the row of an argument that says where an environment comes from; what it holds has its own rows."""
    return _row(
        key,
        meaning,
        Becomes(path, Fate.COMBINED, f"What {key} names is written into the environment's files."),
    )


SOURCES: tuple[Setting, ...] = (
    _source("file_path", "file with the packages", "environment.conda_file"),
    _source("pip_version", "version of pip for from_pip_requirements", "environment.conda_file"),
    _source("conda_specification", "conda file beside an image or Dockerfile", "environment.conda_file"),
    _source("pip_requirements", "pip file beside an image or Dockerfile", "environment.conda_file"),
    _source("image", "image the environment is made from", "environment.image"),
    _source("container_registry", "registry of the image", "environment.image"),
    _source("dockerfile", "Dockerfile the environment is made from", "environment.build.path"),
    _source("docker_build_context", "build context the environment is made from", "environment.build.path"),
    _source("path", "folder of a saved environment", "environment"),
    _source("new_name", "name of a copy", "environment.name"),
    _row(
        "conda_environment_name",
        "conda environment on the machine that deployed",
        Becomes(
            "",
            Fate.MANUAL,
            "The packages were those of a conda environment on the machine that deployed; they are in no file.",
            decision=Decision("Which packages did it hold? conda env export lists them."),
            loss=True,
        ),
    ),
)
