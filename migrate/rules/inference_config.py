"""``InferenceConfig``: scoring script and environment."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
from azureml.core.model import InferenceConfig

inference_config = InferenceConfig(entry_script="score.py", source_directory="src", environment=env)
"""
_AFTER = """\
code_configuration:
  code: src
  scoring_script: score.py
environment: file:environment.yml
"""

RULE = Rule(
    id="AML106",
    title="InferenceConfig",
    level=Level.CHANGE,
    why=(
        "The scoring script and its folder become code_configuration, the environment is named by the "
        "deployment. v2 always uploads a folder, and leaves out what .amlignore or .gitignore name, "
        "which v1 did not."
    ),
    message="InferenceConfig becomes code_configuration and environment of the deployment.",
    symbols=("azureml.core.model.InferenceConfig",),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
)
