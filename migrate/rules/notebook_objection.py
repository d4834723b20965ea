"""AML33x, AML907 on and AML919: what is wrong with a notebook. Raised by its reader; the table is there."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.read.notebook.objection import RULES as OBJECTIONS
from migrate.rules.rule import Rule

_LINK = LEARN + "how-to-deploy-online-endpoints"

RULES = tuple(Rule(id_, title, level, todo, link=_LINK) for id_, (title, level, todo) in OBJECTIONS.items())
