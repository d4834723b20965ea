"""Which names hold a v1 workspace, and what they become: the client under a new name, or a client beside them.

Where every use of the workspaces of a file is rewritten, the client takes their place. Where v1 code stays that
needs one (training, say), it is kept and a client is made beside it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from migrate.rewrite.proposal import Edit, Import, Proposal
from migrate.rewrite.sdk.removal import removed_spans
from migrate.rules.rule import Safety
from migrate.usage import Usage

if TYPE_CHECKING:
    from migrate.rewrite.sdk.script import Script

CLIENT = "ml_client"
OPENED = (
    "azureml.core.workspace.Workspace",
    "azureml.core.workspace.Workspace.from_config",
    "azureml.core.workspace.Workspace.get",
)
# Attributes of a v1 workspace, as those of the client.
ATTRIBUTES = {
    "name": "{}.workspace_name",
    "subscription_id": "{}.subscription_id",
    "resource_group": "{}.resource_group_name",
    "location": "{0}.workspaces.get({0}.workspace_name).location",
}
ML_CLIENT = Import("azure.ai.ml", "MLClient")
CREDENTIAL = Import("azure.identity", "DefaultAzureCredential")


class Workspaces:
    """The workspaces of one file."""

    @classmethod
    def of(cls, script: Script) -> Workspaces:
        """Return the workspaces of a script."""
        found = script.__dict__.get("_workspaces")
        if not isinstance(found, cls):
            found = script.__dict__["_workspaces"] = cls(script)
        return found

    def __init__(self, script: Script) -> None:
        self._script = script
        self._scopes = script.scopes
        self._page = script.page
        self._deciding = False

    @cached_property
    def clients(self) -> dict[str, str]:
        """The name of the client for each name that holds a workspace."""
        found = dict.fromkeys(self._named())
        if CLIENT in self._scopes.identifiers and CLIENT not in found:
            return {name: f"{name}_client" for name in found}
        together = len(found) > 1 and self._bound_together(found)
        return {name: f"{name}_client" if together else CLIENT for name in found}

    @cached_property
    def replaced(self) -> bool:
        """Whether the client takes the place of every workspace of the file."""
        self._deciding = True
        try:
            used = any(map(self._script.mentioned, set(self.clients.values()))) or not self.clients
            return used and all(self._settled(name) for name in self.clients)
        finally:
            self._deciding = False
            self._script.forget()

    @property
    def is_known(self) -> bool:
        """Whether it is settled what becomes of the workspaces."""
        return "replaced" in self.__dict__ and not self._deciding

    def client(self, node: ast.expr | None) -> str | None:
        """Return the source of the client for the expression that gives a workspace."""
        if node is None:
            names = set(self.clients.values())
            return next(iter(names)) if len(names) == 1 else None
        if isinstance(node, ast.Name):
            return self.clients.get(node.id)
        opened = self._opening(node)
        if opened is not None and self._script.proposals(opened):
            return self._script.rendered(node)
        return None

    def taken(self, call: ast.Call) -> bool:
        """Tell whether the client takes the place of a workspace that is opened here."""
        return self._goes_on(call) and self.replaces

    @property
    def replaces(self) -> bool:
        """Whether clients take the place of workspaces, as far as that is known by now."""
        return self._deciding or self.replaced

    def _goes_on(self, call: ast.Call) -> bool:
        """Tell whether the code that gets a workspace straight from its call takes a client."""
        above = self._page.parents.get(call)
        if not isinstance(above, ast.Call | ast.keyword):
            return True
        taker = self._page.parents.get(above) if isinstance(above, ast.keyword) else above
        for usage in self._script.usages_in(self._page.span(taker or call)):
            if self._script.node(usage) is taker:
                return bool(self._script.proposals(usage))
        return False

    def _named(self) -> Iterator[str]:
        for usage in self._script.source.usages:
            node = self._script.argument(usage, "workspace") if self._page.has(usage.place) else None
            if isinstance(node, ast.Name):
                yield node.id
            if usage.symbol in OPENED:
                target = self._target(self._script.node(usage))
                if target is not None:
                    yield target.id

    def _target(self, node: ast.expr | None) -> ast.Name | None:
        above = self._page.parents.get(node) if node is not None else None
        if (
            isinstance(above, ast.Assign)
            and len(above.targets) == 1
            and isinstance(above.targets[0], ast.Name)
        ):
            return above.targets[0]
        return None

    def _bound_together(self, names: dict[str, None]) -> bool:
        owners = [
            self._scopes.owner(name, self._scopes.scope(load))
            for name in names
            for load in self._scopes.loads(name)[:1]
        ]
        return len(owners) != len(set(owners))

    def _opening(self, node: ast.expr) -> Usage | None:
        for usage in self._script.usages_in(self._page.span(node)):
            if usage.symbol in OPENED and self._script.node(usage) is node:
                return usage
        return None

    # Whether a name can become the client everywhere

    def _settled(self, name: str) -> bool:
        bindings = self._all_bindings(name)
        loads = self._scopes.loads(name)
        return bool(bindings) and all(map(self._opens, bindings)) and all(map(self._follows, loads))

    def _all_bindings(self, name: str) -> list[ast.AST]:
        return [node for scope, nodes in self._scopes.bound_everywhere(name) for node in nodes]

    def _opens(self, binding: ast.AST) -> bool:
        """Tell whether a binding gives what becomes a client."""
        above = self._page.parents.get(binding)
        if isinstance(binding, ast.arg):
            return self._called_here(binding)
        if isinstance(above, ast.Assign | ast.AnnAssign) and above.value is not None:
            return self._is_client(above.value)
        return False

    def _is_client(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Constant) and node.value is None:
            return True
        if isinstance(node, ast.Name):
            return node.id in self.clients
        if isinstance(node, ast.IfExp):
            return self._is_client(node.body) and self._is_client(node.orelse)
        opened = self._opening(node)
        if opened is not None:
            return bool(self._script.proposals(opened))
        function = self._local(node)
        return function is not None and any(self._is_client(value) for value in _returned(function))

    def _local(self, node: ast.AST) -> ast.FunctionDef | None:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            return None
        return next((one for one in self._functions if one.name == node.func.id), None)

    @cached_property
    def _functions(self) -> list[ast.FunctionDef]:
        tree = self._page.tree
        return [] if tree is None else [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]

    def _called_here(self, parameter: ast.arg) -> bool:
        """Tell whether this file itself calls the function of a parameter: others pass a v1 workspace."""
        function = self._page.parents.get(self._page.parents.get(parameter, parameter))
        if not isinstance(function, ast.FunctionDef):
            return False
        return any(
            isinstance(self._page.parents.get(load), ast.Call) for load in self._scopes.loads(function.name)
        )

    def _follows(self, load: ast.Name) -> bool:
        """Tell whether a use of the name still works when it is a client."""
        if self._script.covered(load) or self._is_removed(load):
            return True
        above = self._page.parents.get(load)
        if isinstance(above, ast.Attribute):
            return above.attr in ATTRIBUTES and not isinstance(self._page.parents.get(above), ast.Call)
        if isinstance(above, ast.keyword):
            return self._local(self._page.parents[above]) is not None
        if isinstance(above, ast.Call) and load in above.args:
            return self._local(above) is not None
        return isinstance(above, ast.Return | ast.Assign | ast.Compare)

    def _is_removed(self, node: ast.AST) -> bool:
        start, end = self._page.span(node)
        return any(first <= start and end <= last for first, last in removed_spans(self._script))

    # Edits

    @property
    def renames(self) -> list[Edit]:
        """Edits of every use of the workspaces; none where clients stand beside them."""
        return self._every_rename if self._deciding or self.replaced else []

    @cached_property
    def _every_rename(self) -> list[Edit]:
        return list(self._renamed())

    def _renamed(self) -> Iterator[Edit]:
        for name in self._scopes.names:
            if name.id in self.clients:
                above = self._page.parents.get(name)
                client = self.clients[name.id]
                if isinstance(above, ast.Attribute) and above.attr in ATTRIBUTES:
                    start, end = self._page.span(above)
                    yield Edit(start, end, ATTRIBUTES[above.attr].format(client))
                elif name.id != client:
                    start, end = self._page.span(name)
                    yield Edit(start, end, client)
        yield from self._other_words()

    def _other_words(self) -> Iterator[Edit]:
        """Yield the edits of parameters, of keywords of local calls, and of global statements."""
        for node in ast.walk(self._page.tree or ast.Module([], [])):
            word = node.arg if isinstance(node, ast.arg | ast.keyword) else None
            if word in self.clients and self.clients[word] != word:
                above = self._page.parents.get(node)
                if isinstance(node, ast.arg) or (above is not None and self._local(above) is not None):
                    start, _ = self._page.span(node)
                    yield Edit(start, start + len(word), self.clients[word])

    def proposals(self) -> Iterator[Proposal]:
        """Yield what the file needs beside the rewrites of its usages: one proposal a change."""
        used = {name for name, client in self.clients.items() if self._script.mentioned(client)}
        if self.replaced:
            edits = [edit for edit in self.renames if not self._elsewhere(edit)]
            if edits:
                yield self._proposal("a workspace is called by the name of its client", edits, ())
            return
        for name in used:
            for place, text, needs in self._beside(name):
                edit = Edit(place, place, text)
                yield self._proposal(f"{name} stays for v1 code, and gets a client beside it", [edit], needs)

    def _proposal(self, message: str, edits: list[Edit], needs: tuple[Import, ...]) -> Proposal:
        usage = next(usage for usage in self._script.source.usages if self._page.has(usage.place))
        made = tuple(self._page.edit(edit.start, edit.end, edit.text) for edit in edits)
        return Proposal("AML160", Safety.REVIEW, usage.place, message, made, needs)

    def _elsewhere(self, edit: Edit) -> bool:
        """Tell whether another rewrite puts new text where this edit stands."""
        spans = [span for span, _ in self._script.covers] + removed_spans(self._script)
        return any(first <= edit.start and edit.end <= last for first, last in spans)

    def _beside(self, name: str) -> Iterator[tuple[int, str, tuple[Import, ...]]]:
        """Yield where a client is made beside a workspace: behind what binds the name."""
        client = self.clients[name]
        for binding in self._all_bindings(name):
            statement = self._page.statement(binding)
            above = self._page.parents.get(binding)
            nothing = isinstance(above, ast.Assign) and isinstance(above.value, ast.Constant)
            if statement is None or nothing:
                continue
            credential, kind = self._credential(binding)
            made = f"{client} = MLClient({credential}, {name}.subscription_id, {name}.resource_group, {name}.name)"
            needs = (ML_CLIENT, Import("azure.identity", kind))
            if isinstance(binding, ast.arg) and isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                first = statement.body[0]
                indent = self._script.indent(first)
                yield self._page.offset(first.lineno), f"{indent}{made}\n", needs
            elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.ImportFrom | ast.Expr):
                end = self._page.span(statement)[1]
                yield end, f"\n{self._script.indent(statement)}{made}", needs

    def _credential(self, binding: ast.AST) -> tuple[str, str]:
        """Return the credential for a client beside a workspace, and its class: what v1 signed in with, if known."""
        from migrate.rewrite.sdk.opening import credential_code

        above = self._page.parents.get(binding)
        value = above.value if isinstance(above, ast.Assign | ast.AnnAssign) else None
        opened = None if value is None else self._opening(value)
        auth = None if opened is None else self._script.argument(opened, "auth")
        made = None if auth is None else credential_code(self._script, auth)
        if made is None:
            return "DefaultAzureCredential()", "DefaultAzureCredential"
        return self._script.style.written(made, ""), made.func


def _returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
