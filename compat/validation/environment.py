"""The image: environments of their own, and those inside a deployment."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, DocumentPath, Kind, at, text
from compat.validation.problem import (
    ENVIRONMENT_PAGE,
    MANAGED_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)

_VERSIONED = {
    Kind.ENVIRONMENT: ((),),
    Kind.MODEL: ((),),
    Kind.KUBERNETES_DEPLOYMENT: (("environment",), ("model",)),
    Kind.MANAGED_DEPLOYMENT: (("environment",), ("model",)),
}
_WITH_ENVIRONMENT = DEPLOYMENTS | {Kind.ENVIRONMENT}


def environment_path(case: Case) -> DocumentPath | None:
    """Return where the document describes an environment; None where it describes none."""
    path: DocumentPath = () if case.kind is Kind.ENVIRONMENT else ("environment",)
    return path if isinstance(at(case.data, *path), dict) else None


def _has(case: Case, path: DocumentPath, key: str) -> bool:
    return at(case.data, *path, key) is not None


def _both(case: Case) -> Iterator[Hit]:
    path = environment_path(case)
    if path is not None and _has(case, path, "image") and _has(case, path, "build"):
        yield Hit((*path, "build"), "The environment has an image and a build.")


def _neither(case: Case) -> Iterator[Hit]:
    path = environment_path(case)
    if path is None or _has(case, path, "image") or _has(case, path, "build"):
        return
    if _has(case, path, "conda_file"):
        yield Hit((*path, "conda_file"), "The environment has a conda_file but no image to install it on.")
    else:
        yield Hit(path, "The environment has neither an image nor a build.")


def _idle_conda(case: Case) -> Iterator[Hit]:
    path = environment_path(case)
    if path is not None and _has(case, path, "build") and _has(case, path, "conda_file"):
        yield Hit(
            (*path, "conda_file"), "conda_file stands beside build; the Dockerfile alone makes the image."
        )


def _number(case: Case) -> Iterator[Hit]:
    for path in _VERSIONED[case.kind]:
        value = at(case.data, *path, "version")
        place = (*path, "version")
        written = case.document.plain.get(place, str(value))
        if isinstance(value, bool) or not isinstance(value, (str, int, type(None))):
            yield Hit(place, f"version {written} is not text; it is read as {value}.", f'Write "{written}".')
        elif isinstance(value, int) and written != str(value):
            yield Hit(place, f"version {written} is read as the number {value}.", f'Write "{written}".')


def _prefixed(case: Case) -> Iterator[Hit]:
    path = environment_path(case)
    value = None if path is None else text(case.data, *path, "conda_file")
    if path is not None and value is not None and value.startswith("file:"):
        yield Hit(
            (*path, "conda_file"), "conda_file is a plain path.", f"Write {value.removeprefix('file:')}."
        )


def _without(case: Case) -> Iterator[Hit]:
    if at(case.data, "environment") is None and at(case.data, "code_configuration") is not None:
        yield Hit((), "The deployment has a scoring script but no environment to run it in.")


CHECKS = (
    Check(
        code="AML686",
        title="Environment with image and build",
        why="An environment is an image or a build context, not both. Inside a deployment the loader does "
        "not look.",
        fix="Keep one of them.",
        example=Example(
            "environment: {image: python, build: {path: 'https://github.com/contoso/image'}}",
            "environment: {image: python}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_both,
        kinds=_WITH_ENVIRONMENT,
        link=ENVIRONMENT_PAGE,
    ),
    Check(
        code="AML687",
        title="Environment without an image",
        why="v1 had a default base image. v2 has none: there must be an image or a build context. Inside a "
        "deployment the loader does not look.",
        fix="Add image.",
        example=Example(
            "environment: {conda_file: {dependencies: [python=3.11]}}",
            "environment: {image: python, conda_file: {dependencies: [python=3.11]}}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_neither,
        kinds=_WITH_ENVIRONMENT,
        link=ENVIRONMENT_PAGE,
    ),
    Check(
        code="AML688",
        title="Version is not text",
        why="A version is text. Without quotes 1.10 is the number 1.1, and Azure registers that.",
        fix="Put it in quotes.",
        example=Example("version: 1.10", 'version: "1.10"', Kind.ENVIRONMENT),
        loader=Loader.ACCEPTS,
        find=_number,
        kinds=frozenset(_VERSIONED),
        link=ENVIRONMENT_PAGE,
    ),
    Check(
        code="AML689",
        title="conda_file with file:",
        why="The loader looks for a file whose name begins with file:.",
        fix="Write the path alone.",
        example=Example("conda_file: file:conda.yml", "conda_file: conda.yml", Kind.ENVIRONMENT),
        loader=Loader.REFUSES,
        find=_prefixed,
        kinds=_WITH_ENVIRONMENT,
        link=ENVIRONMENT_PAGE,
    ),
    Check(
        code="AML690",
        title="Scoring script without an environment",
        why="Only MLflow and Triton models can do without an environment, and they have no scoring script.",
        fix="Add environment: azureml:<name>:<version>.",
        example=Example(
            "", "environment: azureml:churn-env:4", Kind.KUBERNETES_DEPLOYMENT, without=("environment",)
        ),
        loader=Loader.ACCEPTS,
        find=_without,
        kinds=DEPLOYMENTS,
        link=MANAGED_PAGE,
    ),
    Check(
        code="AML616",
        title="Conda file beside a build context",
        why="With a build context the Dockerfile makes the image, and conda_file is not for it.",
        fix="Install the packages in the Dockerfile, or use image and conda_file.",
        example=Example(
            "build: {path: 'https://github.com/contoso/image'}\nconda_file: conda.yml",
            "build: {path: 'https://github.com/contoso/image'}",
            Kind.ENVIRONMENT,
            without=("image",),
        ),
        loader=Loader.ACCEPTS,
        find=_idle_conda,
        kinds=_WITH_ENVIRONMENT,
        severity=Severity.WARNING,
        link=ENVIRONMENT_PAGE,
    ),
)
