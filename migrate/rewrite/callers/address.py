"""The path of a service on a cluster becomes that of its endpoint, where only the path stands in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compat.mapping.calling import V2_ADDRESS
from compat.v2 import Target
from compat.value import known
from migrate.read.callers.addresses import WORDS, addresses
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety
from migrate.scan import Outcome
from migrate.usage import Usage

_RULE = "AML510"
_OLD = WORDS[0]
_NEW = "/api/v1/endpoint/"
_FILLED = re.compile(r"https?://[^/]*[{$%]|/")
_MESSAGE = (
    "On a cluster v2 has /endpoint/ where v1 has /service/; the host is that of the extension's router."
)
_MANAGED = (
    f"The v2 address has another host and path, {V2_ADDRESS[Target.MANAGED]}: read it from scoring_uri."
)
_HOST = "The host written here is that of v1's front end: read the address of the endpoint from scoring_uri."
_UNKNOWN = "Which service this is, is not known here: read the address of its endpoint from scoring_uri."


def codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the new path, or say why the address cannot be written."""
    page = source.page(usage.place)
    if page is None or not usage.place.column:
        return
    start = page.offset(usage.place.line, usage.place.column)
    line = page.text[start:].split("\n", 1)[0]
    address = next((item for item in addresses(line) if item.start == 0), None)
    if address is None:
        return
    said = _objection(address.shown, line, address.name, source)
    if said:
        yield Proposal(_RULE, Safety.MANUAL, usage.place, said, marker=said)
        return
    at = start + line.index(_OLD)
    yield Proposal(_RULE, Safety.REVIEW, usage.place, _MESSAGE, (page.edit(at, at + len(_OLD), _NEW),))


def _objection(shown: str, line: str, name: str, source: Source) -> str:
    """Return why an address is not rewritten; empty where it is."""
    mine = [outcome for outcome in source.outcomes if outcome.target is not None and _is(outcome, name)]
    targets = {outcome.target for outcome in mine}
    if not targets:
        return _UNKNOWN
    if targets != {Target.KUBERNETES} or _OLD not in shown:
        return _MANAGED
    if not _FILLED.match(shown):
        return _HOST
    return "" if "/swagger.json" not in line else _UNKNOWN


def _is(outcome: Outcome, name: str) -> bool:
    """Tell whether a service may be the one of a name; a name that is put in later may be any."""
    return not name or str(known(outcome.service.name) or "").lower() == name
