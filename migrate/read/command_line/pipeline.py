"""Azure DevOps pipelines, GitHub workflows and their like: the scripts in their steps, and the tasks for v1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from compat.v1 import Service
from compat.value import Known, Place
from migrate.finding import Finding
from migrate.read.command_line.deploy_action import ACTION, action_service
from migrate.read.command_line.deploy_task import TASK, task_invocation
from migrate.read.command_line.invocation import Invocation
from migrate.read.command_line.lookup import path_of
from migrate.read.command_line.objection import BROKEN, NOT_YAML
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.pipeline_variables import Reader, Variables, placed, set_later
from migrate.read.command_line.reader import may_hold, reading_of
from migrate.read.command_line.script import Script, Watch
from migrate.read.command_line.script_files import positions, read_with
from migrate.read.command_line.shell import SHELLS, Shell
from migrate.read.command_line.templates_used import given as given_to
from migrate.read.command_line.templates_used import name_to_look_for
from migrate.read.command_line.yaml_nodes import BrokenYamlError, Nodes, child, entries, items, text_of
from migrate.read.reading import Files, Reading, SourceFile
from migrate.read.referrers import mentioning
from migrate.usage import Usage

if TYPE_CHECKING:
    import yaml

WORDS = ("ModelDeploy", "aml-deploy")
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
_MOST_USES = 24
_TAKES = re.compile(r"^(?:parameters|inputs)\s*:|workflow_call|\$\{\{\s*parameters", re.MULTILINE)
_STARTS = re.compile(r"^[\"']?(?:trigger|pr|schedules|on)[\"']?\s*:", re.MULTILINE)
_COMMAND = re.compile(r"\baz\s+ml\s+(model\s+deploy|service|computetarget|endpoint\s+realtime|folder)\b")


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


def read_pipeline(source: SourceFile, files: Files) -> Reading | None:
    """Return what a YAML file's steps say of v1, or None where they say nothing."""
    if not may_hold(source.text) and not any(word in source.text for word in WORDS):
        return None
    reading = _read(source, files, None)
    waits = any(_waits(service) for service in reading.services)
    users = users_of(source, files) if waits and _may_be_used(source.text) else ()
    if users:
        by_user = [_read(source, files, variables) for variables in users]
        services = {(repr(one), one.place): one for each in by_user for one in each.services}
        findings = dict.fromkeys(one for each in by_user for one in each.findings)
        reading = replace(reading, services=tuple(services.values()), findings=tuple(findings))
    return reading if reading.usages or reading.services or reading.findings else None


def _read(source: SourceFile, files: Files, bound: Variables | None) -> Reading:
    steps = steps_of(source.text, Where(source.path), files, bound)
    reading = reading_of(source.path, steps.invocations, files, of_v2=steps.of_v2)
    return replace(
        reading,
        usages=(*reading.usages, *steps.usages),
        services=(*reading.services, *steps.services),
        findings=(*reading.findings, *steps.findings),
    )


def _waits(service: Service) -> bool:
    """Tell whether something of a service is only known to who uses the template it stands in."""
    values = [service.name, *(given.value for given in service.settings.values())]
    values += [service.cluster.name] if service.cluster is not None else []
    values += [one for model in service.models for one in (model.name, model.version) if one is not None]
    return bool(service.unread) or not all(isinstance(value, Known) for value in values)


def _may_be_used(text: str) -> bool:
    """Tell whether other files may use a file: it takes parameters, or nothing starts it by itself."""
    return bool(_TAKES.search(text)) or not _STARTS.search(text)


def users_of(source: SourceFile, files: Files, depth: int = 3) -> tuple[Variables, ...]:
    """Return what the files that use a template give to it, each use once; templates that use it count too."""
    found: dict[str, Variables] = {}
    for path in mentioning(files, name_to_look_for(source.path), (".yml", ".yaml"), source.path):
        text = files.text(path) or ""
        above = users_of(SourceFile(path, text), files, depth - 1) if depth and _may_be_used(text) else ()
        for variables in above or (None,):
            nodes = Nodes(text, Where(path))
            walker = _Walker(nodes, files, _of_github(path, text), variables, source.path)
            try:
                for root in nodes.documents():
                    walker.walk(root)
            except BrokenYamlError:
                continue
            for one in walker.uses[:_MOST_USES]:
                found.setdefault(repr(sorted(one.items(), key=lambda pair: pair[0])), one)
    return tuple(found.values())[:_MOST_USES]


def watched(source: SourceFile, files: Files, watch: Watch, bound: Variables | None) -> None:
    """Show every command in the steps of a YAML file to somebody."""
    nodes = Nodes(source.text, Where(source.path))
    walker = _Walker(nodes, files, _of_github(source.path, source.text), bound, watch=watch)
    try:
        for root in nodes.documents():
            walker.walk(root)
    except BrokenYamlError:
        return


def steps_of(text: str, where: Where, files: Files, bound: Variables | None = None) -> Steps:
    """Return what the steps of a YAML text do; ``bound`` is what a file that uses it gives to it."""
    nodes = Nodes(text, where)
    walker = _Walker(nodes, files, _of_github(where.path, text), bound)
    try:
        for root in nodes.documents():
            walker.walk(root)
    except BrokenYamlError as error:
        if _COMMAND.search(text):
            said = f"This file has commands of v1 and does not parse ({error}). Correct it and scan again."
            place = Place(where.path, where.line + error.line - 1)
            walker.steps.findings.append(Finding(NOT_YAML, BROKEN, said, place))
    return walker.steps


def _of_github(path: str, text: str) -> bool:
    if ".github/" in path or path.endswith(("action.yml", "action.yaml")):
        return True
    return bool(re.search(r"^\s*runs-on\s*:|^\s*-?\s*uses\s*:", text, re.MULTILINE))


class _Walker:
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
