"""Azure DevOps pipelines, GitHub workflows and their like, and the files that use them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from compat.v1 import Service
from compat.value import Known, Place
from migrate.finding import Finding
from migrate.read.command_line.objection import BROKEN, NOT_YAML
from migrate.read.command_line.passage import Where
from migrate.read.command_line.pipeline_steps import Steps, Walker, of_github
from migrate.read.command_line.pipeline_variables import Variables
from migrate.read.command_line.reader import may_hold, reading_of
from migrate.read.command_line.script import Watch
from migrate.read.command_line.templates_used import name_to_look_for
from migrate.read.command_line.yaml_nodes import BrokenYamlError, Nodes
from migrate.read.reading import Files, Reading, SourceFile
from migrate.read.referrers import mentioning

WORDS = ("ModelDeploy", "aml-deploy")
_MOST_USES = 24
_TAKES = re.compile(r"^(?:parameters|inputs)\s*:|workflow_call|\$\{\{\s*parameters", re.MULTILINE)
_STARTS = re.compile(r"^[\"']?(?:trigger|pr|schedules|on)[\"']?\s*:", re.MULTILINE)
_COMMAND = re.compile(r"\baz\s+ml\s+(model\s+deploy|service|computetarget|endpoint\s+realtime|folder)\b")


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
    name = name_to_look_for(source.path)
    uses = re.compile(rf"(?:template|uses)[\"']?\s*:[^\n]*{re.escape(name)}")
    holding = mentioning(files, name, (".yml", ".yaml"), source.path)
    texts = ((path, files.text(path) or "") for path in holding)
    for path, text in islice((one for one in texts if uses.search(one[1])), _MOST_USES):
        above = users_of(SourceFile(path, text), files, depth - 1) if depth and _may_be_used(text) else ()
        for variables in above or (None,):
            nodes = Nodes(text, Where(path))
            walker = Walker(nodes, files, of_github(path, text), variables, source.path)
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
    walker = Walker(nodes, files, of_github(source.path, source.text), bound, watch=watch)
    try:
        for root in nodes.documents():
            walker.walk(root)
    except BrokenYamlError:
        return


def steps_of(text: str, where: Where, files: Files, bound: Variables | None = None) -> Steps:
    """Return what the steps of a YAML text do; ``bound`` is what a file that uses it gives to it."""
    nodes = Nodes(text, where)
    walker = Walker(nodes, files, of_github(where.path, text), bound)
    try:
        for root in nodes.documents():
            walker.walk(root)
    except BrokenYamlError as error:
        if _COMMAND.search(text):
            said = f"This file has commands of v1 and does not parse ({error}). Correct it and scan again."
            place = Place(where.path, where.line + error.line - 1)
            walker.steps.findings.append(Finding(NOT_YAML, BROKEN, said, place))
    return walker.steps
