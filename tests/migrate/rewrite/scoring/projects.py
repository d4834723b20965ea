"""Small v1 projects around a scoring script."""

from __future__ import annotations

_HEAD = """\
from azureml.core import Environment, Workspace
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice

ws = Workspace.from_config()
env = Environment.from_conda_specification("env", "conda.yml")
inference = InferenceConfig(entry_script="score.py", environment=env)
config = AksWebservice.deploy_configuration(cpu_cores=1, memory_gb=1)
"""
CONDA = "name: env\ndependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n"
REGISTERED = 'model = Model.register(ws, model_path="outputs/churn.pkl", model_name="churn")\n'
KNOWN_BY_NAME = 'model = Model(ws, "churn")\n'
SCRIPT = """\
import joblib
from azureml.core.model import Model


def init():
    global model
    model = joblib.load({call})


def run(data):
    return model.predict(data).tolist()
"""


def project(models: str, call: str, *, given: str = "[model]", script: str = SCRIPT) -> dict[str, str]:
    """Return a project: the lines that make the models, and the call in the scoring script."""
    deploy = f'{_HEAD}{models}Model.deploy(ws, "churn", {given}, inference, config)\n'
    return {"deploy.py": deploy, "conda.yml": CONDA, "score.py": script.replace("{call}", call)}
