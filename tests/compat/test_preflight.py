"""What of a script is refused before anything runs, and what is not."""

from pathlib import Path
from textwrap import dedent

import pytest

from compat.preflight import refused

CALLED = [
    ("from azureml.core import Experiment\nExperiment(ws, 'e')", ["azureml.core.Experiment"]),
    ("from azureml.core import Experiment as E\nE(ws, 'e')", ["azureml.core.Experiment"]),
    ("import azureml.core as aml\naml.Dataset.get_by_name(ws, 'd')", ["azureml.core.Dataset"]),
    ("import azureml.core\nazureml.core.Run.get_context()", ["azureml.core.Run"]),
    ("from azureml.core.model import Model\nModel.package(ws, [])", ["azureml.core.model.Model.package"]),
    (
        "from azureml.core.webservice import Webservice\nWebservice.deploy_from_image(ws)",
        ["deploy_from_image"],
    ),
    (
        "from azureml.core.webservice import LocalWebservice\nLocalWebservice.deploy_configuration()",
        ["LocalWebservice"],
    ),
    ("from azureml.train.estimator import Estimator\nEstimator()", ["azureml.train.estimator.Estimator"]),
    (
        "from azureml.core import Workspace\nws = Workspace.from_config()\nws.get_default_datastore()",
        ["get_default_datastore"],
    ),
    ("from azureml.core import Environment\nenv = Environment('e')\nenv.build(ws)", ["Environment.build"]),
    ("from azureml.core import Model\nModel.unheard_of()", []),
]
LEFT_ALONE = [
    "from azureml.core import Experiment, Run, Dataset",
    "from azureml.core import Workspace\nWorkspace.from_config()",
    "from azureml.core.webservice import AksWebservice\nAksWebservice.deploy_configuration(cpu_cores=1)",
    "from azureml.core.compute import AksCompute, ComputeTarget\nComputeTarget.create(ws, 'n', c)",
    "from azureml.core import Environment, Model\nmodel = Model(ws, 'm')\nmodel.name",
    "from mypackage import Experiment\nExperiment()",
    "def f(ws):\n    ws.get_default_datastore()",
    "import azureml.mlflow\nazureml.mlflow.register()",
    "this is not python",
]


def written(folder: Path, text: str) -> Path:
    script = folder / "deploy.py"
    script.write_text(dedent(text), encoding="utf-8")
    return script


@pytest.mark.parametrize(("text", "names"), CALLED)
def test_a_refused_name_that_is_used_is_found(tmp_path, text, names):
    found = refused(written(tmp_path, text))
    assert len({one.line for one in found}) == len(names)
    for one, name in zip(found, names, strict=False):
        assert name in one.name
        assert one.instead


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_only_imported_or_not_v1s_is_left_alone(tmp_path, text):
    assert refused(written(tmp_path, text)) == []


def test_modules_beside_the_script_are_read_too(tmp_path):
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "__init__.py").write_text("")
    (tmp_path / "steps" / "train.py").write_text("from azureml.core import Experiment\nExperiment(1, 2)\n")
    [found] = refused(written(tmp_path, "from steps import train\ntrain.go()"))
    assert found.file.endswith("train.py")
    assert str(found).startswith(f"{found.file}:2: azureml.core.Experiment is not in compat. ")


def test_modules_elsewhere_are_not_read(tmp_path):
    (tmp_path / "unrelated.py").write_text("from azureml.core import Experiment\nExperiment(1, 2)\n")
    assert refused(written(tmp_path, "import os")) == []
