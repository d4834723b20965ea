"""Fixes in a document: beside each finding what a rewrite would do there, where that is certain."""

from __future__ import annotations

from collections.abc import Sequence

from compat.mapping.secrecy import redacted
from migrate.read.gathering import Gathered
from migrate.report.document import Json, Object, objects
from migrate.rewrite.offers import Offer, offers
from migrate.scan import Scan


def add_fixes(document: Object, scan: Scan, trees: Sequence[Gathered]) -> None:
    """Put the fixes of a scan into its document, which was just made of it."""
    repositories = objects(document, "repositories")
    for data, repository, tree in zip(repositories, scan.repositories, trees, strict=True):
        found = offers(tree, repository)
        for item, finding in zip(objects(data, "findings"), repository.findings, strict=True):
            item["fixes"] = [
                _fix(offer) for offer in found.get((finding.rule, finding.place), ()) if _plain(offer)
            ]


def _plain(offer: Offer) -> bool:
    """Tell whether a fix can be told: one that holds what looks like a secret cannot, nor half of it."""
    return all(redacted(item.text) == item.text for item in offer.replacements)


def _fix(offer: Offer) -> Object:
    edits: list[Json] = [{**item._asdict()} for item in offer.replacements]
    return {"message": redacted(offer.message), "safety": offer.safety.value, "edits": edits}
