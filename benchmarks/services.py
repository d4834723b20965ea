"""The files of a monorepo that do speak of Azure ML v1: what a team that deploys a service has in its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.filler import notebook_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_DEPLOY = '''\
"""Deploys the {name} service."""

import argparse
import os

from azureml.core import Environment, Workspace
from azureml.core.authentication import ServicePrincipalAuthentication
from azureml.core.compute import AksCompute
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice, Webservice
from azureml.exceptions import WebserviceException

SERVICE = "{name}-svc"
CLUSTER = os.environ.get("AKS_CLUSTER", "aks-{name}")


def workspace():
    auth = ServicePrincipalAuthentication(
        tenant_id=os.environ["TENANT"],
        service_principal_id=os.environ["CLIENT"],
        service_principal_password=os.environ["CLIENT_SECRET"],
    )
    return Workspace.get(name="ml-{name}", subscription_id=os.environ["SUBSCRIPTION"], resource_group="rg", auth=auth)


def environment():
    env = Environment("{name}-env")
    env.python.conda_dependencies = CondaDependencies.create(
        pip_packages=["azureml-defaults", "scikit-learn=={minor}.0.2", "pandas"], python_version="3.8"
    )
    env.docker.base_image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest"
    return env


def deploy(ws, replicas):
    inference = InferenceConfig(entry_script="score.py", source_directory="src", environment=environment())
    settings = AksWebservice.deploy_configuration(
        autoscale_enabled=True,
        autoscale_min_replicas={least},
        autoscale_max_replicas=replicas,
        cpu_cores=0.5,
        memory_gb={memory},
        scoring_timeout_ms={timeout},
        auth_enabled=True,
        enable_app_insights=True,
        tags={{"team": "{name}", "stage": "production"}},
    )
    model = Model(ws, "{name}-model")
    service = Model.deploy(
        ws,
        SERVICE,
        [model],
        inference,
        settings,
        deployment_target=AksCompute(ws, CLUSTER),
        overwrite=True,
    )
    service.wait_for_deployment(show_output=True)
    return service


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--replicas", type=int, default={most})
    arguments = parser.parse_args()
    ws = workspace()
    try:
        Webservice(ws, SERVICE).delete()
    except WebserviceException:
        pass
    service = deploy(ws, arguments.replicas)
    print(service.scoring_uri, service.get_keys()[0])


if __name__ == "__main__":
    main()
'''

_TRAIN = '''\
"""Trains the {name} model."""

import joblib
from azureml.core import Dataset, Experiment, Run, ScriptRunConfig, Workspace
from azureml.core.compute import ComputeTarget
from sklearn.linear_model import LogisticRegression


def train(rows):
    run = Run.get_context()
    data = Dataset.get_by_name(run.experiment.workspace, "{name}-data").to_pandas_dataframe()
    model = LogisticRegression(max_iter={timeout}).fit(data.drop(columns=["y"]), data["y"])
    run.log("rows", rows)
    joblib.dump(model, "outputs/{name}.pkl")
    run.upload_file("{name}.pkl", "outputs/{name}.pkl")
    run.register_model("{name}-model", model_path="outputs/{name}.pkl")


def submit():
    ws = Workspace.from_config()
    target = ComputeTarget(ws, "cpu-{name}")
    config = ScriptRunConfig(source_directory=".", script="train.py", compute_target=target)
    Experiment(ws, "{name}").submit(config).wait_for_completion()
'''

_SCORE = """\
import json
import os

import joblib
from azureml.core.model import Model

model = None


def init():
    global model
    model = joblib.load(Model.get_model_path("{name}-model"))


def run(raw_data):
    rows = json.loads(raw_data)["data"]
    return json.dumps({{"result": model.predict(rows).tolist()}})
"""

_DEPLOYMENT = """\
{{
  "computeType": "aks",
  "autoScaler": {{"autoscaleEnabled": true, "minReplicas": {least}, "maxReplicas": {most}}},
  "containerResourceRequirements": {{"cpu": 0.5, "memoryInGB": {memory}}},
  "authEnabled": true,
  "scoringTimeoutMs": {timeout}
}}
"""

_INFERENCE = """\
{{
  "entryScript": "score.py",
  "runtime": "python",
  "condaFile": "conda.yml",
  "extraDockerfileSteps": null,
  "sourceDirectory": "src",
  "enableGpu": false
}}
"""

_SCRIPT = """\
#!/bin/bash
set -euo pipefail
az extension add -n azure-cli-ml
az ml folder attach -w ml-{name} -g rg
az ml model register -n {name}-model -p outputs/{name}.pkl --model-framework ScikitLearn
az ml model deploy -n {name}-svc -m {name}-model:1 --ic inference_config.json --dc deployment_config.json \\
  --compute-target "$AKS_CLUSTER" --overwrite
"""

_PIPELINE = """\
trigger: [main]
variables:
  AKS_CLUSTER: aks-{name}
steps:
  - task: AzureCLI@2
    inputs:
      azureSubscription: production
      scriptType: bash
      scriptLocation: inlineScript
      inlineScript: |
        az ml folder attach -w ml-{name} -g rg
        az ml model deploy -n {name}-svc -m {name}-model:{minor} --ic {name}/inference_config.json \\
          --dc {name}/deployment_config.json --ct $(AKS_CLUSTER) --overwrite
"""


_CELLS = """\
!pip install azureml-sdk
%matplotlib inline
import json

from azureml.core import Environment, Workspace
from azureml.core.compute import AksCompute
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice

ws = Workspace.from_config()
print(ws.name, ws.location, sep="\\t")
---
model = Model.register(ws, model_name="{name}-model", model_path="outputs/{name}.pkl")
---
env = Environment("{name}-env")
env.python.conda_dependencies = CondaDependencies.create(
    pip_packages=["azureml-defaults", "scikit-learn=={minor}.0.2", "pandas"], python_version="3.8"
)
inference = InferenceConfig(entry_script="score.py", source_directory="../src", environment=env)
---
target = AksCompute(ws, "aks-{name}")
settings = AksWebservice.deploy_configuration(
    num_replicas={most}, cpu_cores=0.5, memory_gb={memory}, scoring_timeout_ms={timeout}, auth_enabled=True
)
service = Model.deploy(ws, "{name}-book", [model], inference, settings, deployment_target=target, overwrite=True)
service.wait_for_deployment(show_output=True)
---
key, _ = service.get_keys()
print(service.scoring_uri, service.state, key[:2])
service.run(json.dumps({{"data": [[1, 2, 3]]}}))
"""


def _notebook(facts: dict[str, object]) -> str:
    texts = _CELLS.format(**facts).split("---\n")
    cells = [("code", text, [f"{facts['name']}: step {number}\n"] * 20) for number, text in enumerate(texts)]
    return notebook_of([("markdown", f"# {facts['name']}\n\nDeploys the service.", []), *cells])


_FILES: tuple[tuple[str, Callable[[dict[str, object]], str], int], ...] = (
    # file, its text, how many in fifty
    ("deploy.py", lambda facts: _DEPLOY.format(**facts), 16),
    ("train.py", lambda facts: _TRAIN.format(**facts), 12),
    ("src/score.py", lambda facts: _SCORE.format(**facts), 6),
    ("notebooks/deploy.ipynb", _notebook, 8),
    ("deployment_config.json", lambda facts: _DEPLOYMENT.format(**facts), 2),
    ("inference_config.json", lambda facts: _INFERENCE.format(**facts), 2),
    ("deploy.sh", lambda facts: _SCRIPT.format(**facts), 2),
    ("azure-pipelines.yml", lambda facts: _PIPELINE.format(**facts), 2),
)


def services(count: int) -> Iterable[tuple[str, str]]:
    """Yield ``count`` relevant files as (path, text), in folders of teams."""
    for number in range(count):
        team, slot = divmod(number, 50)
        name, make, within = next(
            (name, make, slot - before)
            for before, (name, make, many) in zip(_starts(), _FILES, strict=True)
            if before <= slot < before + many
        )
        folder = f"team{team * 16 + within:04d}"
        seed = team * 16 + within
        facts = {
            "name": folder,
            "least": 1 + seed % 3,
            "most": 4 + seed % 7,
            "memory": 1 + seed % 4,
            "timeout": 1000 * (1 + seed % 90),
            "minor": seed % 9,
        }
        yield f"{folder}/{name}", make(facts)


def _starts() -> list[int]:
    counts = [many for _, _, many in _FILES]
    return [sum(counts[:index]) for index in range(len(counts))]
