"""``ModelDataCollector``: inputs and outputs collected by the scoring script."""

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
from azureml.monitoring import ModelDataCollector

inputs = ModelDataCollector("churn", designation="inputs", feature_names=["age"])
"""
_AFTER = """\
from azureml.ai.monitoring import Collector

inputs = Collector(name="model_inputs", on_error=lambda error: print(error))
"""


def _codemod(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.scoring.collector import codemod

    return codemod(usage, source)


RULE = Rule(
    id="AML402",
    title="ModelDataCollector",
    level=Level.BLOCKER,
    why=(
        "The package azureml-monitoring works on Ubuntu 18.04 images only, which are retired. Its successor "
        "azureml-ai-monitoring takes pandas data frames, names collections in lower case, raises where collection is "
        "off unless on_error is given, and stores JSON lines instead of CSV."
    ),
    message=(
        "azureml.monitoring does not run in v2 images: use Collector of azureml-ai-monitoring, which takes data frames."
    ),
    symbols=("azureml.monitoring.*",),
    link=LEARN + "how-to-collect-production-data",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "score.py"),
    codemod=_codemod,
)
