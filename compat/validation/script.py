"""The scoring script: does it parse, and does it have what the server calls. It is never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, Kind, text
from compat.validation.local_files import script_path
from compat.validation.problem import LEARN, Case, Check, Example, Hit, Loader, Severity

_SCRIPT = ("code_configuration", "scoring_script")
_PAGE = LEARN + "how-to-deploy-online-endpoints"


def _parse(case: Case) -> ast.Module | str | None:
    path = script_path(case)
    source = None if case.files is None or path is None else case.files.text(case.document.file, path)
    if source is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        return f"line {error.lineno or 1}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or "it is nested too deeply"


def _syntax(case: Case) -> Iterator[Hit]:
    parsed = _parse(case)
    if isinstance(parsed, str):
        yield Hit(_SCRIPT, f"{text(case.data, *_SCRIPT)} is no valid Python, {parsed}.")


def _functions(case: Case) -> Iterator[Hit]:
    parsed = _parse(case)
    if not isinstance(parsed, ast.Module) or _imports_everything(parsed):
        return
    missing = [f"{name}()" for name in ("init", "run") if name not in _names(parsed)]
    if missing:
        yield Hit(_SCRIPT, f"{text(case.data, *_SCRIPT)} defines no {' and no '.join(missing)}.")


def _names(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name)
    return found


def _imports_everything(module: ast.Module) -> bool:
    return any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(module))


CHECKS = (
    Check(
        code="AML699",
        title="Scoring script does not parse",
        why="Azure's client parses the script and stops, but only when the deployment is created.",
        fix="Correct the script. Python 2 must be rewritten.",
        example=Example(
            "code_configuration: {code: ./src, scoring_script: broken.py}",
            "code_configuration: {code: ./src, scoring_script: score.py}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_syntax,
        kinds=DEPLOYMENTS,
        link=_PAGE,
    ),
    Check(
        code="AML619",
        title="Scoring script without init or run",
        why="The inference server calls init() once and run() for each request.",
        fix="Define both, or name the script that does.",
        example=Example(
            "code_configuration: {code: ./src, scoring_script: helper.py}",
            "code_configuration: {code: ./src, scoring_script: score.py}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_functions,
        kinds=DEPLOYMENTS,
        severity=Severity.WARNING,
        link=_PAGE,
    ),
)
