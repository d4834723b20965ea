"""Settings files that are neither JSON nor YAML: ``.ini`` and ``.toml``, and loaders that give attributes."""

from __future__ import annotations

import ast
import configparser
import importlib
from collections.abc import Callable, Mapping

from compat.value import Place
from migrate.read.python import containers, documents
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import MISSING, Abstract, Bound, Literal, Missing, Opaque, Ref, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.operations import Compute, lift
from migrate.read.python.state import State

_TYPED: Mapping[str, Compute] = {
    "get": str,
    "getint": int,
    "getfloat": float,
    "getboolean": lambda text: configparser.ConfigParser.BOOLEAN_STATES[text.lower()],
}


def ini(ev: Evaluator, node: ast.Call, _arguments: Arguments, _state: State) -> Abstract:
    """Return a new ``configparser.ConfigParser``."""
    return ev.new("ini", node)


def ini_method(
    ev: Evaluator, node: ast.Call, ref: Ref, name: str, arguments: Arguments, state: State
) -> Abstract:
    """Call a method of a ``ConfigParser``."""
    if name in {"read", "read_file", "read_string"}:
        return _read(ev, node, ref, name, arguments, state)
    section, key = arguments.get(0, "section"), arguments.get(1, "option")
    if name in _TYPED and section is not None and key is not None:
        found = containers.lookup(state, ref, section)
        value = _option(state, found, key)
        fallback = arguments.get(99, "fallback")
        if isinstance(value, Missing) and fallback is not None:
            return fallback
        if isinstance(value, Literal):
            return lift(ev, node, (value,), _TYPED[name])
        return value if isinstance(value, Opaque) else _unset(ev, node, ref, state)
    if name == "sections":
        return containers.new_list(
            ev, node, [Literal(one) for one in state.slots(ref.id) if isinstance(one, str)], state
        )
    return ev.opaque(node, arguments.values())


def _option(state: State, section: Abstract | None, key: Abstract) -> Abstract:
    if not isinstance(section, Ref) or not isinstance(key, Literal):
        return MISSING
    found = state.get(section.id, str(key.value).lower())
    return plain(found)


def ini_section(ev: Evaluator, node: ast.AST, ref: Ref, key: Abstract, state: State) -> Abstract:
    """Return ``parser["section"]``."""
    found = containers.lookup(state, ref, key)
    return found if found is not None and not isinstance(found, Missing) else _unset(ev, node, ref, state)


def _unset(ev: Evaluator, node: ast.AST, ref: Ref, state: State) -> Opaque:
    why = state.get(ref.id, ("why",))
    told = why.why if isinstance(why, Opaque) else "the settings that were read do not have it"
    return ev.opaque(node, why=told)


def _read(ev: Evaluator, node: ast.Call, ref: Ref, name: str, arguments: Arguments, state: State) -> Abstract:
    given = plain(arguments.get(0) or Literal(None))
    if name == "read" and isinstance(given, Literal):
        text = documents.text(ev, node, given, state)
    else:
        text = documents.content(ev, node, given, state)
    if not isinstance(text, Literal) or not isinstance(text.value, str):
        why = (
            text.why if isinstance(text, Opaque) and text.why else "the settings that are read are not known"
        )
        state.put(ref.id, ("why",), Opaque(ev.source(node), ev.place(node), why=why))
        return ev.opaque(node)
    parser = configparser.ConfigParser()
    try:
        parser.read_string(text.value)
        values = {section: dict(parser[section]) for section in (*parser.sections(), "DEFAULT")}
    except configparser.Error as error:
        why = f"the settings could not be read ({type(error).__name__})"
        state.put(ref.id, ("why",), Opaque(ev.source(node), ev.place(node), why=why))
        return ev.opaque(node)
    for section, entries in values.items():
        slots = {key: Bound(_literal(value, key, text)) for key, value in entries.items()}
        state.put(ref.id, section, containers.new_dict(ev, node, slots, state))
    return ev.opaque(node)


def _literal(value: str, key: str, text: Literal) -> Literal:
    path = text.place.path if text.place is not None else ""
    lines = str(text.value).splitlines()
    at = (n for n, line in enumerate(lines, 1) if line.split("=")[0].split(":")[0].strip().lower() == key)
    return Literal(value, Place(path, next(at, 1)) if path else None)


def toml(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return what ``tomllib.load`` or ``toml.load`` makes of an open file, a text or a path."""
    given = plain(arguments.get(0) or Literal(None))
    found = documents.content(ev, node, given, state)
    if isinstance(found, Literal) and isinstance(found.value, str) and found.value.endswith(".toml"):
        found = documents.text(ev, node, found, state)
    return documents.loaded(ev, node, found, state, _parse_toml)


def _parse_toml(text: str) -> object:
    parse: Callable[[str], object] = importlib.import_module("tomllib").loads  # Python 3.11 and later
    return parse(text)


def attributes(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return what a loader makes whose settings are read as attributes: a path is loaded, a dict is taken."""
    given = plain(arguments.get(0) or Literal(None))
    if isinstance(given, Literal) and isinstance(given.value, str):
        return documents.load_yaml(ev, node, documents.text(ev, node, given, state), state)
    return given if isinstance(given, Ref) else ev.opaque(node, arguments.values())


def loader(ev: Evaluator, node: ast.Call, _arguments: Arguments, _state: State) -> Abstract:
    """Return a new ``ruamel.yaml.YAML``."""
    return ev.new("yaml loader", node)
