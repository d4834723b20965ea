"""Rules: one file per v1 construct. Dropping a file in registers it.

A file has ``RULE``, or ``RULES`` where one construct has several. Ids are ``AML1xx`` SDK, ``AML2xx`` command
lines and pipelines, ``AML3xx`` files, ``AML4xx`` scoring scripts, ``AML5xx`` services, ``AML9xx`` our own failures.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from compat.mapping.setting import Change
from compat.v1 import Service
from migrate.rules.rule import SERVICE, SERVICE_CLASSES, Rule
from migrate.usage import Form

RETIRED: frozenset[str] = frozenset()
"""Ids that once meant something; never given again."""


class DuplicateRuleError(Exception):
    """Two rules with one id, or a retired id used again: a mistake in this package."""


@functools.cache
def rules() -> Mapping[str, Rule]:
    """Return all rules by id, in order of id."""
    found: dict[str, Rule] = {}
    for rule in _declared():
        if rule.id in found or rule.id in RETIRED:
            raise DuplicateRuleError(f"{rule.id} ({rule.title}) is taken")
        found[rule.id] = rule
    return dict(sorted(found.items()))


def answering(symbol: str, form: Form = Form.CALL) -> tuple[Rule, ...]:
    """Return the rules that answer for a symbol in a form.

    The symbol itself comes first, then the same member on any service (``AksWebservice.get_keys`` is
    ``Webservice.get_keys``), then every member of a class or module (``...Environment.*``), nearest first. Of a
    command (``az ml run list``), then the group it belongs to.
    """
    index = _index()
    return next((index[name, form] for name in _spellings(symbol) if (name, form) in index), ())


@functools.cache
def over_services() -> tuple[Rule, ...]:
    """Return the rules over services in order of id: the first that claims a change has it."""
    return tuple(rule for rule in rules().values() if rule.claims is not None)


def claiming(service: Service, change: Change) -> Rule | None:
    """Return the rule that takes a change of a service, or None."""
    return next((rule for rule in over_services() if rule.claims and rule.claims(service, change)), None)


def _spellings(symbol: str) -> Iterator[str]:
    yield symbol
    owner, _, member = symbol.rpartition(".")
    if owner.rpartition(".")[2] in SERVICE_CLASSES:
        yield f"{SERVICE}.{member}"
    elif member in SERVICE_CLASSES:
        yield SERVICE
    words = symbol.split(" ") if symbol.startswith("az ") else []
    yield from (" ".join(words[:length]) for length in range(len(words) - 1, 2, -1))
    while owner:
        yield f"{owner}.*"
        owner = owner.rpartition(".")[0]


@functools.cache
def _index() -> Mapping[tuple[str, Form], tuple[Rule, ...]]:
    index: dict[tuple[str, Form], tuple[Rule, ...]] = {}
    for rule in rules().values():
        for key in product(rule.symbols, rule.forms):
            index[key] = (*index.get(key, ()), rule)
    return index


def _declared() -> Iterable[Rule]:
    for module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        loaded = importlib.import_module(f"{__name__}.{module}")
        one = getattr(loaded, "RULE", None)
        yield from getattr(loaded, "RULES", () if one is None else (one,))
