"""A scan as a document: plain data with a versioned schema (``schema/scan-1.json``, described in docs/scan-json.md).

Every report is written from it, so that a report of stored documents is that of the scans they came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date

from compat.mapping.secrecy import redacted
from compat.mapping.setting import Change
from compat.v1 import Cluster, ModelRef, Service, Version
from compat.value import Expression, Known, Place, Secret, Unresolved, Value
from migrate import __version__
from migrate.finding import Finding, Level
from migrate.ledger import NOT_ANALYSED, Entry, Ledger
from migrate.read.repository import inside
from migrate.scan import OUR_FAULTS, Outcome, Repository, Scan
from migrate.scripts import shown
from migrate.support import support_of
from migrate.usage import Usage

SCHEMA = "migrate-scan/1"

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Object = dict[str, Json]


def document(scan: Scan, *, whole: bool = True) -> Object:
    """Return a scan as plain data; no text in it holds a secret.

    Not ``whole``: without what only machines ask for - the usages, and what identifies a finding in the next scan,
    for which the files are read once more.
    """
    repositories = [_redacted_object(_repository(repository, whole)) for repository in scan.repositories]
    return with_repositories(repositories, scan.day)


def with_repositories(repositories: Sequence[Object], day: date | None, version: str = __version__) -> Object:
    """Return the document of some repositories, with the totals as they are on a day."""
    from migrate.report.joined import estimate, support

    return {
        "schema": SCHEMA,
        "tool": {"name": "migrate", "version": version},
        "day": None if day is None else day.isoformat(),
        "repositories": list(repositories),
        "effort": estimate(repositories),
        "support": support(repositories, day),
        "summary": _summary(repositories),
    }


def _summary(repositories: Iterable[Object]) -> Object:
    services = [item for one in repositories for item in objects(one, "services")]
    findings = [item for one in repositories for item in objects(one, "findings")]
    counts = Counter(item["level"] for item in findings)
    return {
        "services": len(services),
        "findings": len(findings),
        "levels": {level.value: counts[level.value] for level in Level},
        "lossy": any(item["lossy"] for item in services),
        "complete": all(item["rule"] not in OUR_FAULTS for item in findings),
    }


def objects(holder: Object, key: str) -> list[Object]:
    """Return the objects in a list of a document; none where there is no such list."""
    listed = holder.get(key)
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _redacted_object(item: Object) -> Object:
    return {key: _redacted(each) for key, each in item.items()}


def _redacted(item: Json) -> Json:
    if isinstance(item, dict):
        return _redacted_object(item)
    if isinstance(item, list):
        return [_redacted(each) for each in item]
    return redacted(item) if isinstance(item, str) else item


def _repository(repository: Repository, whole: bool) -> Object:
    from migrate.report.joined import cards_of, shared

    text_of = _texts(repository.root) if whole else None
    within = inside(repository.root)
    return {
        "root": _text(repository.root),
        "inside": None if within is None else _text(within),
        "files": {
            "considered": repository.files,
            "read": repository.read,
            "skipped": dict(repository.skipped),
            "suppressed_findings": len(repository.silenced),
        },
        "services": [
            _service(outcome, card)
            for outcome, card in zip(repository.outcomes, cards_of(repository), strict=True)
        ],
        "shared": shared(repository),
        "findings": [*_findings(repository.findings, text_of)],
        "suppressed": [
            {**found, "reason": _text(item.reason)}
            for found, item in zip(
                _findings([item.finding for item in repository.silenced], text_of),
                repository.silenced,
                strict=True,
            )
        ],
        "hidden": {},
        "usages": [_usage(usage) for usage in repository.usages] if whole else [],
    }


def _texts(root: str) -> Callable[[str], str | None]:
    from migrate.read.tree import Tree

    return Tree(root).text


def _service(outcome: Outcome, card: Object) -> Object:
    from migrate.report.glance import glance

    service = outcome.service
    return {
        "lossy": outcome.ledger.lossy or outcome.target is None,
        "glance": {key: _text(said) for key, said in asdict(glance(outcome)).items()},
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
        "card": card,
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


def _findings(findings: Sequence[Finding], text_of: Callable[[str], str | None] | None) -> list[Object]:
    if text_of is None:
        return [_finding(item, "", "", item.place.line) for item in findings]
    from migrate.report.identity import identities

    return [
        _finding(item, *identity)
        for item, identity in zip(findings, identities(findings, text_of), strict=True)
    ]


def _finding(finding: Finding, content: str, fingerprint: str, file_line: int) -> Object:
    part = support_of(finding.rule)
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "message": _text(finding.message),
        "place": place(finding.place),
        "file_line": file_line,
        "service": _text(finding.service) or None,
        "subject": _text(finding.subject) or None,
        "link": finding.link or None,
        "content": content,
        "fingerprint": fingerprint,
        "fixes": [],
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
