"""Raw HTTP: what of it is other in the v2 server.

Source: azureml-inference-server-http 1.5.1 (``server/user_script.py``) and Flask 3, on which it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.doctor.check import Check
from migrate.doctor.checks.entry import has_schema, is_raw
from migrate.doctor.script import Script, within
from migrate.finding import Level


def _both(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    run = script.function("run")
    if run is not None and is_raw(script, run) and has_schema(script, run):
        yield run, ""


def _json(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    run = script.function("run")
    if run is None or not is_raw(script, run):
        return
    first = next((item.arg for item in run.args.args if item.arg != "request_headers"), "")
    for node in within(run):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "json"
            and isinstance(node.value, ast.Name)
            and node.value.id == first
        ):
            yield node, ""


_IMPORT = "from azureml_inference_server_http.api.aml_request import rawhttp\n"
_SCHEMA = (
    "from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType\n"
    "from inference_schema.schema_decorators import input_schema\n"
)
_INIT = "\n\ndef init():\n    pass\n\n\n"

CHECKS = (
    Check(
        "AML424",
        "raw HTTP and a schema at once",
        Level.BLOCKER,
        "The server refuses a run() that has both decorators, at start-up.",
        "run() cannot have both @rawhttp and @input_schema: the server stops at start-up.",
        _IMPORT
        + _SCHEMA
        + _INIT
        + '@rawhttp\n@input_schema("data", StandardPythonParameterType({}))\ndef run(data):\n    return data\n',
        _IMPORT + _INIT + "@rawhttp\ndef run(request):\n    return 'ok'\n",
        _both,
    ),
    Check(
        "AML425",
        "request.json",
        Level.DECISION,
        "Since Flask 2.1 the json attribute raises unless the content type is application/json; v1's server gave None.",
        "request.json refuses a request whose content type is not application/json: parse request.get_data() instead.",
        _IMPORT + _INIT + "@rawhttp\ndef run(request):\n    return request.json\n",
        "import json\n\n"
        + _IMPORT
        + _INIT
        + "@rawhttp\ndef run(request):\n    return json.loads(request.get_data())\n",
        _json,
    ),
)
