"""Models fetched or listed."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core.model import Model

model = Model(ws, name="churn", version=3)
"""
_AFTER = """\
model = ml_client.models.get("churn", version="3")
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.models import fetched

    return fetched(usage, source)


RULE = Rule(
    id="AML131",
    title="model fetched by name or listed",
    level=Level.CHANGE,
    why=(
        'Versions are text in v2, and the newest one is asked for with label="latest". Lists are '
        "filtered by name only."
    ),
    message=('Fetch with models.get(name, version="3") or label="latest"; list with models.list(name=...).'),
    symbols=(
        "azureml.core.model.Model",
        "azureml.core.model.Model.list",
        "azureml.core.workspace.Workspace.models",
    ),
    link=LEARN + "migrate-to-v2-assets-model",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
