"""AML301 on and AML905 on: what is wrong with a configuration file. Raised by its reader; the table is there."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.read.configuration.objection import RULES as OBJECTIONS
from migrate.rules.rule import Rule

_LINK = LEARN + "reference-yaml-deployment-kubernetes-online"

RULES = tuple(Rule(id_, title, level, todo, link=_LINK) for id_, (title, level, todo) in OBJECTIONS.items())
