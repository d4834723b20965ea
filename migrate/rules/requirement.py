"""Packages of v1 in lists of requirements."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.requirements import PACKAGES
from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.read.requirements import SYMBOL
from migrate.rules.rule import Example, Rule, Safety
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
azureml-core==1.48
pandas
"""
_AFTER = """\
azure-ai-ml~=1.35
azure-identity~=1.17
pandas
"""


def _codemod(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.requirements.codemod import codemod

    return codemod(usage, source)


RULE = Rule(
    id="AML340",
    title="v1 package in a list of requirements",
    level=Level.CHANGE,
    why=(
        "Code that calls v2 needs azure-ai-ml and azure-identity; an image that serves a model needs "
        "azureml-inference-server-http, and azureml-ai-monitoring where the script collects data. The packages of v1 "
        "are out of support; training code that still imports them needs them until it is migrated too."
    ),
    message="This package of v1 makes way for what v2 code and v2 images need.",
    symbols=tuple(f"{SYMBOL} {package.name}" for package in PACKAGES),
    forms=frozenset({Form.FILE}),
    link=LEARN + "how-to-migrate-from-v1",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "requirements.txt"),
    codemod=_codemod,
)
