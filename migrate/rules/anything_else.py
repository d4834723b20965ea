"""The rest of the v1 SDK, so that nothing found is kept quiet."""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule
from migrate.scripts import home
from migrate.usage import Usage

_BEFORE = """\
from azureml.core import Experiment

experiment = Experiment(ws, "train")
"""
_AFTER = """\
ml_client.jobs.create_or_update(job)
"""

_CONTEXT = "azureml.core.run.Run.get_context"


def _check(usage: Usage, context: Context) -> Iterator[Finding]:
    if usage.symbol != _CONTEXT or home(usage.place) not in context.scoring_scripts:
        yield RULE.at(usage)


RULE = Rule(
    id="AML199",
    title="other use of the v1 SDK",
    level=Level.ADVICE,
    why=(
        "It belongs to the v1 SDK, which is out of support since 30 June 2026. It is not part of "
        "deploying, and no page of this tool says what becomes of it."
    ),
    message="This belongs to the v1 SDK; it is not about services, and is left to you.",
    symbols=("azureml.*", _CONTEXT),
    check=_check,
    link=LEARN + "how-to-migrate-from-v1",
    example=Example(_BEFORE, _AFTER),
)
