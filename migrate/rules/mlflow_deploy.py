"""Deployment through MLflow."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule

_BEFORE = """\
import mlflow.azureml

service, model = mlflow.azureml.deploy(model_uri="runs:/1/model", workspace=ws)
"""
_AFTER = """\
model:
  path: ./model
  type: mlflow_model
"""

RULE = Rule(
    id="AML175",
    title="MLflow model deployed through v1",
    level=Level.DECISION,
    why=(
        "mlflow.azureml is gone from MLflow. v2 deploys an MLflow model without script or environment "
        "(type: mlflow_model)."
    ),
    message=(
        "MLflow makes a v1 service here, which is gone: deploy with a model of type mlflow_model, without script and"
        " environment."
    ),
    symbols=("mlflow.azureml.*", "mlflow.deployments.*"),
    link=LEARN + "how-to-deploy-mlflow-models-online-progressive",
    example=Example(_BEFORE, _AFTER),
)
