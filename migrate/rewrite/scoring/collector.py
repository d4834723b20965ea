"""``ModelDataCollector`` becomes the ``Collector`` of azureml-ai-monitoring, where every use of it is understood.

Source: azureml-monitoring 0.1.0a21 and azureml-ai-monitoring 1.0.0 (``Collector.collect`` takes a pandas data frame
and raises where collection is off, unless it was given ``on_error``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compat.mapping.telemetry import COLLECTIONS
from migrate.doctor.script import Script
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit, Import, Proposal
from migrate.rewrite.scoring.written_cell import home_of, with_imports
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety
from migrate.usage import Form, Usage

_RULE = "AML402"
_CLASS = "ModelDataCollector"
_MODULE = "azureml.monitoring"
_INPUTS, _OUTPUTS = COLLECTIONS
_COLLECTION = {
    **dict.fromkeys(("input", "inputs", "features", "model_inputs"), _INPUTS),
    **dict.fromkeys(("output", "outputs", "prediction", "predictions", "model_outputs"), _OUTPUTS),
}
_WITHOUT_NAMES = {"loads", "array", "asarray", "tolist", "to_numpy", "predict", "predict_proba", "reshape"}
_MESSAGE = (
    "Collector takes pandas data frames; look whether the columns are the right ones, and keep the collections that "
    "deployment.yml enables."
)
_MARKER = "Use Collector of azureml-ai-monitoring by hand: this use of ModelDataCollector is not one that is rewritten."


class _NotPlainError(Exception):
    """Something is done with the class that is not understood."""


@dataclass(frozen=True)
class _Made:
    """One collector: the variable it is kept in, its constructor call, the collection, and its columns' source."""

    variable: str
    call: ast.Call
    collection: str
    columns: str


def codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose all edits of a file at its first construction of a collector; a marker where one is not understood."""
    home = home_of(source.page(usage.place))
    if home is None or (home.page.cell is not None and not home.written) or usage.form is not Form.CALL:
        return
    page, tree = home.page, home.page.tree or ast.Module([], [])
    first = min(
        item.place
        for item in source.usages
        if (item.symbol, item.form, item.place.cell) == (usage.symbol, usage.form, usage.place.cell)
    )
    if usage.place != first or not usage.symbol.endswith(f".{_CLASS}"):
        return
    try:
        edits, pandas_needed = _edits(page, tree)
    except _NotPlainError:
        yield Proposal(_RULE, Safety.MANUAL, usage.place, _MARKER, marker=_MARKER)
        return
    adds = (Import("pandas"),) if pandas_needed else ()
    if home.written:
        edits, adds = with_imports(home, edits, adds), ()
    yield Proposal(_RULE, Safety.REVIEW, usage.place, _MESSAGE, edits, adds)


def _edits(page: Page, tree: ast.Module) -> tuple[tuple[Edit, ...], bool]:
    script = Script(page.path, tree)
    statement, local = _import(tree)
    made = tuple(_constructions(page, tree, local))
    names = {item.variable: item for item in made}
    if len(names) != len(made) or not made:
        raise _NotPlainError
    frame, pandas_needed = _frame(script.names)
    edits = [page.replaced(statement, "from azureml.ai.monitoring import Collector")]
    edits += [page.replaced(item.call, _constructed(item)) for item in made]
    edits += _collections(page, tree, names, frame)
    _nothing_else(tree, local, names)
    return tuple(sorted(edits)), pandas_needed


def _import(tree: ast.Module) -> tuple[ast.ImportFrom, str]:
    """Return the one import of the class, which imports nothing else, and the name it gives."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and _of_v1(node)]
    if len(found) != 1 or [item.name for item in found[0].names] != [_CLASS]:
        raise _NotPlainError
    return found[0], found[0].names[0].asname or _CLASS


def _of_v1(node: ast.ImportFrom) -> bool:
    module = node.module or ""
    return module == _MODULE or module.startswith(f"{_MODULE}.")


def _constructions(page: Page, tree: ast.Module, local: str) -> Iterator[_Made]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == local:
            statement = page.parents.get(node)
            plain = isinstance(statement, ast.Assign) and len(statement.targets) == 1
            target = statement.targets[0] if isinstance(statement, ast.Assign) and plain else None
            if not isinstance(target, ast.Name):
                raise _NotPlainError
            yield _Made(target.id, node, *_settings(page, node))


def _settings(page: Page, call: ast.Call) -> tuple[str, str]:
    given = {item.arg: item.value for item in call.keywords}
    designation = given.get("designation") or given.get("identifier")
    known = {"model_name", "designation", "identifier", "feature_names"}
    if len(call.args) > 1 or not set(given) <= known or not isinstance(designation, ast.Constant):
        raise _NotPlainError
    collection = _COLLECTION.get(str(designation.value).lower())
    if collection is None:
        raise _NotPlainError
    columns = given.get("feature_names")
    return collection, page.source(columns) if isinstance(columns, ast.List | ast.Tuple | ast.Name) else ""


def _constructed(item: _Made) -> str:
    return f'Collector(name="{item.collection}", on_error=lambda error: print(error))'


def _frame(names: Mapping[str, str]) -> tuple[str, bool]:
    """Return how the file calls the class of data frames, and whether pandas has to be imported for it."""
    for local, dotted in names.items():
        if dotted == "pandas":
            return f"{local}.DataFrame", False
        if dotted == "pandas.DataFrame":
            return local, False
    return "pandas.DataFrame", True


def _collections(page: Page, tree: ast.Module, names: Mapping[str, _Made], frame: str) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _collects(node, names):
            if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
                raise _NotPlainError
            owner = node.func.value.id  # type: ignore[attr-defined]
            data = node.args[0]
            named = names[owner].columns and _has_no_names(page, data)
            columns = f", columns={names[owner].columns}" if named else ""
            if not (isinstance(data, ast.Call) and page.source(data.func) == frame):
                yield page.replaced(data, f"{frame}({page.source(data)}{columns})")


def _collects(node: ast.Call, names: Mapping[str, _Made]) -> bool:
    function = node.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "collect"
        and isinstance(function.value, ast.Name)
        and function.value.id in names
    )


def _has_no_names(page: Page, data: ast.expr) -> bool:
    """Tell whether data are surely lists or arrays: naming the columns of a data frame chooses among them instead."""
    if isinstance(data, ast.Subscript):
        return _has_no_names(page, data.value)
    if isinstance(data, ast.List | ast.ListComp | ast.Tuple):
        return True
    if isinstance(data, ast.Attribute):
        return data.attr == "values"
    if isinstance(data, ast.Call):
        name = data.func.attr if isinstance(data.func, ast.Attribute) else getattr(data.func, "id", "")
        return name in _WITHOUT_NAMES
    if isinstance(data, ast.Name):
        given = list(_assigned(page, data))
        return bool(given) and all(value is not None and _has_no_names(page, value) for value in given)
    return False


def _assigned(page: Page, name: ast.Name) -> Iterator[ast.expr | None]:
    """Yield what a local variable is set to in the function that uses it; None where that is not plain.

    One setting at least has to stand before the use, and on every way to it.
    """
    function: ast.AST | None = name
    while function is not None and not isinstance(function, ast.FunctionDef):
        function = page.parents.get(function)
    nodes = [] if function is None else [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    before = False
    for node in nodes:
        if node.id == name.id and not isinstance(node.ctx, ast.Load):
            statement = page.parents.get(node)
            plain = isinstance(statement, ast.Assign) and statement.targets == [node]
            value = statement.value if isinstance(statement, ast.Assign) and plain else None
            before |= page.parents.get(statement or node) is function and node.lineno < name.lineno
            yield None if isinstance(value, ast.Name) else value
    if not before:
        yield None


def _nothing_else(tree: ast.Module, local: str, names: Mapping[str, _Made]) -> None:
    """Refuse a file that does anything with the class or a collector but what was rewritten."""
    understood = {id(item.call.func) for item in names.values()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _collects(node, names):
            understood.add(id(node.func.value))  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in {local, *names}:
            if id(node) not in understood:
                raise _NotPlainError
        elif isinstance(node, ast.Attribute) and node.attr == _CLASS:
            raise _NotPlainError
