"""``Model.get_model_path`` in a scoring script."""

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

def init():
    path = Model.get_model_path("churn")
"""
_AFTER = """\
import os

def init():
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.pkl")
"""


def _codemod(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.scoring.model_path import codemod

    return codemod(usage, source)


RULE = Rule(
    id="AML401",
    title="Model.get_model_path",
    level=Level.BLOCKER,
    why=(
        "azureml-core is not in a v2 image, and the folders it looks for are not there. The model lies below "
        "AZUREML_MODEL_DIR: a model registered from a file directly in it, one registered from a folder one level "
        "down, in a folder of that name."
    ),
    message=(
        "get_model_path does not work in v2: join AZUREML_MODEL_DIR with the file (or the folder) that was registered."
    ),
    symbols=("azureml.core.model.Model.get_model_path",),
    link=LEARN + "how-to-inference-server-http",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "score.py"),
    codemod=_codemod,
)
