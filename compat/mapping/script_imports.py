"""What a scoring script imports: the clean-up of its packages asks for it."""

from __future__ import annotations

import ast


def imports_of(text: str) -> frozenset[str] | None:
    """Return the dotted names a module imports, wherever it does; None if it does not parse."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    plain = {item.name for node in nodes if isinstance(node, ast.Import) for item in node.names}
    modules = {
        (node.module or "", item.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for item in node.names
    }
    return frozenset(
        plain | {f"{module}.{name}" for module, name in modules if module} | {m for m, _ in modules if m}
    )


def needs_the_sdk(imports: frozenset[str] | None) -> bool:
    """Tell whether a script with these imports needs the v1 SDK, or may need it because nobody read it."""
    apart = ("azureml.contrib.services", "azureml.monitoring", "azureml.ai")
    return imports is None or any(
        name == "azureml" or (name.startswith("azureml.") and not name.startswith(apart)) for name in imports
    )
