"""The steps of a pipeline, gone through: scripts, tasks and actions of v1, with what holds around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from compat.v1 import Service
from migrate.finding import Finding
from migrate.read.command_line.deploy_action import ACTION, action_service
from migrate.read.command_line.deploy_task import TASK, task_invocation
from migrate.read.command_line.invocation import Invocation
from migrate.read.command_line.lookup import path_of
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.pipeline_variables import Reader, Variables, placed, set_later
from migrate.read.command_line.reader import may_hold
from migrate.read.command_line.script import Script, Watch
from migrate.read.command_line.script_files import positions, read_with
from migrate.read.command_line.shell import SHELLS, Shell
from migrate.read.command_line.templates_used import given as given_to
from migrate.read.command_line.yaml_nodes import Nodes, child, entries, items, text_of
from migrate.read.reading import Files, SourceFile
from migrate.usage import Usage

if TYPE_CHECKING:
    import yaml

_SCRIPTS: Mapping[str, Shell | None] = {
    "script": None,
    "bash": Shell.POSIX,
    "pwsh": Shell.POWERSHELL,
    "powershell": Shell.POWERSHELL,
    "run": None,
    "command": Shell.POSIX,
    "inlinescript": None,
    "inline": Shell.POWERSHELL,
    "before_script": Shell.POSIX,
    "after_script": Shell.POSIX,
    "commands": Shell.POSIX,
}
_NAMED_SHELL: Mapping[str, Shell] = {
    "bash": Shell.POSIX,
    "sh": Shell.POSIX,
    "pwsh": Shell.POWERSHELL,
    "powershell": Shell.POWERSHELL,
    "pscore": Shell.POWERSHELL,
    "ps": Shell.POWERSHELL,
    "batch": Shell.BATCH,
    "cmd": Shell.BATCH,
}


@dataclass(frozen=True)
class Around:
    """What holds for the steps inside a node."""

    variables: Variables
    windows: bool = False
    folder: str = ""


@dataclass
class Steps:
    """What the steps of a pipeline do: commands, and what tasks and actions say by themselves."""

    invocations: list[Invocation] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    of_v2: bool = False


def of_github(path: str, text: str) -> bool:
    """Tell whether a YAML file is one for GitHub."""
    if ".github/" in path or path.endswith(("action.yml", "action.yaml")):
        return True
    return bool(re.search(r"^\s*runs-on\s*:|^\s*-?\s*uses\s*:", text, re.MULTILINE))


class Walker:
    """Goes through a document once; a node that is referred to twice is read once."""

    def __init__(
        self,
        nodes: Nodes,
        files: Files,
        github: bool,
        bound: Variables | None = None,
        wanted: str = "",
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch
        self.steps = Steps()
        self.uses: list[Variables] = []
        self._bound = bound
        self._wanted = wanted
        self._nodes = nodes
        self._files = files
        self._github = github
        self._variables = Reader(nodes, files, set_later(nodes.text), self._bound)
        self._seen: set[int] = set()

    def walk(self, root: yaml.Node) -> None:
        """Read a document."""
        inputs = self._variables.inputs(root) if self._github else {}
        self._visit(root, Around({**(self._bound or {}), **inputs}))

    def _visit(self, node: yaml.Node, around: Around) -> None:
        """Go through a node and what is below, without recursion."""
        stack = [(node, around)]
        while stack:
            here, above = stack.pop()
            if id(here) in self._seen:
                continue
            self._seen.add(id(here))
            inside = self._around(here, above)
            if self._wanted:
                use = given_to(here, self._nodes, inside.variables, self._wanted, self._files)
                self.uses += [] if use is None else [use]
            else:
                self._step(here, inside)
            below = [value for _, value in entries(here)] + list(items(here))
            stack += [(value, inside) for value in reversed(below)]

    def _around(self, node: yaml.Node, above: Around) -> Around:
        pool = text_of(child(node, "runs-on")) + text_of(child(child(node, "pool") or node, "vmImage"))
        return Around(
            self._variables.within(node, above.variables),
            "windows" in pool.lower() if pool else above.windows,
            text_of(child(node, "workingDirectory", "working-directory")) or _default(node) or above.folder,
        )

    def _step(self, node: yaml.Node, around: Around) -> None:
        task, uses = text_of(child(node, "task")), text_of(child(node, "uses"))
        inputs = child(node, "inputs" if task else "with")
        if task and inputs is not None and TASK.search(task):
            self.steps.invocations.append(task_invocation(node, inputs, self._nodes, around.variables))
        elif uses and ACTION.match(uses):
            usage, service, findings = action_service(
                node, inputs, self._nodes, self._files, around.variables
            )
            self.steps.usages.append(usage)
            self.steps.services += [] if service is None else [service]
            self.steps.findings += findings
        elif (task or uses) and inputs is not None:
            inside = self._around(inputs, around)
            folder = text_of(child(inputs, "workingDirectory", "cwd")) or around.folder
            self._scripts(inputs, replace(inside, folder=folder), _of_task(task, inputs))
            if task.startswith("PythonScript@") and self._watch is not None:
                text = f"python {text_of(child(inputs, 'scriptPath'))} {text_of(child(inputs, 'arguments'))}"
                where = Where(self._nodes.where.path, self._nodes.place(inputs).line)
                passage = Passage.of(text.replace("\n", " "), where)
                self._passage(passage, inputs, Shell.POSIX, replace(inside, folder=folder))
            self._script_file(inputs, inside)
        else:
            self._scripts(node, around, _NAMED_SHELL.get(text_of(child(node, "shell")).lower()))

    def _scripts(self, node: yaml.Node, around: Around, named: Shell | None) -> None:
        import yaml

        for key, value in entries(node):
            if key.lower() not in _SCRIPTS:
                continue
            shell = named or _SCRIPTS[key.lower()] or self._default(around)
            for scalar in (value, *items(value)):
                if isinstance(scalar, yaml.ScalarNode) and id(scalar) not in self._seen:
                    self._seen.add(id(scalar))
                    self._script(scalar, shell, around)

    def _default(self, around: Around) -> Shell:
        if not around.windows:
            return Shell.POSIX
        return Shell.POWERSHELL if self._github else Shell.BATCH

    def _script(self, scalar: yaml.ScalarNode, shell: Shell, around: Around) -> None:
        passage = self._nodes.passage(scalar)
        if self._watch is None and not may_hold(passage.text):
            return
        self._passage(passage, scalar, shell, around)

    def _passage(self, passage: Passage, scalar: yaml.Node, shell: Shell, around: Around) -> None:
        folder: str | None = ""
        if around.folder:
            folder = path_of(placed(around.folder, self._nodes.place(scalar), around.variables))
        script = Script(
            passage,
            shell,
            around.variables,
            macros=not self._github,
            folder=folder,
            hint=around.folder if folder is None else "",
            watch=self._watch,
        )
        self.steps.invocations += script.invocations()
        self.steps.of_v2 = self.steps.of_v2 or script.of_v2

    def _script_file(self, inputs: yaml.Node, around: Around) -> None:
        """Read a script that a step runs with the pipeline's variables; its own reading has the usages."""
        named = child(inputs, "scriptPath", "filePath")
        path = re.sub(r"^\$\([\w.]+\)/", "", text_of(named))
        there = self._files.find(path, self._nodes.where.path) if path else None
        text = self._files.text(there) if there else None
        if there is None or text is None:
            return
        words = text_of(child(inputs, "arguments", "scriptArguments")).split()
        given = [placed(word, self._nodes.place(inputs), around.variables) for word in words]
        variables = {**around.variables, **positions(given)}
        if not variables:
            return
        if there[there.rfind(".") :].lower() in SHELLS:
            reading = read_with(SourceFile(there, text), self._files, variables)
            self.steps.services += reading.services if reading is not None else ()


def _default(node: yaml.Node) -> str:
    """Return the folder that a workflow or a job gives to all of its steps."""
    run = child(child(node, "defaults") or node, "run")
    return text_of(child(run, "working-directory")) if run is not None else ""


def _of_task(task: str, inputs: yaml.Node) -> Shell | None:
    """Return the shell that a task's inputs or its name say."""
    said = text_of(child(inputs, "scriptType", "shell")).lower()
    if said in _NAMED_SHELL:
        return _NAMED_SHELL[said]
    name = task.rpartition(".")[2].lower()
    if name.startswith(("powershell", "azurepowershell")):
        return Shell.POWERSHELL
    if name.startswith(("cmdline", "batchscript")):
        return None
    return Shell.POSIX if name.startswith(("bash", "shellscript")) else None
