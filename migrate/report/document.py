"""The report for machines: JSON with a versioned schema (``schema/scan-1.json``, described in docs/scan-json.md)."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from compat.mapping.secrecy import redacted
from compat.mapping.setting import Change
from compat.v1 import Cluster, ModelRef, Service, Version
from compat.value import Expression, Known, Place, Secret, Unresolved, Value
from migrate.finding import Finding, Level
from migrate.ledger import NOT_ANALYSED, Entry, Ledger
from migrate.report.surface import Surface
from migrate.scan import Outcome, Repository, Scan
from migrate.scripts import shown
from migrate.support import support_of
from migrate.usage import Usage

SCHEMA = "migrate-scan/1"

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def render(scan: Scan, surface: Surface) -> str:
    """Return the report as JSON text; every character beyond ASCII is escaped."""
    return json.dumps(document(scan), indent=2) + "\n"


def document(scan: Scan) -> Json:
    """Return the report as plain data; no text in it holds a secret."""
    return _redacted(_document(scan))


def _redacted(item: Json) -> Json:
    if isinstance(item, dict):
        return {key: _redacted(each) for key, each in item.items()}
    if isinstance(item, list):
        return [_redacted(each) for each in item]
    return redacted(item) if isinstance(item, str) else item


def _document(scan: Scan) -> Json:
    from migrate.report.joined import estimate, support

    repositories = [_repository(repository) for repository in scan.repositories]
    return {
        "schema": SCHEMA,
        "tool": {"name": "migrate", "version": _version()},
        "day": None if scan.day is None else scan.day.isoformat(),
        "repositories": list[Json](repositories),
        "effort": estimate(repositories),
        "support": support(repositories, scan.day),
        "summary": {
            "services": len(scan.outcomes),
            "findings": len(scan.findings),
            "levels": {
                level.value: sum(1 for finding in scan.findings if finding.level is level) for level in Level
            },
            "lossy": scan.lossy,
            "complete": not scan.our_fault,
        },
    }


def _version() -> str:
    try:
        return version("azureml-v1-exit")
    except PackageNotFoundError:
        return "unknown"


def _repository(repository: Repository) -> dict[str, Json]:
    from migrate.report.joined import shared

    return {
        "root": _text(repository.root),
        "files": {
            "considered": repository.files,
            "read": repository.read,
            "skipped": dict(repository.skipped),
            "suppressed_findings": repository.silenced,
        },
        "services": [_service(outcome, repository) for outcome in repository.outcomes],
        "shared": shared(repository),
        "findings": [_finding(finding) for finding in repository.findings],
        "usages": [_usage(usage) for usage in repository.usages],
    }


def _service(outcome: Outcome, repository: Repository) -> Json:
    from migrate.report.card import card
    from migrate.report.joined import card_of

    service = outcome.service
    return {
        "glance": {key: _text(said) for key, said in asdict(card(outcome)).items()},
        "name": value(service.name),
        "kind": service.kind.value,
        "target": None if outcome.target is None else outcome.target.value,
        "api": service.api,
        "condition": _text(service.condition),
        "place": place(service.place),
        "cluster": _cluster(service.cluster),
        "models": [_model(model) for model in _models(service)],
        "scoring_script": _text(shown(service.scoring)) or None,
        "versions": [value(item.name) for item in service.versions],
        "settings": {key: value(given.value) for key, given in service.settings.items()},
        "changes": [_change(change) for change in outcome.changes],
        "ledger": _ledger(outcome.ledger),
        "card": card_of(outcome, repository),
    }


def _models(service: Service) -> list[ModelRef]:
    holders: tuple[Service | Version, ...] = (service, *service.versions)
    return [model for item in holders for model in item.models]


def _cluster(cluster: Cluster | None) -> Json:
    return None if cluster is None else {"name": value(cluster.name), "action": cluster.action}


def _model(model: ModelRef) -> Json:
    return {"name": value(model.name), "version": value(model.version), "path": value(model.path)}


def _change(change: Change) -> Json:
    return {
        "api": change.api.value,
        "key": change.key,
        "fate": change.fate.value,
        "sentence": _text(change.sentence),
        "given": [{"spelling": _text(item.spelling), "place": place(item.place)} for item in change.given],
        "writes": list(change.writes),
        "decision": None
        if change.decision is None
        else {"question": _text(change.decision.question), "set": change.decision.set or None},
        "differs": change.differs,
        "loss": change.loss,
        "deployment": change.deployment,
        "link": change.link,
    }


def _ledger(account: Ledger) -> Json:
    return {
        "found": account.found,
        "fates": dict(sorted(account.fates.items())),
        "defaults_written_out": account.defaults,
        "balanced": account.balanced,
        "faults": [_text(said) for said in account.faults],
        "not_analysed": [_entry(entry) for entry in account.entries if entry.fate == NOT_ANALYSED],
    }


def _entry(entry: Entry) -> Json:
    return {"name": _text(entry.fact.name), "place": place(entry.fact.place), "reason": _text(entry.reason)}


def _finding(finding: Finding) -> Json:
    part = support_of(finding.rule)
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "message": _text(finding.message),
        "place": place(finding.place),
        "service": _text(finding.service) or None,
        "link": finding.link or None,
        "support": None if part is None else part.key,
    }


def _usage(usage: Usage) -> Json:
    return {
        "symbol": _text(usage.symbol),
        "form": usage.form.value,
        "place": place(usage.place),
        "arguments": [{"name": _text(item.name), "place": place(item.place)} for item in usage.arguments],
    }


def place(where: Place | None) -> Json:
    """Return a place as data, or null."""
    if where is None:
        return None
    return {
        "path": _text(where.path),
        "line": where.line,
        "column": where.column or None,
        "end_line": where.end_line or None,
        "cell": where.cell,
    }


def value(item: Value | None) -> Json:
    """Return a value as data: never a secret, and never more certain than it is."""
    if item is None:
        return None
    if isinstance(item, Known):
        return {"state": "known", "value": _plain(item.value)}
    if isinstance(item, Expression):
        return {
            "state": "expression",
            "source": _text(item.source),
            "depends": [{"kind": each.kind.value, "name": _text(each.name)} for each in item.depends],
            "default": value(item.default),
        }
    return {
        "state": "unresolved",
        "why": _text(item.why),
        "source": _text(item.source),
        "settle": _text(item.settle),
    }


def _plain(item: object) -> Json:
    if isinstance(item, Secret):
        return "<secret>"
    if isinstance(item, str):
        return _text(item)
    if item is None or isinstance(item, (bool, int, float)):
        return item
    if isinstance(item, dict):
        return {_text(str(key)): _plain(each) for key, each in item.items()}
    if isinstance(item, (list, tuple)):
        return [_plain(each) for each in item]
    return value(item) if isinstance(item, (Known, Expression, Unresolved)) else _text(str(item))


def _text(text: str) -> str:
    """Return text without lone surrogates: names of files that are not UTF-8 have them, JSON must not."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
