"""Models packed as images."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
from azureml.core.model import Model

package = Model.package(ws, [model], inference_config)
"""
_AFTER = """\
environment = ml_client.models.package("churn", "3", package_request)
"""

RULE = Rule(
    id="AML132",
    title="model packaged as an image or Dockerfile",
    level=Level.DECISION,
    why=(
        "v2 packages one model into an environment (preview), and deploys from it. Pulling the image or "
        "saving the Dockerfile has no successor; the inference server runs the script without a package."
    ),
    message=(
        "Model.package becomes models.package(name, version, ...) in preview, which returns an "
        "environment; pull and save are gone."
    ),
    symbols=("azureml.core.model.Model.package", "azureml.core.model.ModelPackage.*"),
    link=LEARN + "how-to-package-models",
    example=Example(_BEFORE, _AFTER),
)
