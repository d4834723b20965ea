"""Packages that a v2 image does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.doctor.check import Check
from migrate.doctor.script import Script
from migrate.finding import Level

_OTHERS_SAY = ("azureml.contrib.services", "azureml.monitoring")
"""What rules of their own say more about."""

_KEEPS = ("azureml.ai",)
_GUARDS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def _sdk(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    guarded = _guarded(script.module)
    for node in ast.walk(script.module):
        for module in _modules(node):
            if _is(module, "azureml") and not _is(module, *_KEEPS, *_OTHERS_SAY) and node not in guarded:
                yield node, ""
                break


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [item.name for item in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level and node.module == "azureml":
        return [f"azureml.{item.name}" for item in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and not node.level and node.module else []


def _guarded(module: ast.Module) -> frozenset[ast.AST]:
    """Return the imports that may fail: their error is caught."""
    return frozenset(
        inner
        for node in ast.walk(module)
        if isinstance(node, ast.Try) and any(_catches(handler) for handler in node.handlers)
        for statement in node.body
        for inner in ast.walk(statement)
    )


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in _GUARDS for kind in kinds)


def _is(module: str, *names: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


def _externals(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    guarded = _guarded(script.module)
    for node in ast.walk(script.module):
        if isinstance(node, ast.ImportFrom) and node not in guarded and node.module == "sklearn.externals":
            for item in node.names:
                said = f"{item.name} is no part of scikit-learn any more: install it, and import {item.name}."
                yield node, said
        elif any(_is(module, "sklearn.externals") for module in _modules(node)) and node not in guarded:
            yield node, ""


_AFTER = "def init():\n    pass\n\n\ndef run(data):\n    return data\n"

CHECKS = (
    Check(
        "AML415",
        "the v1 SDK at run time",
        Level.BLOCKER,
        "A v2 image has no package of the v1 SDK unless the environment names one, and there is no workspace or run "
        "for it to speak of. An import that fails stops the container.",
        "This package of the v1 SDK is not in a v2 image: the import fails, and the container does not start.",
        "from azureml.core import Dataset\n\n\n" + _AFTER,
        _AFTER,
        _sdk,
    ),
    Check(
        "AML416",
        "sklearn.externals",
        Level.BLOCKER,
        "scikit-learn dropped this package in 0.23. The server needs Python 3.9 or later, for which there is no older "
        "scikit-learn.",
        "scikit-learn has no sklearn.externals since 0.23: import the package itself.",
        "from sklearn.externals import joblib\n\n\n" + _AFTER,
        "import joblib\n\n\n" + _AFTER,
        _externals,
    ),
)
