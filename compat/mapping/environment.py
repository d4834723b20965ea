"""What a v1 environment becomes, in all its forms.

An environment of the code or of a file is written out; a registered one is a reference; the first generation of
``InferenceConfig`` (conda file, runtime, base image) becomes the ``Environment`` that v1 itself made of it
(azureml-core 1.61.0.post4, ``convert_parts_to_environment``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from compat import v2
from compat.mapping import image, variables
from compat.mapping.account import account, row_for, row_of, says_nothing, unknown
from compat.mapping.conda import empty
from compat.mapping.conda_cleanup import cleaned
from compat.mapping.environment_rows import SETTINGS
from compat.mapping.first_generation import LEGACY, from_parts, unread_conda
from compat.mapping.joining import joined
from compat.mapping.scoring import OF_THE_ENVIRONMENT
from compat.mapping.scoring import SETTINGS as SCORING
from compat.mapping.setting import Api, Change, Decision, Fate
from compat.mapping.subject import Subject
from compat.v1 import Conda, Environment, Given, Scoring
from compat.v2 import Target
from compat.value import Known, Unresolved, Value, known

_CURATED = re.compile(r"AzureML-", re.IGNORECASE)

Planned = tuple[v2.Environment | None, dict[str, Value], list[Change]]


def plan(subject: Subject, imports: frozenset[str] | None = None) -> Planned:
    """Return the environment, the deployment's environment variables, and a change for every given fact.

    ``imports`` are the modules that the scoring script imports (None: it was not read).
    """
    scoring = subject.scoring
    if scoring is None:
        return None, {}, []
    environment, changes = _as_environment(scoring, subject)
    kept, about_variables = variables.plan(environment, subject.target)
    if environment.registered:
        result, about = _registered(environment, subject.target)
    else:
        result, about = _written(environment, subject.target, imports)
    return result, kept, [*changes, *about, *about_variables]


def _as_environment(scoring: Scoring, subject: Subject) -> tuple[Environment, list[Change]]:
    given = {key: item for key, item in scoring.settings.items() if key in OF_THE_ENVIRONMENT}
    own = scoring.environment
    if own is not None and own.origin != LEGACY:
        return own, [_beside(key, item, subject.target) for key, item in given.items()]
    if own is None and "environment" in given and not says_nothing(given["environment"]):
        return _unread_environment(given, scoring, subject)
    return from_parts(given, scoring, subject)


def _unread_environment(
    given: Mapping[str, Given], scoring: Scoring, subject: Subject
) -> tuple[Environment, list[Change]]:
    value = given["environment"].value
    why = value.why if isinstance(value, Unresolved) else "the environment could not be read"
    row = row_of(SCORING, "environment")
    ask = Decision("Which environment serves the model?", "environment.reference=")
    said = f"The environment could not be read: {why}."
    change = account(row, given["environment"], subject.target, said, fate=Fate.MANUAL, ask=ask)
    others = [_beside(key, item, subject.target) for key, item in given.items() if key != "environment"]
    return Environment(Unresolved(why, place=value.place), registered=True, place=scoring.place), [
        change,
        *others,
    ]


def _beside(key: str, given: Given, target: Target) -> Change:
    row = row_of(SCORING, key)
    if key == "environment" or says_nothing(given):
        return account(row, given, target)
    said = f"{key} beside an environment: v1 itself refuses that. The environment counts."
    return account(row, given, target, said, fate=Fate.MANUAL, ask=Decision(f"Is {key} needed?"))


def _registered(environment: Environment, target: Target) -> tuple[v2.Environment, list[Change]]:
    name, label = known(environment.name), environment.settings.get("label")
    row = row_of(SETTINGS, "name")
    changes = [_setting_of_registered(key, given, target) for key, given in environment.settings.items()]
    if environment.conda is not None and "python.conda_dependencies" not in environment.settings:
        changes.append(_changed("python.conda_dependencies", None, target))
    reference, said = _reference(environment, label)
    ask = Decision(
        f"Does {_called(environment)} contain azureml-inference-server-http? The repository does not show it.",
        "environment.reference=",
    )
    if isinstance(name, str) and _CURATED.match(name):
        said = f"{name} is a curated environment of v1; most have no successor of the same name."
        ask = Decision(
            "Which environment takes its place? az ml environment list --registry-name azureml shows what there is.",
            "environment.reference=",
        )
    changes.append(
        account(row, None, target, said, fate=Fate.MANUAL, writes=("deployment.environment",), ask=ask)
    )
    return v2.Environment(reference=reference), changes


def _called(environment: Environment) -> str:
    name = known(environment.name)
    return name if isinstance(name, str) else "the environment"


def _reference(environment: Environment, label: Given | None) -> tuple[Value, str]:
    name = environment.name or Unresolved("the environment has no name")
    if label is not None and not says_nothing(label):
        return joined("azureml:", name, "@", label.value), "The environment is fetched by label."
    if environment.version is None or (
        isinstance(environment.version, Known) and not environment.version.value
    ):
        return joined("azureml:", name, "@latest"), (
            "v1 took the latest version of that day; v2 takes the latest when the deployment is created."
        )
    return joined("azureml:", name, ":", environment.version), "The registered environment is used as it is."


def _setting_of_registered(key: str, given: Given, target: Target) -> Change:
    row = row_for(SETTINGS, key)
    if row is None:
        return unknown(Api.ENVIRONMENT, key, given)
    if key in {"name", "version"}:
        return account(
            row, given, target, "It is part of the reference.", key=key, fate=Fate.COMBINED, ask=False
        )
    if key == "label" and known(given.value) == "latest":
        return account(row, given, target, "@latest is kept.", fate=Fate.CARRIED, ask=False)
    if key == "label" or row.kubernetes.fate is Fate.DROPPED or says_nothing(given):
        return account(row, given, target, key=key)
    if key == "environment_variables":
        return variables.whole(given, target)
    return _changed(key, given, target)


def _changed(key: str, given: Given | None, target: Target) -> Change:
    said = f"The code changes {key} of a registered environment; a reference cannot say that."
    ask = Decision(
        "Register a version of the environment with this change, and refer to it.", "environment.reference="
    )
    return account(row_of(SETTINGS, key), given, target, said, key=key, fate=Fate.MANUAL, ask=ask)


def _written(
    environment: Environment, target: Target, imports: frozenset[str] | None
) -> tuple[v2.Environment, list[Change]]:
    conda, changes = _conda(environment, target)
    built = image.plan(environment, target, with_conda=conda is not None)
    if not built.layered and environment.conda is None:
        conda, changes = None, [change for change in changes if change.given]
    document = None
    if conda is not None:
        document, about = cleaned(conda, imports)
        changes += about
    done = {id(fact) for change in [*changes, *built.changes] for fact in change.given}
    for key, given in environment.settings.items():
        if id(given) not in done and environment.origin != LEGACY:
            changes.append(_rest(key, given, target))
    if environment.name is None and environment.origin != LEGACY:
        changes.append(_nameless(target))
    result = v2.Environment(
        name=environment.name,
        image=built.image,
        conda=document,
        dockerfile=built.dockerfile,
        dockerfile_path=built.dockerfile_path,
        build_path=built.build_path,
    )
    if environment.origin == LEGACY:  # the facts are accounted for under the keywords they were given by
        return result, [replace(change, given=()) for change in [*built.changes, *changes]]
    return result, [*built.changes, *changes]


def _nameless(target: Target) -> Change:
    said = "The environment has no name, so it is written into the deployment."
    return account(row_of(SETTINGS, "name"), None, target, said, fate=Fate.CONVERTED, ask=False)


def _conda(environment: Environment, target: Target) -> tuple[Conda | None, list[Change]]:
    user = environment.settings.get("python.user_managed_dependencies")
    row = row_of(SETTINGS, "python.user_managed_dependencies")
    changes: list[Change] = []
    if user is not None and known(user.value) is True:
        return None, [account(row, user, target)]
    if user is not None and isinstance(user.value, Known):
        changes.append(account(row, user, target, "Azure ML makes the conda environment.", ask=False))
    elif user is not None:
        ask = Decision("Does the image bring all packages itself? Then drop the conda file.")
        said = "Whether a conda environment is made cannot be read from the source; one is written."
        changes.append(account(row, user, target, said, fate=Fate.MANUAL, ask=ask))
    if environment.conda is not None:
        return environment.conda, changes
    given = environment.settings.get("python.conda_dependencies")
    file = environment.settings.get("python.conda_dependencies_file")
    unread = next((item for item in (given, file) if item is not None and not says_nothing(item)), None)
    if unread is not None:
        return unread_conda("the conda specification was not read", unread.value), changes
    said = "No conda specification is given: v1 takes Python 3.8.13 and azureml-defaults."
    default = account(
        row_of(SETTINGS, "python.conda_dependencies"), None, target, said, fate=Fate.WRITTEN_OUT
    )
    return Conda(empty()), [*changes, default]


def _rest(key: str, given: Given, target: Target) -> Change:
    row = row_for(SETTINGS, key)
    if row is None:
        return unknown(Api.ENVIRONMENT, key, given)
    if key == "environment_variables":
        return variables.whole(given, target)
    if key == "python.interpreter_path" and known(given.value) == "python":
        return account(
            row, given, target, "python is what v2 starts too.", key=key, fate=Fate.DROPPED, ask=False
        )
    if key in {"docker.base_image_registry", "r"} and not _says_something(given.value):
        return account(
            row, given, target, f"{key} is empty.", key=key, fate=Fate.DROPPED, writes=(), ask=False
        )
    if key == "label":
        return account(row, given, target, key=key, fate=Fate.DROPPED, ask=False)
    return account(row, given, target, key=key)


def _says_something(value: Value) -> bool:
    if not isinstance(value, Known):
        return True
    if isinstance(value.value, Mapping):
        return any(_says_something(Known(item)) for item in value.value.values())
    return bool(value.value)
