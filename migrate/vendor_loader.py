"""What the loader of azure-ai-ml says about a file. The one module of ``migrate`` that imports that package.

Importing it takes a second or two, so that happens in a function. Nothing is sent: a file is loaded, and turned
into the request that would be sent, from an object that is thrown away.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from compat.validation.document import DEPLOYMENTS, ENDPOINTS, V2, DocumentPath, Kind

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_DETAILS = re.compile(r"Details:\s*(.*?)\s*(?:Resolutions:|$)", re.DOTALL)
_SCHEMA_KEYS = frozenset({"_schema", "value", "key"})
_LOCATION = "westeurope"
"""Any region: it is part of the request, and never looked at."""


@dataclass(frozen=True)
class Refusal:
    """One thing the loader refuses. ``sending`` tells that it loads the file and refuses to send it."""

    path: DocumentPath
    sentence: str
    sending: bool = False


def is_installed() -> bool:
    """Tell whether azure-ai-ml is there, without importing it."""
    try:
        return importlib.util.find_spec("azure.ai.ml") is not None
    except ModuleNotFoundError:
        return False


def refusals(file: str, kind: Kind) -> list[Refusal]:
    """Return what azure-ai-ml refuses in a file of one document of a kind; empty if it would send it.

    Raises ``ImportError`` where azure-ai-ml is not installed.
    """
    if kind not in V2:
        return []
    with _quiet():
        load, request = _steps(kind)
        try:
            entity = load(file)
        except Exception as error:  # noqa: BLE001 - bad files make the loader raise anything
            return _refusals(error)
        try:
            request(entity)
        except Exception as error:  # noqa: BLE001
            return _refusals(error, sending=True) if _is_verdict(error) else []
    return []


def _steps(kind: Kind) -> tuple[Callable[[str], object], Callable[[object], object]]:
    from azure.ai import ml

    if kind in ENDPOINTS:
        return ml.load_online_endpoint, lambda entity: _call(entity, "_to_rest_online_endpoint", _LOCATION)
    if kind in DEPLOYMENTS:
        return ml.load_online_deployment, lambda entity: _call(entity, "_to_rest_object", _LOCATION)
    loads: Mapping[Kind, Callable[[str], object]] = {
        Kind.ENVIRONMENT: ml.load_environment,
        Kind.MODEL: ml.load_model,
        Kind.KUBERNETES_COMPUTE: ml.load_compute,
    }
    return loads[kind], lambda entity: _call(entity, "_to_rest_object")


def _call(entity: object, method: str, *arguments: str) -> object:
    return getattr(entity, method)(*arguments)


def _is_verdict(error: Exception) -> bool:
    """Tell a verdict on the file from a slip of the conversion, which is private and made for the service."""
    from azure.ai.ml.exceptions import MlException

    return isinstance(error, MlException)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence what the package prints, logs and warns about; put everything back afterwards."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _refusals(error: Exception, *, sending: bool = False) -> list[Refusal]:
    said = _COLOURS.sub("", str(error))
    messages = _messages(said)
    if messages:
        found = dict.fromkeys((path, sentence) for path, sentence in _flat(messages, ()))
        return [Refusal(path, sentence, sending) for path, sentence in found]
    if type(error).__module__ == "builtins":
        return [
            Refusal((), f"The loader breaks on this file ({type(error).__name__}: {_line(said)}).", sending)
        ]
    return [Refusal((), _sentence(said), sending)]


def _messages(said: str) -> dict[str, object]:
    """Return the messages by key that the package prints as JSON inside its sentence."""
    start = said.find("{")
    if "failed:" not in said[:start]:
        return {}
    try:
        found, _ = json.JSONDecoder().raw_decode(said[start:])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _flat(messages: object, path: DocumentPath) -> Iterator[tuple[DocumentPath, str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flat(inner, path if key in _SCHEMA_KEYS else (*path, _step(key)))
    elif isinstance(messages, list) and any(not isinstance(one, str) for one in messages):
        yield _alternatives(messages, path)
    elif isinstance(messages, list):
        yield from ((path, _sentence(one)) for one in messages)
    else:
        yield path, _sentence(str(messages))


def _alternatives(messages: list[object], path: DocumentPath) -> tuple[DocumentPath, str]:
    """Return one refusal for a key that may take several forms: a list with the messages of each."""
    found = [pair for one in messages for pair in _flat(one, path)]
    deepest = max(found, key=lambda pair: len(pair[0]), default=(path, ""))
    if len(deepest[0]) > len(path):
        return deepest
    return path, " Or: ".join(dict.fromkeys(sentence for _, sentence in found))


def _step(key: object) -> object:
    return int(key) if isinstance(key, str) and key.isdigit() else key


def _sentence(said: str) -> str:
    details = _DETAILS.search(said)
    text = _line(details.group(1) if details else said).replace("(x) ", "")
    return text if text.endswith(".") else f"{text}."


def _line(said: str) -> str:
    return " ".join(said.split())
