"""The models of a deploy command: ``-m name:version``, and the files that ``az ml model register -t`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compat.mapping.setting import Api
from compat.mapping.settings import setting
from compat.v1 import Given, ModelRef, Unread
from compat.value import Known, Unresolved, Value, known
from migrate.read.command_line.invocation import Filled, Invocation
from migrate.read.command_line.lookup import find, path_of
from migrate.read.configuration.document import Node, parse
from migrate.read.reading import Files

_METADATA = ("-f", "--model-metadata-file")


@dataclass(frozen=True)
class Registered:
    """A model that the script registers: its name, and the options as keywords of ``Model.register``."""

    name: Value
    settings: Mapping[str, Given]


def registered(found: Invocation) -> tuple[str, Registered] | None:
    """Return the file that a register command writes, and the model; None where it writes none."""
    output, name = found.first("output_metadata_file"), found.first("name")
    if output is None or name is None or not output.values or not name.values:
        return None
    file = _key(output.values[0])
    # A model of a run has no file in the repository: it is referred to by name.
    keywords = _keywords(found) if found.first("model_path") is not None else {}
    return (file, Registered(name.values[0], keywords)) if file else None


def references(
    found: Invocation, files: Files, known_files: Mapping[str, Registered], lost: list[Unread]
) -> tuple[ModelRef, ...]:
    """Return the models of a deploy command, in order."""
    return tuple(_references(found, files, known_files, lost))


def _references(
    found: Invocation, files: Files, known_files: Mapping[str, Registered], lost: list[Unread]
) -> Iterator[ModelRef]:
    for option in found.every("models"):
        if not option.values:
            continue
        if option.flag in _METADATA:
            yield _by_file(option, found, files, known_files, lost)
        elif len(option.values) > 1:
            yield ModelRef(option.values[0], _version(option.values[1]), place=option.place)
        else:
            yield ModelRef(option.values[0], place=option.place)


def _by_file(
    option: Filled, found: Invocation, files: Files, known_files: Mapping[str, Registered], lost: list[Unread]
) -> ModelRef:
    model = known_files.get(_key(option.values[0]))
    if model is not None:
        return ModelRef(model.name, registration=model.settings, place=option.place)
    path = find(option.values[0], files, found.place.path, found.folder)
    text = files.text(path) if path else None
    tree = parse(text, path) if text is not None and path else None
    node = tree.children.get("modelId") if isinstance(tree, Node) else None
    if node is not None and isinstance(node.plain, str):
        name, _, version = node.plain.partition(":")
        return ModelRef(
            Known(name, node.place),
            _version(Known(version, node.place)) if version else None,
            place=option.place,
        )
    why = "the file with the model's id is made when the pipeline runs"
    lost.append(Unread(option.flag, why, option.place))
    return ModelRef(Unresolved(why, place=option.place, settle="modelId in that file"), place=option.place)


def _version(value: Value) -> Value:
    text = known(value)
    return Known(int(text), value.place) if isinstance(text, str) and text.isdecimal() else value


def _key(value: Value) -> str:
    """Return a file by which a register and a deploy command of one pipeline find each other: its own name."""
    path = path_of(value)
    if path is None:
        path = getattr(value, "source", "")
    return path.strip("\"'").replace("\\", "/").rpartition("/")[2].lower()


def _keywords(found: Invocation) -> dict[str, Given]:
    """Return the options as keywords of ``Model.register``, where it has one."""
    kept: dict[str, Given] = {}
    for option in found.options:
        key = "model_name" if option.key == "name" else option.key
        row = setting(Api.MODEL, key)
        if row is None or not option.values or row.key == "workspace":
            continue
        value = option.values[0]
        if row.type is dict:
            earlier = kept[key].value if key in kept else Known({})
            if isinstance(value, Known) and isinstance(earlier, Known):
                name, _, text = str(value.value).partition("=")
                value = Known({**earlier.value, name: text}, value.place)
        kept[key] = Given(value, option.flag, kept[key].place if key in kept else option.place)
    return kept
