"""``init`` and ``run``: whether the server finds them, and whether it can call them.

Source: azureml-inference-server-http 1.5.1, ``server/user_script.py`` and ``server/input_parsers.py``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.doctor.check import Check
from migrate.doctor.script import Function, Script
from migrate.finding import Level

_SCHEMA = "inference_schema."
_RAW = (
    "azureml.contrib.services.aml_request.rawhttp",
    "azureml_inference_server_http.api.aml_request.rawhttp",
)

_RIGHT = "def init():\n    pass\n\n\ndef run(data):\n    return data\n"


def is_raw(script: Script, function: Function) -> bool:
    """Tell whether a function is decorated with ``rawhttp``."""
    return any(name in _RAW for name in script.decorators(function))


def has_schema(script: Script, function: Function) -> bool:
    """Tell whether a function is decorated with a schema of its input."""
    return any(
        name.startswith(_SCHEMA) and name.endswith(".input_schema") for name in script.decorators(function)
    )


def plain_run(script: Script) -> Function | None:
    """Return ``run`` where its signature is what stands there: no decorator but those of the server's packages."""
    run = script.function("run")
    if run is None:
        return None
    known = all(name.startswith(_SCHEMA) or name in _RAW for name in script.decorators(run))
    return run if known else None


def _missing(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    if script.takes_everything:
        return
    for name in ("init", "run"):
        if name not in script.bound:
            yield None, f"There is no {name}() in this file: the server stops at start-up without it."


def _init(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    init = script.function("init")
    if init is None or init.decorator_list:
        return
    given = init.args
    needed = len(given.posonlyargs) + len(given.args) - len(given.defaults)
    if needed > 0 or any(default is None for default in given.kw_defaults):
        yield init, ""


def _parameters(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    run = plain_run(script)
    if run is None:
        return
    given = run.args
    if given.vararg or given.kwarg or given.posonlyargs:
        yield run, ""
        return
    names = [item.arg for item in (*given.args, *given.kwonlyargs) if item.arg != "request_headers"]
    if not names:
        yield (
            run,
            "run() takes no input: the server stops at start-up unless it has a parameter for the data.",
        )


def _several(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    run = plain_run(script)
    if run is None or run.args.vararg or run.args.kwarg or run.args.posonlyargs or has_schema(script, run):
        return
    given = run.args
    plain = given.args[: len(given.args) - len(given.defaults)]
    named = [
        item for item, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None
    ]
    first = next((item.arg for item in (*given.args, *given.kwonlyargs) if item.arg != "request_headers"), "")
    for item in (*plain, *named):
        if item.arg not in {first, "request_headers"}:
            yield item, f"The server passes {first} alone, so every request fails for want of {item.arg}."


def _asynchronous(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    for name in ("init", "run"):
        function = script.function(name)
        if isinstance(function, ast.AsyncFunctionDef) and not function.decorator_list:
            yield function, f"{name}() is async, and the server calls it without awaiting it."


CHECKS = (
    Check(
        "AML410",
        "no init or no run",
        Level.BLOCKER,
        "The server imports the script and stops with exit code 3 unless it has both functions.",
        "The server needs init() and run() in this file.",
        "def run(data):\n    return data\n",
        _RIGHT,
        _missing,
    ),
    Check(
        "AML411",
        "init with parameters",
        Level.BLOCKER,
        "The server calls init() without arguments, once, before the first request.",
        "The server calls init() without arguments: this one needs some, and the container does not start.",
        "def init(path):\n    pass\n\n\ndef run(data):\n    return data\n",
        _RIGHT,
        _init,
    ),
    Check(
        "AML412",
        "parameters of run that the server refuses",
        Level.BLOCKER,
        "The server passes the input by name. It refuses *args, **kwargs and positional-only parameters, and wants "
        "one parameter at least for the data.",
        "run() has *args, **kwargs or positional-only parameters: the server refuses them at start-up.",
        "def init():\n    pass\n\n\ndef run(*args):\n    return args[0]\n",
        _RIGHT,
        _parameters,
    ),
    Check(
        "AML413",
        "several parameters without a schema",
        Level.BLOCKER,
        "Without @input_schema the server passes the whole body to the first parameter, and the headers to one called "
        "request_headers. Nothing else is passed.",
        "The server passes one argument.",
        "def init():\n    pass\n\n\ndef run(data, threshold):\n    return data\n",
        "def init():\n    pass\n\n\ndef run(data, request_headers, threshold=0.5):\n    return data\n",
        _several,
    ),
    Check(
        "AML414",
        "async init or run",
        Level.BLOCKER,
        "The server calls both functions and does not await them: what they return is a coroutine, which is no JSON.",
        "The server does not await it.",
        "def init():\n    pass\n\n\nasync def run(data):\n    return data\n",
        _RIGHT,
        _asynchronous,
    ),
)
