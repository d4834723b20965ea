"""The deploy task of the Azure Machine Learning extension for Azure DevOps, as the command it runs.

Its inputs as public pipelines use them: ``deploymentName``, ``modelName``, ``modelVersion``, ``inferencePath``,
``deployConfig``, ``deploymentTarget``, ``aksCluster``, ``overwriteExistingDeployment``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compat.mapping import commands
from compat.value import Known, Value
from migrate.read.command_line.invocation import Filled, Invocation
from migrate.read.command_line.pipeline_variables import Variables, placed
from migrate.read.command_line.yaml_nodes import Nodes, child, entries, text_of

if TYPE_CHECKING:
    import yaml

TASK = re.compile(r"(?:^|\.)A?MLModelDeploy@", re.IGNORECASE)
SYMBOL = "pipeline task AMLModelDeploy"
_KEYS: Mapping[str, str] = {
    "deploymentname": "name",
    "inferencepath": "inference_config",
    "deployconfig": "deployment_config",
    "deploymenttarget": "compute_type",
    "akscluster": "deployment_target",
    "overwriteexistingdeployment": "overwrite",
}
_OF_THE_TASK = frozenset({"azuresubscription", "modelsourcetype", "modelname", "modelversion"})


def task_invocation(step: yaml.Node, inputs: yaml.Node, nodes: Nodes, variables: Variables) -> Invocation:
    """Return the task as a deploy command."""
    options = []
    for key, node in entries(inputs):
        value = placed(text_of(node), nodes.place(node), variables)
        if key.lower() not in _OF_THE_TASK and text_of(node):
            name = _KEYS.get(key.lower(), key)
            options.append(Filled(name, key, nodes.place(node), (), (value,)))
    model = _model(inputs, nodes, variables)
    row = commands.command_for(("model", "deploy"))
    assert row is not None  # noqa: S101 - the table has it
    named = child(step, "task") or step
    return Invocation(row, SYMBOL, nodes.place(named), tuple(_without_aci(options)) + model)


def _without_aci(options: list[Filled]) -> list[Filled]:
    """Drop the cluster where the service runs on container instances: the task ignores it then."""
    aci = any(
        item.key == "compute_type"
        and isinstance(item.values[0], Known)
        and str(item.values[0].value).upper() == "ACI"
        for item in options
    )
    return [item for item in options if not (aci and item.key == "deployment_target")]


def _model(inputs: yaml.Node, nodes: Nodes, variables: Variables) -> tuple[Filled, ...]:
    name = child(inputs, "modelName")
    if name is None or not text_of(name):
        return ()
    found: list[Value] = [placed(text_of(name), nodes.place(name), variables)]
    version = child(inputs, "modelVersion")
    if version is not None and text_of(version):
        found.append(placed(text_of(version), nodes.place(version), variables))
    return (Filled("models", "modelName", nodes.place(name), (), tuple(found)),)
