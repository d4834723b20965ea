"""A scoring script that loads several models: v2 puts one folder more above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule, Safety
from migrate.scripts import SEVERAL, home
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
import os

def init():
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn", "3", "churn.pkl")
"""
_AFTER = """\
import os

def init():
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "beside-models", "churn", "3", "churn.pkl")
"""


def _check(usage: Usage, context: Context) -> Iterator[Finding]:
    folder = context.packed.get(home(usage.place))
    if folder:
        yield RULE.at(usage, f"{RULE.message} Here it is {folder}.")


def _codemod(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.scoring.packed import codemod

    return codemod(usage, source)


RULE = Rule(
    id="AML406",
    title="load paths of several models",
    level=Level.BLOCKER,
    why=(
        "A v2 deployment takes one model. Several models go into one folder that keeps v1's <name>/<version> below it, "
        "and AZUREML_MODEL_DIR is the folder above: every path that v1 made from it lacks that folder's name."
    ),
    message="The models of this script lie in one folder more below AZUREML_MODEL_DIR.",
    symbols=(SEVERAL,),
    forms=frozenset({Form.FILE}),
    link=LEARN + "concept-online-deployment-model-specification",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "score.py"),
    check=_check,
    codemod=_codemod,
)
