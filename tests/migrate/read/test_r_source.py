"""R that uses v1 is named with its calls, once a file."""

import pytest

from migrate.read.r_source import read_r
from migrate.read.reading import SourceFile
from tests.migrate.read.python.tree import Tree

R = """library(azuremlsdk)
ws <- load_workspace_from_config()
config <- aks_webservice_deployment_config(cpu_cores = 1)
# deploy_model(ws, "old")
service <- deploy_model(ws, "churn", models = list(model))
"""


def told(text: str, path: str = "deploy.R") -> list[str]:
    reading = read_r(SourceFile(path, text), Tree({}))
    return (
        [] if reading is None else [f"{one.rule}:{one.place.line}:{one.message}" for one in reading.findings]
    )


@pytest.mark.parametrize("path", ["deploy.R", "deploy.Rmd"])
def test_the_calls_are_named_with_their_lines(path: str) -> None:
    [said] = told(R, path)
    assert said.startswith("AML919:3:")
    assert "aks_webservice_deployment_config (line 3), deploy_model (line 5)." in said


@pytest.mark.parametrize(
    "text",
    [
        R.replace("azuremlsdk", "plumber"),
        "library(azuremlsdk)\nsubmit_experiment(exp, config)\n",
        "library(azuremlsdk)\nregister_model(ws, 'm')\n",
        "library(azuremlsdk)\nmodel <- lm(y ~ x)\n",
    ],
)
def test_other_r_is_left_alone(text: str) -> None:
    assert told(text) == []
