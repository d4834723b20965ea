"""Reads one JSON or YAML file; every file that is not v1's gets no answer at all.

A conda file is v1's only through the service or environment that names it."""

from __future__ import annotations

import re

from compat.mapping.scoring import SETTINGS as SCORING
from compat.mapping.settings import SERVICE_SETTINGS
from compat.v1 import Given, ModelRef, Service, ServiceKind, Settings
from compat.value import Place, Unresolved
from migrate.finding import Finding
from migrate.read.configuration.document import Broken, Node, parse
from migrate.read.configuration.inference import scoring_from_file
from migrate.read.configuration.keys import KIND_KEY, FromFile, settings_from_file
from migrate.read.configuration.objection import BROKEN_JSON, BROKEN_YAML, KIND, TWICE, UNNAMED, objection
from migrate.read.configuration.pairing import inference_for
from migrate.read.configuration.recognition import Kind, kind_of, might_be, worth_parsing
from migrate.read.configuration.resources import read_resources
from migrate.read.configuration.saved_environment import environment_from
from migrate.read.reading import Files, Reading, SourceFile
from migrate.usage import Argument, Form, Usage

_COMPUTE_TYPE = re.compile(r"""["']?computeType["']?\s*:\s*["']?(\w+)""")
_KINDS = {kind.value.lower(): kind for kind in ServiceKind if kind is not ServiceKind.UNKNOWN}


def read_configuration(source: SourceFile, files: Files) -> Reading | None:
    """Return what a configuration file says, or None where it is no file of v1.

    A deployment file makes a service where an inference file goes with it; its name stands in the command that
    uses both, so it is unresolved here.
    """
    made = read_resources(source) if source.path.lower().endswith(".json") else None
    if made is not None or not worth_parsing(source.text):
        return made
    document = parse(source.text, source.path, lambda plain: kind_of(plain) is not None)
    if document is None:
        return None
    if isinstance(document, Broken):
        return _broken(document, source)
    kind = kind_of(document.plain)
    if kind is Kind.DEPLOYMENT:
        return _deployment(document, source.path, files)
    if kind is Kind.INFERENCE:
        scoring, findings = scoring_from_file(document, files, source.path, SCORING)
        usage = _usage(kind.value, document, scoring.settings)
        return Reading(source.path, (usage,), findings=tuple(findings))
    if kind is Kind.ENVIRONMENT:
        environment, findings = environment_from(document, files, path=source.path)
        usage = _usage(kind.value, document, environment.settings)
        return Reading(source.path, (usage,), environments=(environment,), findings=tuple(findings))
    if kind is Kind.CONDA and "azureml" in source.text:
        twice = [objection(TWICE, f"{key} is written twice.", place) for key, place in document.duplicates()]
        return Reading(source.path, findings=tuple(twice))
    return None


def _broken(broken: Broken, source: SourceFile) -> Reading | None:
    if not might_be(source.text):
        return None
    rule = BROKEN_JSON if source.path.lower().endswith(".json") else BROKEN_YAML
    said = (
        f"This file of v1 does not parse ({broken.why}), so nothing in it is read. Correct it and scan again."
    )
    named = _COMPUTE_TYPE.search(source.text)
    kind = _KINDS.get(named[1].lower()) if named else None
    found = (
        Usage(f"config:{Kind.DEPLOYMENT.value}:{kind.value.lower()}", Place(source.path), Form.FILE)
        if kind
        else None
    )
    finding = objection(rule, said, Place(source.path, broken.line))
    return Reading(source.path, (found,) if found else (), findings=(finding,))


def _deployment(document: Node, path: str, files: Files) -> Reading:
    kind, about_kind = _service_kind(document)
    read = settings_from_file(document, kind, SERVICE_SETTINGS)
    usage = _usage(f"{Kind.DEPLOYMENT.value}:{kind.value.lower()}", document, read.settings)
    pair, several = inference_for(path, files)
    findings = [*about_kind, *read.findings]
    if several:
        said = (
            f"Several inference files may go with {path}: {', '.join(several)}. The deploy command names one."
        )
        findings.append(objection(UNNAMED, said, document.place))
    if pair is None:
        return Reading(path, (usage,), findings=tuple(findings))
    service = _service(kind, read, document, pair, files)
    said = f"{path} and {pair[0]} describe a service, but neither names it: the deploy command does."
    findings.append(objection(UNNAMED, said, document.place))
    return Reading(path, (usage,), (service,), findings=tuple(findings))


def _service_kind(document: Node) -> tuple[ServiceKind, list[Finding]]:
    node = document.children.get(KIND_KEY)
    plain = node.plain if node is not None else None
    if isinstance(plain, str) and plain.lower() in _KINDS:
        return _KINDS[plain.lower()], []
    what = "is missing" if node is None else f"is {plain!r}"
    said = f"{KIND_KEY} {what}; v1 takes aks, aksendpoint, aci or local, and refuses the file."
    return ServiceKind.UNKNOWN, [objection(KIND, said, document.keys.get(KIND_KEY, document.place))]


def _service(
    kind: ServiceKind, read: FromFile, document: Node, pair: tuple[str, Node], files: Files
) -> Service:
    scoring, _ = scoring_from_file(pair[1], files, pair[0], SCORING)
    why = "neither file names the service or its models"
    return Service(
        kind,
        name=Unresolved(
            why, place=document.place, settle="the -n of the az ml model deploy command that uses it"
        ),
        settings=read.settings,
        scoring=scoring,
        models=(ModelRef(Unresolved(why, place=document.place, settle="the -m of the same command")),),
        api="az ml model deploy",
        place=document.place,
        unread=tuple(read.unread),
    )


def _usage(symbol: str, document: Node, settings: Settings) -> Usage:
    arguments = tuple(
        Argument(_spelling(key, given), given.place or document.place, given.value)
        for key, given in settings.items()
    )
    return Usage(f"config:{symbol}", document.place, Form.FILE, arguments)


def _spelling(key: str, given: Given) -> str:
    return given.spelling or key
