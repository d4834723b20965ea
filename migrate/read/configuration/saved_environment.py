"""A v1 environment as JSON: inside an inference file, or as the folder that ``save_to_directory`` writes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from compat.mapping.account import row_for
from compat.mapping.conda import from_conda_specification, loaded, replaced_python
from compat.mapping.conda_document import CondaError
from compat.mapping.conda_rows import REPLACED
from compat.mapping.environment_rows import SETTINGS
from compat.v1 import Conda, Environment, Given, Unread
from compat.value import Known, Place, Secret, Unresolved, known
from migrate.finding import Finding
from migrate.read.configuration.document import Broken, Node, parse
from migrate.read.configuration.objection import CONDA, REFUSED, TWICE, UNKNOWN, objection
from migrate.read.reading import Files

_ROWS = {row.spelling.file: row for row in SETTINGS}
_OWN = ("environmentVariables", "python.condaDependencies")


def environment_from(
    document: Node, files: Files, *, at: str = "", path: str | None = None
) -> tuple[Environment, list[Finding]]:
    """Return the environment of a JSON object, and findings.

    ``path`` is the file that holds it, where it is a saved folder's: the conda file and the Dockerfile then
    stand beside it. ``at`` is the key path of the object in its file, for messages.
    """
    findings = [
        objection(TWICE, f"{at}{key} is written twice.", place) for key, place in document.duplicates()
    ]
    settings: dict[str, Given] = {}
    unread: list[Unread] = []
    for key, node, place in _leaves(document):
        row = row_for(SETTINGS, _ROWS[key].key) if key in _ROWS else None
        if row is not None:
            plain = Secret(node.plain) if row.secret and isinstance(node.plain, str) else node.plain
            settings[row.key] = Given(Known(plain, node.place), at + key, place)
        elif key not in _OWN:
            unread.append(Unread(at + key, "azureml-core 1.61 knows no such key", place))
            findings.append(
                objection(UNKNOWN, f"{at}{key}: v1 does not know this key and ignores it.", place)
            )
    conda, about = _conda(document, files, path)
    if path is not None:
        settings.update(_dockerfile(files, path))
    return Environment(
        name=_known(document, "name"),
        version=_known(document, "version"),
        settings=settings,
        variables=_variables(document, at),
        conda=conda,
        origin="saved environment",
        place=document.place,
        unread=tuple(unread),
    ), [*findings, *about]


def conda_from(
    path: str, beside: str, files: Files, place: Place, *, specification: bool = True
) -> tuple[Conda, list[Finding]]:
    """Return the conda file that a path in ``beside`` means.

    ``specification`` tells that v1 reads it with ``from_conda_specification``, which sees to a Python version.
    """
    found = files.find(path, beside)
    text = None if found is None else files.text(found)
    if found is None or text is None:
        said = f"{path} is not in the repository"
        return _gap(path, said, place), [objection(CONDA, f"{said}, so its packages are not known.", place)]
    tree = parse(text, found)
    if not isinstance(tree, Node):
        said = f"{found} does not parse"
        broken = tree or Broken(1, "it is empty")
        return _gap(path, said, place), [
            objection(CONDA, f"{said}: {broken.why}.", Place(found, broken.line))
        ]
    try:
        content = from_conda_specification(tree.plain) if specification else loaded(tree.plain)
    except CondaError as error:
        return _gap(path, str(error), place), [objection(REFUSED, f"{found}: {error}.", tree.place)]
    entry = replaced_python(tree.plain) if specification else None
    gaps = (Unread(entry, REPLACED, tree.place),) if entry else ()
    return Conda(content, Known(found, place), tree.place, gaps), []


def _gap(path: str, why: str, place: Place) -> Conda:

    return Conda(
        {"dependencies": [Unresolved(why, place=place)]},
        Known(path, place),
        place,
        (Unread(path, why, place),),
    )


def _leaves(document: Node, above: str = "") -> Iterator[tuple[str, Node, Place]]:
    for key, node in document.children.items():
        path = f"{above}{key}"
        inner = path not in _OWN and any(item.startswith(path + ".") for item in (*_ROWS, *_OWN))
        if node.is_mapping and inner and node.children:
            yield from _leaves(node, path + ".")
        elif path not in _OWN and (path in _ROWS or not (inner and (node.is_mapping or node.plain is None))):
            yield path, node, document.keys[key]


def _known(document: Node, key: str) -> Known | None:
    node = document.children.get(key)
    return None if node is None or node.plain is None else Known(node.plain, node.place)


def _variables(document: Node, at: str) -> dict[str, Given]:
    node = document.children.get("environmentVariables")
    if node is None:
        return {}
    return {
        name: Given(Known(child.plain, child.place), f"{at}environmentVariables.{name}", node.keys[name])
        for name, child in node.children.items()
    }


def _conda(document: Node, files: Files, path: str | None) -> tuple[Conda | None, list[Finding]]:
    python = document.children.get("python")
    inline = python.children.get("condaDependencies") if python is not None else None
    if inline is not None and inline.is_mapping:
        try:
            return Conda(loaded(inline.plain), place=inline.place), []
        except CondaError as error:
            gap = _gap("condaDependencies", str(error), inline.place)
            return gap, [objection(REFUSED, f"condaDependencies: {error}.", inline.place)]
    if python is None or ((user := python.children.get("userManagedDependencies")) and user.plain is True):
        return None, []
    named = _known(python, "condaDependenciesFile")
    file = known(named) if named is not None else None
    if path is None:
        where = python.place
        return (
            (None, [])
            if file is None
            else (_gap(str(file), "it stands outside the inference file", where), [])
        )
    beside = posixpath.join(posixpath.dirname(path), str(file or "conda_dependencies.yml"))
    if files.text(beside) is None:
        said = f"{beside} is not there"
        gap = _gap(beside, said, python.place)
        return gap, [objection(CONDA, f"{said}, so the packages are not known.", python.place)]
    return conda_from(posixpath.basename(beside), beside, files, python.place, specification=False)


def _dockerfile(files: Files, path: str) -> dict[str, Given]:
    """Return the base Dockerfile of a saved folder, as the content it has there."""
    beside = posixpath.join(posixpath.dirname(path), "BaseDockerfile")
    text = files.text(beside)
    place = Place(beside)
    return (
        {} if text is None else {"docker.base_dockerfile": Given(Known(text, place), "BaseDockerfile", place)}
    )
