"""Images of the first generation: ``ContainerImage``, ``Image.create``."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
from azureml.core.image import ContainerImage

image_config = ContainerImage.image_configuration(execution_script="score.py", runtime="python", conda_file="conda.yml")
"""
_AFTER = """\
code_configuration:
  code: .
  scoring_script: score.py
environment: file:environment.yml
"""

RULE = Rule(
    id="AML108",
    title="container image of the first generation",
    level=Level.DECISION,
    why=(
        "v2 builds the image from an environment and brings script and model to it when a replica "
        "starts. The keywords of image_configuration are those of a legacy InferenceConfig."
    ),
    message=(
        "v2 has no image objects: the script becomes code_configuration, conda file and base image an "
        "environment."
    ),
    symbols=("azureml.core.image.*",),
    link=LEARN + "how-to-deploy-custom-container",
    example=Example(_BEFORE, _AFTER),
)
