"""Variables of the environment that v1 set and v2 does not, or not to the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.doctor.check import Check
from migrate.doctor.script import Script
from migrate.finding import Level

_PLACES = {
    "AML_APP_ROOT": "In v1 this was the folder above the script's own; in v2 it may be the script's own folder.",
    "AZUREML_SOURCE_DIRECTORY": "v1 put the name of the script's folder here; v2 need not set it.",
}
_UNUSED = {"AML_MODEL_DC_STORAGE_ENABLED"}
_READERS = {"os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault"}


def read_variables(script: Script) -> Iterator[tuple[ast.AST, str]]:
    """Yield each reading of a variable of the environment, with its name, where the name is written out."""
    for node in ast.walk(script.module):
        name: ast.AST | None = None
        if isinstance(node, ast.Call) and script.dotted(node.func) in _READERS and node.args:
            name = node.args[0]
        elif isinstance(node, ast.Subscript) and script.dotted(node.value) == "os.environ":
            name = node.slice
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield node, name.value


def _places(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    for node, name in read_variables(script):
        if name in _PLACES:
            yield (
                node,
                f"{_PLACES[name]} Make paths from __file__, and those of the model from AZUREML_MODEL_DIR.",
            )


def _collection(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    for node, name in read_variables(script):
        if name in _UNUSED:
            yield (
                node,
                f"Nothing sets {name} in v2: collection is a setting of the deployment (data_collector).",
            )


_END = "\n\n\ndef init():\n    pass\n\n\ndef run(data):\n    return data\n"

CHECKS = (
    Check(
        "AML417",
        "folders taken from variables of v1",
        Level.DECISION,
        "AML_APP_ROOT and AZUREML_SOURCE_DIRECTORY describe where v1 put the code in its image. v2 puts it elsewhere.",
        "v2 puts the code elsewhere.",
        'import os\n\nROOT = os.environ["AML_APP_ROOT"]' + _END,
        "import os\n\nROOT = os.path.dirname(os.path.abspath(__file__))" + _END,
        _places,
    ),
    Check(
        "AML418",
        "the switch of v1's data collection",
        Level.ADVICE,
        "v1 told the script by a variable whether to collect. In v2 the Collector knows it from the deployment.",
        "Nothing sets this variable in v2.",
        'import os\n\nON = os.getenv("AML_MODEL_DC_STORAGE_ENABLED") == "true"' + _END,
        "ON = True" + _END,
        _collection,
    ),
)
