"""v1 ``InferenceConfig``: which script serves the model, from which folder.

Sources: azureml-core 1.61.0.post4 (keywords, checks, what is uploaded), azure-ai-ml 1.35.2 (a folder is needed,
ignore files count). The keys of the CLI's inference files come from the v1 CLI reference and from public files.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from compat import v2
from compat.mapping.account import account, row_for, unknown
from compat.mapping.location import ANCHOR, below, clean, from_root
from compat.mapping.setting import LEARN, Api, Becomes, Change, Decision, Fate, Setting, Spelling, same
from compat.mapping.subject import Subject
from compat.v1 import Given, Scoring
from compat.value import Known, Unresolved, Value, known

_LINK = LEARN + "how-to-deploy-online-endpoints"
_CODE = "deployment.code_configuration.code"
_SCRIPT = "deployment.code_configuration.scoring_script"


_FLAGS: Mapping[str, tuple[str, ...]] = {
    "entry_script": ("--es", "--entry-script"),
    "source_directory": ("--sd", "--source-directory"),
    "runtime": ("--rt", "--runtime"),
    "conda_file": ("--cf", "--conda-file"),
    "extra_docker_file_steps": ("--ds", "--extra-docker-file-steps"),
    "enable_gpu": ("--eg", "--enable-gpu"),
    "cuda_version": ("--cv", "--cuda-version"),
    "base_image": ("--bi", "--base-image"),
    "base_image_registry": ("--ir", "--base-image-registry"),
}


def _row(key: str, meaning: str, becomes: Becomes, kind: type = str, file: str = "") -> Setting:
    spelling = Spelling(file, _FLAGS.get(key, ()))
    return Setting(Api.SCORING, key, meaning, *same(becomes), type=kind, spelling=spelling, link=_LINK)


def _part(key: str, meaning: str, sentence: str, path: str, file: str, kind: type = str) -> Setting:
    return _row(key, meaning, Becomes(path, Fate.COMBINED, sentence), kind, file)


SETTINGS: tuple[Setting, ...] = (
    _row(
        "entry_script",
        "the scoring script",
        Becomes(_SCRIPT, Fate.CARRIED, "The script is named inside the code folder."),
        file="entryScript",
    ),
    _row(
        "source_directory",
        "folder that is uploaded with the script",
        Becomes(
            _CODE,
            Fate.CARRIED,
            "The folder is uploaded. v2 leaves out what .amlignore or .gitignore name; v1 sent everything.",
        ),
        file="sourceDirectory",
    ),
    _row(
        "description",
        "description of the image",
        Becomes("", Fate.DROPPED, "v1 itself sent this description nowhere; a deployment has its own."),
    ),
    _row(
        "schema_file",
        "schema of the first generation of images",
        Becomes(
            "", Fate.DROPPED, "A schema file has no effect in v2; the decorators of inference-schema do."
        ),
        file="schemaFile",
    ),
    _part(
        "environment",
        "the environment",
        "Translated setting by setting.",
        "deployment.environment",
        "environment",
        dict,
    ),
    _row(
        "runtime",
        "runtime of the image: python or spark-py",
        Becomes("", Fate.DROPPED, "Python is the only runtime of v2; there is nothing to write."),
        file="runtime",
    ),
    _part(
        "conda_file",
        "conda file of the image",
        "The conda file becomes that of the environment, as v1 itself made one.",
        "environment.conda_file",
        "condaFile",
    ),
    _row(
        "extra_docker_file_steps",
        "file with further lines for the Dockerfile",
        Becomes(
            "environment.build",
            Fate.MANUAL,
            "v2 has no extra steps: the image needs a Dockerfile of its own.",
            decision=Decision(
                "Write a Dockerfile with the base image and these steps, and name it as build context."
            ),
            loss=True,
        ),
        file="extraDockerfileSteps",
    ),
    _part("enable_gpu", "image with CUDA", "v1 took its GPU image.", "environment.image", "enableGpu", bool),
    _part(
        "cuda_version",
        "version of CUDA in the image",
        "v1 took its GPU image.",
        "environment.image",
        "cudaVersion",
    ),
    _part("base_image", "image to build on", "The image is kept.", "environment.image", "baseImage"),
    _row(
        "base_image_registry",
        "private registry of the image",
        Becomes(
            "",
            Fate.MANUAL,
            "v2 takes no credentials of a registry: the image is pulled with the endpoint's identity.",
            decision=Decision("Has the endpoint's identity the role AcrPull on this registry?"),
        ),
        dict,
        "baseImageRegistry",
    ),
)

OF_THE_ENVIRONMENT = frozenset(
    {
        "environment",
        "runtime",
        "conda_file",
        "extra_docker_file_steps",
        "enable_gpu",
        "cuda_version",
        "base_image",
        "base_image_registry",
    }
)


@dataclass(frozen=True)
class _Where:
    """Where the code lies in the repository, and what there is to say about it."""

    code: Value
    script: Value
    notes: tuple[str, ...] = ()
    question: str = ""


def plan(subject: Subject) -> tuple[v2.CodeConfiguration | None, list[Change]]:
    """Return folder and script as paths from the root of the repository, and the changes of their settings.

    ``Scoring.script`` says where the script was found; where nobody looked, a path counts from the folder of the
    file that configures the service. Settings of the environment are left to ``compat.mapping.environment``.
    """
    scoring = subject.scoring
    if scoring is None:
        return None, []
    where = _where(scoring)
    changes = [
        _change(key, given, where, subject)
        for key, given in scoring.settings.items()
        if key not in OF_THE_ENVIRONMENT
    ]
    if "entry_script" not in scoring.settings:
        return None, changes
    if known(_value(scoring, "source_directory")) is None:
        changes.append(_folder_written_out(where, subject))
    return v2.CodeConfiguration(where.code, where.script), changes


def _change(key: str, given: Given, where: _Where, subject: Subject) -> Change:
    row = row_for(SETTINGS, key)
    if row is None:
        return unknown(Api.SCORING, key, given)
    if key != "entry_script" or (isinstance(given.value, Known) and given.value.value is None):
        return account(row, given, subject.target)
    sentence = " ".join((row.kubernetes.sentence, *where.notes))
    if where.question:
        return account(
            row,
            given,
            subject.target,
            sentence,
            fate=Fate.MANUAL,
            ask=Decision(where.question, f"{_SCRIPT}="),
        )
    return account(row, given, subject.target, sentence)


def _folder_written_out(where: _Where, subject: Subject) -> Change:
    row = row_for(SETTINGS, "source_directory")
    assert row is not None  # noqa: S101 - the table above has it
    said = "v1 sent the script alone; v2 needs a folder, so the script's own folder is uploaded, all of it."
    return account(row, None, subject.target, said, fate=Fate.WRITTEN_OUT)


def _value(scoring: Scoring, key: str) -> Value | None:
    given = scoring.settings.get(key)
    return None if given is None else given.value


def _where(scoring: Scoring) -> _Where:
    script, folder = _value(scoring, "entry_script"), _value(scoring, "source_directory")
    plain = known(script)
    if script is None or not isinstance(plain, str):
        return _Where(_code_alone(scoring, folder), script or Unresolved("no script is named"))
    if folder is not None and not isinstance(folder, Known):
        return _Where(folder, Known(clean(plain), script.place))
    return _placed(scoring, plain, known(folder))


def _code_alone(scoring: Scoring, folder: Value | None) -> Value:
    if folder is None or known(folder) is None:
        return Unresolved("the folder is that of the scoring script, which is not known")
    if not isinstance(folder, Known):
        return folder
    return Known(from_root(str(folder.value), scoring.place), folder.place)


def _placed(scoring: Scoring, plain: str, folder: object) -> _Where:
    source = folder if isinstance(folder, str) and folder else ""
    anchored = plain.startswith(ANCHOR)
    written = plain if anchored else clean(plain)
    path = below(source, written)
    tree = scoring.script or from_root(path, scoring.place)
    found = None if scoring.script == "" else tree
    inside = posixpath.normpath(written) if source and not anchored else posixpath.basename(tree)
    code = tree[: -len(inside)].rstrip("/") if tree.endswith(inside) else posixpath.dirname(tree)
    return _Where(Known(code or "."), Known(inside), _notes(plain), _question(clean(plain), found))


def _question(script: str, found: str | None) -> str:
    if found is None:
        return f"{script} is not in the repository. Where is the scoring script?"
    if found.startswith(("..", "/")):
        return f"{script} lies outside the repository. Where is the scoring script?"
    name, ending = posixpath.splitext(posixpath.basename(script))
    if ending != ".py" or not name.isidentifier():
        return f"v1 itself would refuse {script}: the script's name must be that of a Python module. What was meant?"
    return ""


def _notes(plain: str) -> tuple[str, ...]:
    notes = []
    if plain.startswith("/") and not plain.startswith(ANCHOR):
        notes.append("The leading slash is dropped: v1 files meant a path below the folder.")
    if "\\" in plain:
        notes.append("Backslashes become slashes.")
    return tuple(notes)
