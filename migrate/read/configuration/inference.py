"""An inference file of the v1 command line, in both generations."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from compat.mapping.first_generation import legacy
from compat.mapping.setting import Setting
from compat.v1 import Given, Scoring, Unread
from compat.value import Known, Place, Secret
from migrate.finding import Finding
from migrate.read.configuration.document import Node
from migrate.read.configuration.objection import TWICE, UNKNOWN, VALUE, objection
from migrate.read.configuration.saved_environment import conda_from, environment_from
from migrate.read.reading import Files


def scoring_from_file(
    document: Node, files: Files, path: str, rows: Iterable[Setting]
) -> tuple[Scoring, list[Finding]]:
    """Return the scoring configuration of an inference file, with its environment or its conda file read.

    Paths in it count from the folder it stands in, or from a parent of it: where the command ran.
    """
    spelled = {row.spelling.file: row for row in rows if row.spelling.file}
    findings = [objection(TWICE, f"{key} is written twice.", place) for key, place in document.duplicates()]
    settings: dict[str, Given] = {}
    unread: list[Unread] = []
    for key, node in document.children.items():
        place = document.keys[key]
        row = spelled.get(key)
        if row is None:
            unread.append(Unread(key, "v1 knows no such key in an inference file", place))
            findings.append(objection(UNKNOWN, f"{key}: v1 does not know this key and ignores it.", place))
            continue
        if row.key == "environment" and node.is_mapping:
            continue
        said = row.objection(node.plain) if row.key not in {"environment", "base_image_registry"} else ""
        if said:
            findings.append(objection(VALUE, f"{key}: {said}.", node.place))
        settings[row.key] = Given(Known(_plain(row, node.plain), node.place), key, place)
    scoring = Scoring(settings, None, Place(path, document.place.line), tuple(unread))
    return _with_environment(scoring, document, files, path, findings)


def _plain(row: Setting, plain: object) -> object:
    """Return a value that can be shown: the registry's password cannot."""
    if row.key == "base_image_registry" and isinstance(plain, dict):
        return {key: Secret(str(item)) if key == "password" and item else item for key, item in plain.items()}
    if isinstance(plain, str) and row.key != "base_image_registry":
        return plain.strip() if row.key == "entry_script" else plain
    return plain


def _with_environment(
    scoring: Scoring, document: Node, files: Files, path: str, findings: list[Finding]
) -> tuple[Scoring, list[Finding]]:
    node = document.children.get("environment")
    if node is not None and node.is_mapping:
        environment, about = environment_from(node, files, at="environment.")
        found = Scoring(scoring.settings, environment, scoring.place, scoring.unread)
        return found, [*findings, *about]
    made, about = with_conda_file(scoring, files, path)
    return made, [*findings, *about]


def with_conda_file(scoring: Scoring, files: Files, path: str) -> tuple[Scoring, list[Finding]]:
    """Return a first-generation configuration with the content of the conda file it names, if it names one.

    The file counts from ``source_directory``, and that from the folder of ``path``, where the configuration stands.
    """
    given = scoring.settings.get("conda_file")
    if given is None or not isinstance(given.value, Known) or not isinstance(given.value.value, str):
        return scoring, []
    if not given.value.value:
        return scoring, []
    folder = scoring.settings.get("source_directory")
    source = folder.value.value if folder is not None and isinstance(folder.value, Known) else None
    conda_path = posixpath.join(str(source or ""), given.value.value.replace("\\", "/"))
    conda, about = conda_from(conda_path, path, files, given.value.place or Place(path))
    return legacy(conda, scoring), about
