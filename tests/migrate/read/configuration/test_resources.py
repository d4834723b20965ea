"""Templates of Azure resources that make services and clusters of v1."""

import pytest

from migrate.read.configuration.reader import read_configuration
from migrate.read.configuration.resources import read_bicep
from migrate.read.reading import SourceFile
from tests.migrate.read.python.tree import Tree

ARM = """{
  "resources": [
    {
      "type": "Microsoft.MachineLearningServices/workspaces/services",
      "apiVersion": "2021-04-01",
      "name": "ws/churn",
      "properties": {"computeType": "ACI"}
    },
    {
      "type": "Microsoft.MachineLearningServices/workspaces/computes",
      "name": "ws/aks",
      "properties": {"computeType": "AKS"}
    }
  ]
}
"""
BICEP = """
resource service 'Microsoft.MachineLearningServices/workspaces/services@2021-04-01' = {
  name: 'ws/churn'
}
"""


def told(text: str, path: str = "main.json") -> list[tuple[str, int, str]]:
    read = read_bicep if path.endswith(".bicep") else read_configuration
    reading = read(SourceFile(path, text), Tree({path: text}))
    return [] if reading is None else [(one.rule, one.place.line, one.message) for one in reading.findings]


def test_a_service_and_a_cluster_of_a_template_are_named() -> None:
    found = told(ARM)
    assert [(rule, line) for rule, line, _ in found] == [("AML310", 4), ("AML310", 10)]
    assert "web service ws/churn" in found[0][2]
    assert "cluster ws/aks" in found[1][2]


def test_a_service_of_a_bicep_file_is_named() -> None:
    assert [(rule, line) for rule, line, _ in told(BICEP, "main.bicep")] == [("AML310", 2)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            ARM.replace("workspaces/services", "workspaces/onlineEndpoints").replace('"AKS"', '"AmlCompute"'),
            "a.json",
        ),
        (BICEP.replace("services@", "onlineEndpoints@"), "a.bicep"),
        (BICEP.replace("workspaces/services", "workspaces"), "a.bicep"),
        ('{"actions": ["Microsoft.MachineLearningServices/workspaces/services/read"]}', "role.json"),
        ('{"note": "Microsoft.MachineLearningServices/workspaces/services"}', "a.json"),
    ],
)
def test_other_resources_are_none(text: str, path: str) -> None:
    assert told(text, path) == []
