"""Inference configuration files and saved environments of the v1 command line."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
{"entryScript": "score.py", "runtime": "python", "condaFile": "conda.yml"}
"""
_AFTER = """\
code_configuration:
  code: .
  scoring_script: score.py
environment: file:environment.yml
"""
_BEFORE_ENVIRONMENT = """\
{"name": "churn", "inferencingStackVersion": "latest", "docker": {"baseImage": "python:3.9"},
 "python": {"userManagedDependencies": true}}
"""
_AFTER_ENVIRONMENT = """\
name: churn
image: python:3.9
"""

RULES = (
    Rule(
        id="AML321",
        title="v1 inference configuration file",
        level=Level.CHANGE,
        why=(
            "az ml model deploy --ic read it, in two generations: with an environment inside, or with runtime and "
            "conda file. Script and folder become code_configuration, the rest an environment."
        ),
        message="This file becomes code_configuration of the deployment, and environment.yml.",
        symbols=("config:inference_config", "config:inference_config:legacy"),
        link=LEARN + "reference-yaml-deployment-kubernetes-online",
        example=Example(_BEFORE, _AFTER, "inferenceconfig.json"),
    ),
    Rule(
        id="AML322",
        title="saved v1 environment",
        level=Level.CHANGE,
        why="A folder written by save_to_directory, or an environment inside a file, becomes environment.yml.",
        message="This environment becomes environment.yml with its conda file; its variables move to the deployment.",
        symbols=("config:environment",),
        link=LEARN + "how-to-manage-environments-v2",
        example=Example(_BEFORE_ENVIRONMENT, _AFTER_ENVIRONMENT, "azureml_environment.json"),
    ),
)
