"""The first generation of ``InferenceConfig``: conda file, runtime and base image instead of an environment.

v1 itself makes an ``Environment`` of it, named after the service (azureml-core 1.61.0.post4,
``convert_parts_to_environment``); what it cannot turn so went through images that are retired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from compat.mapping.account import account, row_of, says_nothing
from compat.mapping.environment_rows import GPU_IMAGE
from compat.mapping.joining import joined
from compat.mapping.scoring import SETTINGS
from compat.mapping.setting import Change, Decision, Fate
from compat.mapping.subject import Subject
from compat.v1 import Conda, Environment, Given, Scoring, Unread
from compat.value import Known, Unresolved, Value, known

LEGACY = "InferenceConfig"


def legacy(conda: Conda | None, place_of: Scoring) -> Scoring:
    """Return a first-generation ``InferenceConfig`` with the content of its conda file, for a reader to keep."""
    return replace(place_of, environment=Environment(None, conda=conda, origin=LEGACY, place=place_of.place))


def from_parts(
    given: Mapping[str, Given], scoring: Scoring, subject: Subject
) -> tuple[Environment, list[Change]]:
    """Return the environment that v1 makes of the parts, and a change for every part given."""
    own = scoring.environment or Environment(None, place=scoring.place)
    settings: dict[str, Given] = {}
    if "base_image" in given and not says_nothing(given["base_image"]):
        settings["docker.base_image"] = given["base_image"]
    elif any(known(given[key].value) for key in ("enable_gpu", "cuda_version") if key in given):
        settings["docker.base_image"] = Given(Known(GPU_IMAGE))
    registry = given.get("base_image_registry")
    if registry is not None and not says_nothing(registry):
        settings["docker.base_image_registry"] = registry
    conda = own.conda
    if conda is None and "conda_file" in given and not says_nothing(given["conda_file"]):
        conda = unread_conda("the conda file was not read", given["conda_file"].value)
    made = replace(
        own, name=joined(subject.service.name, "-env"), settings=settings, conda=conda, origin=LEGACY
    )
    changes = [_part(key, item, subject, own_image="base_image" in given) for key, item in given.items()]
    if any(key in given and not says_nothing(given[key]) for key in ("runtime", "conda_file", "base_image")):
        return made, changes
    said = (
        "The code names no environment: v1's service took one of its own, and the source does not show which."
    )
    ask = Decision("Does this environment, the default of azureml-core 1.61, hold what the script needs?")
    row = row_of(SETTINGS, "environment")
    return made, [*changes, account(row, None, subject.target, said, fate=Fate.MANUAL, ask=ask)]


def _part(key: str, given: Given, subject: Subject, *, own_image: bool) -> Change:
    row, value, target = row_of(SETTINGS, key), known(given.value), subject.target
    if says_nothing(given):
        return account(row, given, target)
    if not isinstance(given.value, Known) and key in {"runtime", "enable_gpu", "cuda_version"}:
        ask = Decision(f"What is {key}?", "environment.image=")
        return account(
            row, given, target, f"The value of {key} is not in the source.", fate=Fate.MANUAL, ask=ask
        )
    if key == "runtime" and str(value).lower() != "python":
        ask = Decision("v2 has no Spark runtime for services. How shall this model be served?")
        return account(row, given, target, "Only Python can be served in v2.", fate=Fate.MANUAL, ask=ask)
    if key in {"enable_gpu", "cuda_version"} and not value:
        return account(row, given, target, "No GPU image was asked for.", fate=Fate.DROPPED, writes=())
    if key in {"enable_gpu", "cuda_version"}:
        return _gpu(key, given, subject, own_image=own_image)
    return account(row, given, target)


def _gpu(key: str, given: Given, subject: Subject, *, own_image: bool) -> Change:
    if own_image:
        said = "v1 put CUDA into the given image by a way that is retired."
        ask = Decision("Which image has the CUDA that the model needs?", "environment.image=")
    else:
        said = f"{GPU_IMAGE} is the GPU image of azureml-core 1.61; an older release took an older one."
        ask = Decision("Is its CUDA right for the model? CUDA 9 and 10 are obsolete.", "environment.image=")
    return account(row_of(SETTINGS, key), given, subject.target, said, fate=Fate.MANUAL, ask=ask)


def unread_conda(why: str, value: Value) -> Conda:
    """Return a conda specification of which nothing is known but that there is one."""
    waiting = Unresolved(value.why if isinstance(value, Unresolved) else why, place=value.place)
    return Conda({"dependencies": [waiting]}, value, gaps=(Unread("the conda file", why, value.place),))
