"""Models profiled."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
from azureml.core.model import Model

profile = Model.profile(ws, "churn-profile", [model], inference_config, input_dataset=data)
"""
_AFTER = """\
# No successor: deploy, send load, read the metrics.
"""

RULE = Rule(
    id="AML133",
    title="model profiled for its size",
    level=Level.LOSS,
    why="Profiling is retired. Load-test the deployment, and read its CPU and memory metrics.",
    message="Model.profile has no successor in v2: load-test a deployment instead.",
    symbols=("azureml.core.model.Model.profile", "azureml.core.profile.ModelProfile.*"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    example=Example(_BEFORE, _AFTER),
)
