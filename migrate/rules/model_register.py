"""Models registered."""

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

model = Model.register(ws, model_path="outputs/churn.pkl", model_name="churn")
"""
_AFTER = """\
model = ml_client.models.create_or_update(Model(name="churn", path="outputs/churn.pkl", type="custom_model"))
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.models import registered

    return registered(usage, source)


RULE = Rule(
    id="AML130",
    title="model registered",
    level=Level.CHANGE,
    why=(
        "The registered models of v1 can be used from v2 as they are. New ones are registered through "
        "the client; a file and a folder lie at other places in the container, so register the same "
        "path."
    ),
    message=(
        'Register with models.create_or_update(Model(name=..., path=..., type="custom_model")); models '
        "already registered stay usable."
    ),
    symbols=("azureml.core.model.Model.register", "azureml.core.run.Run.register_model"),
    link=LEARN + "migrate-to-v2-assets-model",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
