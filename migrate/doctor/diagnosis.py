"""From the server's log to a sentence: what failed, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_MODULE = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
_NAME = re.compile(r"ImportError: cannot import name '(\w+)' from '([\w.]+)'")
_FILE = re.compile(r"FileNotFoundError: .*?No such file or directory: ['\"](.+?)['\"]")
_VARIABLE = re.compile(
    r"""(?:<frozen os>|[/\\]os\.py)", line \d+, in __getitem__\n(?: .*\n){0,2}?KeyError: '(\w+)'"""
)
_NO_FOLDER = re.compile(r"TypeError: expected str, bytes or os\.PathLike object, not NoneType")
_NO_JSON = re.compile(r"TypeError: Object of type (\w+) is not JSON serializable")
_REFUSED = re.compile(r"(run\(\) (?:cannot|needs)[^\n]+)")
_CONFIGURATION = re.compile(r"Invalid config file!")

_SHOWN = 5


def diagnosis(log: str, python: str, model_folder: Path | None) -> tuple[str, ...]:
    """Return what the log of a failed start or request says, in sentences; empty where it says nothing known.

    ``python`` is the interpreter that served, and ``model_folder`` what AZUREML_MODEL_DIR was, if anything.
    """
    return tuple(dict.fromkeys(_said(log, python, model_folder)))


def _said(log: str, python: str, model_folder: Path | None) -> Iterator[str]:
    module = _last(_MODULE, log)
    if module:
        yield _module(module, python)
    found = _NAME.search(log)
    if found:
        yield f"{found[2]} has no {found[1]}: the version that {python} has is another than the script was written for."
    variable = _last(_VARIABLE, log)
    if variable:
        yield _variable(variable)
    if _NO_FOLDER.search(log) and model_folder is None:
        yield "A path is made from a variable that is not set; if it is AZUREML_MODEL_DIR, give --model."
    missing = _last(_FILE, log)
    if missing:
        yield _file(missing, model_folder)
    kind = _last(_NO_JSON, log)
    if kind:
        yield f"run() returns a {kind}, which is no JSON: return lists, dicts, texts and numbers (array.tolist())."
    refused = _last(_REFUSED, log)
    if refused:
        yield f"The server says: {refused.strip()}"
    if _CONFIGURATION.search(log):
        yield "The server reads a config.json beside the script as its own settings, and this one is not valid JSON."


def _module(name: str, python: str) -> str:
    if name.partition(".")[0] == "azureml":
        return f"{name} is a package of the v1 SDK, which v2 images do not have: the lines above say what replaces it."
    return (
        f"The script needs {name}, which {python} does not have: install it there, or give --python the interpreter "
        "of the environment that has the packages of the model."
    )


def _variable(name: str) -> str:
    if name == "AZUREML_MODEL_DIR":
        return "The script needs the model: give --model the file or folder as it is registered."
    return (
        f"The script reads the variable {name}: give --env {name}=VALUE. In Azure it stands in environment_variables "
        "of the deployment."
    )


def _file(path: str, model_folder: Path | None) -> str:
    if model_folder is None or not path.startswith(str(model_folder)):
        return (
            f"There is no file {path}. Find the script's own files beside __file__, the model below --model."
        )
    there = sorted(item.name for item in model_folder.iterdir())[:_SHOWN]
    asked = path[len(str(model_folder)) :].lstrip("/\\")
    return (
        f"The script looks for {asked} below AZUREML_MODEL_DIR, which holds {', '.join(there) or 'nothing'}."
    )


def _last(pattern: re.Pattern[str], log: str) -> str:
    found = pattern.findall(log)
    return str(found[-1]) if found else ""
