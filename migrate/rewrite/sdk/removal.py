"""Definitions that nothing needs any more once the code that used them is rewritten: they go.

A name goes where each of its values is free of effects (a v1 configuration, an environment, plain data), every use
of it is rewritten or goes itself, and no new text mentions it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from compat.v1 import Environment
from compat.value import Place, is_known
from migrate.rewrite.proposal import Edit, Proposal
from migrate.rewrite.sdk.taking import taken_away
from migrate.usage import Usage

if TYPE_CHECKING:
    from migrate.rewrite.sdk.nodes import Span
    from migrate.rewrite.sdk.script import Script

_CORE = "azureml.core."
FREE = tuple(
    _CORE + name
    for name in (
        "webservice.AksWebservice.deploy_configuration",
        "webservice.AciWebservice.deploy_configuration",
        "webservice.AksEndpoint.deploy_configuration",
        "webservice.LocalWebservice.deploy_configuration",
        "model.InferenceConfig",
        "model.Model",
        "conda_dependencies.CondaDependencies",
        "environment.",
        "container_registry.ContainerRegistry",
        "compute.AksCompute",
        "compute.ComputeTarget",
        "workspace.Workspace.compute_targets",
        "workspace.Workspace.environments",
        "runconfig.",
    )
)
"""Calls of v1 that only make an object or fetch one: without a use, nothing is lost with them."""

_EFFECTS = (".create", ".attach", ".register", ".delete", ".detach", ".build", ".build_local")
_DISPLAYS = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Dict,
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Starred,
    ast.keyword,
    ast.expr_context,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
    ast.Slice,
)


_FREE_CALLS = frozenset(
    [
        "str",
        "int",
        "float",
        "bool",
        "len",
        "dict",
        "list",
        "tuple",
        "os.getenv",
        "os.environ.get",
        "os.path.join",
    ]
)


_FILE = "conda file"


def is_free(symbol: str) -> bool:
    """Tell whether a v1 call has no effect but its object."""
    if symbol.endswith("CondaDependencies.create"):
        return True
    return symbol.startswith(FREE) and not symbol.endswith(_EFFECTS)


def has_gaps(environment: Environment) -> bool:
    """Tell whether an environment holds something that could not be read; a file elsewhere still has its path."""
    conda = environment.conda
    named = conda is not None and is_known(conda.path)
    gaps = () if conda is None else (gap for gap in conda.gaps if not (named and gap.spelling == _FILE))
    return bool(environment.unread) or any(True for _ in gaps)


def removed_spans(script: Script) -> list[Span]:
    """Return the stretches of text that go away."""
    return removal_of(script).spans


def removal_of(script: Script) -> Removal:
    """Return what goes away in a script."""
    found = script.__dict__.get("_removal")
    if not isinstance(found, Removal):
        found = script.__dict__["_removal"] = Removal(script)
    return found


class Removal:
    """What goes away in one script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._page = script.page
        self._scopes = script.scopes

    @cached_property
    def statements(self) -> dict[ast.stmt, str]:
        """The statements that go, with the name each of them is about."""
        gone: dict[ast.stmt, str] = {}
        while True:
            more = {
                one: name for name in self._candidates for one in self._dying(name, gone) if one not in gone
            }
            if not more:
                return gone
            gone.update(more)

    @cached_property
    def spans(self) -> list[Span]:
        """The stretches of text of what goes."""
        return [self._page.span(one) for one in self.statements]

    @cached_property
    def _candidates(self) -> list[str]:
        from migrate.rewrite.sdk.workspaces import Workspaces

        tree = self._page.tree or ast.Module([], [])
        names = {node.id for node in self._scopes.names if isinstance(node.ctx, ast.Store)}
        names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        kept = {*Workspaces.of(self._script).clients, *self._unreadable()}
        return sorted(name for name in names if not name.isupper() and name not in kept)

    def _unreadable(self) -> Iterator[str]:
        """Yield the names of environments that hold more than could be read: their code is the only place of it."""
        for outcome in self._script.source.outcomes:
            scorings = [outcome.service.scoring, *(one.scoring for one in outcome.service.versions)]
            for own in [one.environment for one in scorings if one is not None]:
                places = (
                    () if own is None or not has_gaps(own) else (own.place, own.conda and own.conda.place)
                )
                for place in places:
                    node = None if not isinstance(place, Place) else next(iter(self._page.nodes(place)), None)
                    above = self._page.parents.get(node) if node is not None else None
                    if isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name):
                        yield above.targets[0].id

    def _dying(self, name: str, gone: dict[ast.stmt, str]) -> list[ast.stmt]:
        """Return the statements of a name that nothing needs; none where something does."""
        bindings = [node for _, nodes in self._scopes.bound_everywhere(name) for node in nodes]
        if not bindings or self._script.mentioned(name):
            return []
        functions = [node for node in bindings if isinstance(node, ast.FunctionDef)]
        makers = [self._maker(node) for node in bindings if node not in functions]
        if any(not self._only_makes(one) for one in functions):
            return []
        if any(maker is None for maker in makers):
            return [one for maker in makers if maker is not None for one in self._stretch(name, maker, gone)]
        found = self._unneeded(self._scopes.loads(name), gone)
        if found is not None:
            return [*functions, *(maker for maker in makers if maker is not None), *found]
        return [one for maker in makers if maker is not None for one in self._stretch(name, maker, gone)]

    def _unneeded(self, loads: list[ast.Name], gone: dict[ast.stmt, str]) -> list[ast.stmt] | None:
        """Return the statements that only write to a name that nothing needs; None where something does."""
        uses = [self._use(load, gone) for load in loads]
        if any(use is None for use in uses) or not any(use is True for use in uses):
            return None
        return [use for use in uses if isinstance(use, ast.stmt)]

    def _stretch(self, name: str, maker: ast.stmt, gone: dict[ast.stmt, str]) -> list[ast.stmt]:
        """Return what goes with one of several values that a name gets one after the other."""
        target = maker.targets[0] if isinstance(maker, ast.Assign) else None
        found = self._scopes.loads_of(target) if isinstance(target, ast.Name) else None
        if found is None or self._page.parents.get(maker) is not self._scopes.scope(maker):
            return []
        left = self._unneeded(found, gone)
        return [] if left is None else [maker, *left]

    def _maker(self, binding: ast.AST) -> ast.stmt | None:
        """Return the assignment that binds a name, where it has no effect but that."""
        above = self._page.parents.get(binding)
        if not (isinstance(above, ast.Assign) and len(above.targets) == 1 and above.targets[0] is binding):
            return None
        return above if self._is_free(above.value) else None

    def _is_free(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            usage = self._usage(node)
            free = is_free(usage.symbol) if usage is not None else ast.unparse(node.func) in _FREE_CALLS
            local = isinstance(node.func, ast.Name) and self._local(node.func.id)
            return (free or local) and all(map(self._is_free, [*node.args, *node.keywords]))
        if isinstance(node, ast.keyword):
            return self._is_free(node.value)
        return isinstance(node, _DISPLAYS) and all(map(self._is_free, ast.iter_child_nodes(node)))

    def _local(self, name: str) -> bool:
        """Tell whether a name is a function of this file that only makes a v1 object."""
        tree = self._page.tree or ast.Module([], [])
        found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
        return bool(found) and all(map(self._only_makes, found))

    def _only_makes(self, function: ast.FunctionDef) -> bool:
        """Tell whether a function does nothing but make and return an object of v1."""
        makes = any(is_free(usage.symbol) for usage in self._script.usages_in(self._page.span(function)))
        return makes and not function.decorator_list and all(map(self._harmless, function.body))

    def _harmless(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Return | ast.Assign):
            return statement.value is None or self._is_free(statement.value)
        if isinstance(statement, ast.Expr):
            value = statement.value
            return isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and self._is_write(value))
        return False

    def _is_write(self, call: ast.Call) -> bool:
        usage = self._usage(call)
        return usage is not None and "CondaDependencies." in usage.symbol

    def _usage(self, node: ast.Call) -> Usage | None:
        for usage in self._script.usages_in(self._page.span(node)):
            if self._script.node(usage) is node:
                return usage
        return None

    def _use(self, load: ast.Name, gone: dict[ast.stmt, str]) -> ast.stmt | bool | None:
        """Return True for a use that is rewritten or gone, the statement of one that only writes, else None."""
        if self._script.covered(load) or self._is_gone(load, gone):
            return True
        node: ast.AST = load
        above = self._page.parents.get(node)
        while isinstance(above, ast.Attribute | ast.Subscript) and above.value is node:
            node, above = above, self._page.parents.get(above)
        if (
            isinstance(above, ast.Assign)
            and node in above.targets
            and node is not load
            and self._is_free(above.value)
        ):
            return above
        called = isinstance(above, ast.Call) and above.func is node and node is not load
        outside = self._page.parents.get(above) if called and above is not None else None
        if isinstance(outside, ast.Expr) and isinstance(above, ast.Call) and self._changes_only(above):
            return outside
        return None

    def _changes_only(self, call: ast.Call) -> bool:
        usage = self._usage(call)
        kept = usage is None or usage.symbol.endswith(_EFFECTS)
        return not kept and all(map(self._is_free, [*call.args, *call.keywords]))

    def _is_gone(self, node: ast.AST, gone: dict[ast.stmt, str]) -> bool:
        above: ast.AST | None = node
        while above is not None:
            if above in gone:
                return True
            above = self._page.parents.get(above)
        return False

    def edits(self) -> Iterator[Edit]:
        """Yield the edits that take the statements away, whole lines where they have them alone."""
        return taken_away(self._script, self.statements)


def removals(script: Script) -> Iterator[Proposal]:
    """Yield a proposal for each definition that nothing needs any more."""
    from migrate.rewrite.sdk.script import proposal

    usage = next((usage for usage in script.source.usages if script.page.has(usage.place)), None)
    if usage is not None:
        for edit in removal_of(script).edits():
            yield proposal("AML160", usage, "a definition that nothing needs any more goes", [edit])
