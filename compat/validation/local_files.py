"""Local files a document names: are they there, and do they reach Azure."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, DocumentPath, Files, Kind, at, mapping, text
from compat.validation.environment import environment_path
from compat.validation.problem import (
    ENVIRONMENT_PAGE,
    KUBERNETES_PAGE,
    LEARN,
    MODEL_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)

_CODE = ("code_configuration", "code")
_SCRIPT = ("code_configuration", "scoring_script")
_SHOWN_FILES = 3


def is_local(path: str) -> bool:
    """Tell whether a path means something on this machine."""
    return "://" not in path and not path.startswith(("azureml:", "runs:", "<", "git@"))


def script_path(case: Case) -> str | None:
    """Return the scoring script's path relative to the document, or None where there is none to look at."""
    code, script = text(case.data, *_CODE), text(case.data, *_SCRIPT)
    if code is None or script is None or not is_local(code):
        return None
    return f"{code.rstrip('/')}/{script}"


def _incomplete(case: Case) -> Iterator[Hit]:
    if isinstance(at(case.data, "code_configuration"), dict):
        for path in (_CODE, _SCRIPT):
            if at(case.data, *path) is None:
                yield Hit(("code_configuration",), f"code_configuration has no {path[-1]}.")


def _code(case: Case) -> Iterator[Hit]:
    code, files = text(case.data, *_CODE), case.files
    if files is None or code is None or not is_local(code):
        return
    if not files.is_folder(case.document.file, code):
        found = "is a file" if files.is_file(case.document.file, code) else "does not exist"
        yield Hit(_CODE, f"The code folder {code} {found}.", "Name the folder that holds the scoring script.")
        return
    script = script_path(case)
    if script is not None and not files.is_file(case.document.file, script):
        name = text(case.data, *_SCRIPT)
        yield Hit(_SCRIPT, f"The scoring script {name} is not in {code}.", "Its path is relative to code.")


def _named(case: Case) -> Iterator[Hit]:
    if case.files is None:
        return
    path = environment_path(case)
    if path is not None:
        yield from _conda(case, case.files, (*path, "conda_file"))
        yield from _build(case, case.files, (*path, "build"))
    reference = text(case.data, "environment") or ""
    if reference.startswith("file:"):
        yield from _absent(case, case.files, ("environment",), reference.removeprefix("file:"))


def _conda(case: Case, files: Files, path: DocumentPath) -> Iterator[Hit]:
    conda = text(case.data, *path)
    if conda is not None and is_local(conda) and not conda.startswith("file:"):
        yield from _absent(case, files, path, conda)


def _absent(case: Case, files: Files, path: DocumentPath, name: str) -> Iterator[Hit]:
    if not files.is_file(case.document.file, name):
        yield Hit(path, f"The file {name} does not exist.")


def _build(case: Case, files: Files, path: DocumentPath) -> Iterator[Hit]:
    build = mapping(case.data, *path)
    folder, name = text(build, "path"), text(build, "dockerfile_path") or "Dockerfile"
    if folder is None or not is_local(folder):
        return
    if not files.is_folder(case.document.file, folder):
        yield Hit((*path, "path"), f"The build context {folder} is no folder.")
    elif not files.is_file(case.document.file, f"{folder.rstrip('/')}/{name}"):
        key = "dockerfile_path" if "dockerfile_path" in build else "path"
        yield Hit((*path, key), f"There is no {name} in the build context {folder}.")


def _model(case: Case) -> Iterator[Hit]:
    path = ("path",) if case.kind is Kind.MODEL else ("model", "path")
    name, file = text(case.data, *path), case.document.file
    if case.files is None or name is None or not is_local(name):
        return
    if not case.files.is_file(file, name) and not case.files.is_folder(file, name):
        yield Hit(path, f"The model {name} does not exist.")


def _hidden(case: Case) -> Iterator[Hit]:
    code, files = text(case.data, *_CODE), case.files
    if files is None or code is None or not is_local(code) or not files.is_folder(case.document.file, code):
        return
    hidden = files.hidden(case.document.file, code)
    script = (text(case.data, *_SCRIPT) or "").removeprefix("./")
    if script and script in hidden:
        sentence = f"An ignore file keeps the scoring script {script} out of the upload."
        yield Hit(_SCRIPT, sentence, severity=Severity.ERROR)
    elif hidden:
        more = ", ..." if len(hidden) > _SHOWN_FILES else ""
        names = ", ".join(hidden[:_SHOWN_FILES]) + more
        yield Hit(_CODE, f"An ignore file keeps {len(hidden)} files of {code} out of the upload: {names}.")


CHECKS = (
    Check(
        code="AML694",
        title="Code folder or scoring script not there",
        why="code is a folder next to this file, and scoring_script a path inside it. The loader looks at "
        "neither; the deployment fails later.",
        fix="Correct the path.",
        example=Example(
            "code_configuration: {code: ./source, scoring_script: score.py}",
            "code_configuration: {code: ./src, scoring_script: score.py}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_code,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML695",
        title="File of the environment not there",
        why="Paths are relative to the file they stand in.",
        fix="Correct the path.",
        example=Example("conda_file: ./packages.yml", "conda_file: ./conda.yml", Kind.ENVIRONMENT),
        loader=Loader.REFUSES,
        find=_named,
        kinds=DEPLOYMENTS | {Kind.ENVIRONMENT},
        link=ENVIRONMENT_PAGE,
    ),
    Check(
        code="AML696",
        title="Model not there",
        why="A model's path is relative to the file it stands in. The loader looks for it only where the "
        "model has no name.",
        fix="Correct the path.",
        example=Example("path: ./modell", "path: ./model", Kind.MODEL),
        loader=Loader.ACCEPTS,
        find=_model,
        kinds=DEPLOYMENTS | {Kind.MODEL},
        link=MODEL_PAGE,
    ),
    Check(
        code="AML697",
        title="Files kept out of the upload",
        why="v1 uploaded the whole source folder. v2 leaves out what .amlignore names, or .gitignore where "
        "there is no .amlignore. Models and data that are not in git are the usual victims.",
        fix="Write an .amlignore into the code folder that hides only what may be missing.",
        example=Example(
            "code_configuration: {code: ./hidden, scoring_script: score.py}",
            "code_configuration: {code: ./src, scoring_script: score.py}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_hidden,
        kinds=DEPLOYMENTS,
        severity=Severity.WARNING,
        link=LEARN + "how-to-save-write-experiment-files",
    ),
    Check(
        code="AML698",
        title="code_configuration is not complete",
        why="It needs both: the folder to upload and the script inside it. With code missing the loader "
        "leaves the script out without a word.",
        fix="Write code and scoring_script.",
        example=Example(
            "code_configuration: {scoring_script: score.py}",
            "code_configuration: {code: ./src, scoring_script: score.py}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_incomplete,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
)
