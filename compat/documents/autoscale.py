"""Autoscale of a managed deployment: an ARM template for Azure Monitor.

A managed deployment has no scaling of its own; an autoscale setting points at the deployment's resource id
and changes its instance count. Metric and resource:
https://learn.microsoft.com/azure/machine-learning/how-to-autoscale-endpoints; shape:
https://learn.microsoft.com/azure/templates/microsoft.insights/autoscalesettings. The numbers are parameters
with defaults: what is not known has no default, and Azure asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from compat import v2
from compat.documents.form import INTEGER, TEXT, as_mapping
from compat.documents.placeholder import decision_path
from compat.value import Known, Unresolved, Value

TEMPLATE_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_NUMBERS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "initial": "initial",
    "scaleOutAbove": "scale_out_above",
    "scaleInBelow": "scale_in_below",
}
_TARGET = (
    "[resourceId('Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments', "
    "parameters('workspaceName'), parameters('endpointName'), parameters('deploymentName'))]"
)


def template(wanted: v2.Autoscale, deployment: v2.Deployment) -> dict[str, object]:
    """Return the template of one deployment, for ``az deployment group create``."""
    return {
        "$schema": TEMPLATE_SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": _parameters(wanted, deployment),
        "resources": [_setting()],
    }


def autoscale_from(document: Mapping[str, object]) -> tuple[v2.Autoscale, object, object]:
    """Return the autoscale of a template, and the names of its endpoint and deployment (None: undecided)."""
    parameters = as_mapping(document.get("parameters"), "autoscale.parameters")
    numbers = {attribute: _default(parameters, key) for key, attribute in _NUMBERS.items()}
    endpoint, deployment = (_name(parameters, key) for key in ("endpointName", "deploymentName"))
    return v2.Autoscale(**numbers), endpoint, deployment


def _name(parameters: Mapping[str, object], key: str) -> object:
    default = as_mapping(parameters.get(key), f"autoscale.parameters.{key}").get("defaultValue")
    return default[1:] if isinstance(default, str) and default.startswith("[[") else default


def _default(parameters: Mapping[str, object], key: str) -> Value:
    parameter = as_mapping(parameters.get(key), f"autoscale.parameters.{key}")
    if "defaultValue" not in parameter:
        return Unresolved(f"to be decided: autoscale.{_NUMBERS[key]}")
    return Known(parameter["defaultValue"])


def _parameters(wanted: v2.Autoscale, deployment: v2.Deployment) -> dict[str, object]:
    names = {"endpointName": deployment.endpoint_name, "deploymentName": deployment.name}
    return {
        "workspaceName": {"type": "string"},
        **{key: _parameter("string", TEXT.write(value, key)) for key, value in names.items()},
        "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
        **{
            key: _parameter("int", INTEGER.write(getattr(wanted, attribute), key))
            for key, attribute in _NUMBERS.items()
        },
    }


def _parameter(kind: str, default: object) -> dict[str, object]:
    if decision_path(default) is not None:
        return {"type": kind}
    # A leading bracket would make it an expression of the template language; two stand for one.
    literal = f"[{default}" if isinstance(default, str) and default.startswith("[") else default
    return {"type": kind, "defaultValue": literal}


def _setting() -> dict[str, object]:
    return {
        "type": "Microsoft.Insights/autoscaleSettings",
        "apiVersion": "2022-10-01",
        "name": "[format('autoscale-{0}-{1}', parameters('endpointName'), parameters('deploymentName'))]",
        "location": "[parameters('location')]",
        "properties": {
            "name": "[format('autoscale-{0}-{1}', parameters('endpointName'), parameters('deploymentName'))]",
            "enabled": True,
            "targetResourceUri": _TARGET,
            "targetResourceLocation": "[parameters('location')]",
            "notifications": [],
            "profiles": [
                {
                    "name": "instances by CPU",
                    "capacity": {
                        "minimum": "[string(parameters('minimum'))]",
                        "maximum": "[string(parameters('maximum'))]",
                        "default": "[string(parameters('initial'))]",
                    },
                    "rules": [
                        _rule("GreaterThan", "scaleOutAbove", "Increase"),
                        _rule("LessThan", "scaleInBelow", "Decrease"),
                    ],
                }
            ],
        },
    }


def _rule(operator: str, threshold: str, direction: str) -> dict[str, object]:
    return {
        "metricTrigger": {
            "metricName": "CpuUtilizationPercentage",
            "metricResourceUri": _TARGET,
            "timeGrain": "PT1M",
            "statistic": "Average",
            "timeWindow": "PT5M",
            "timeAggregation": "Average",
            "operator": operator,
            "threshold": f"[parameters('{threshold}')]",
        },
        "scaleAction": {"direction": direction, "type": "ChangeCount", "value": "1", "cooldown": "PT5M"},
    }
