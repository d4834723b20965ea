"""Templates of pipelines, called workflows and local actions, read with what the files that use them give."""

import pytest

from compat.v1 import Service
from compat.value import Expression, Known, describe, known
from migrate.read.command_line.yaml_files import read_yaml
from migrate.read.reading import SourceFile
from tests.migrate.read.python.tree import Tree

TEMPLATE = """
parameters:
- name: service
- name: config
  default: aci.yml
steps:
- script: az ml model deploy -n ${{ parameters.service }} -m m:1 --dc ${{ parameters.config }} --ct $(cluster)
"""
FILES = {
    "pipelines/templates/deploy.yml": TEMPLATE,
    "aci.yml": "computeType: ACI",
    "aks.yml": "computeType: AKS",
}
USE = """
trigger: none
variables: {cluster: aks-one}
steps:
- template: templates/deploy.yml
  parameters: {service: churn, config: aks.yml}
"""


def services(path: str, files: dict[str, str]) -> tuple[Service, ...]:
    reading = read_yaml(SourceFile(path, files[path]), Tree(files))
    assert reading is not None
    return reading.services


def told(
    files: dict[str, str], path: str = "pipelines/templates/deploy.yml"
) -> list[tuple[object, str, object]]:
    return [
        (known(one.name), one.kind.value, known(one.cluster.name) if one.cluster else None)
        for one in services(path, FILES | files)
    ]


def test_a_template_has_the_values_of_the_file_that_uses_it() -> None:
    assert told({"pipelines/main.yml": USE}) == [("churn", "AKS", "aks-one")]


def test_a_path_from_the_root_and_a_parameter_by_default() -> None:
    use = USE.replace("templates/deploy.yml", "/pipelines/templates/deploy.yml").replace(
        ", config: aks.yml", ""
    )
    assert told({"main.yml": use}) == [("churn", "ACI", "aks-one")]


def test_every_use_makes_a_service_and_equal_ones_make_one() -> None:
    again = USE + "- template: templates/deploy.yml\n  parameters: {service: fraud, config: aks.yml}\n"
    found = told({"pipelines/main.yml": again, "pipelines/second.yml": USE})
    assert sorted(str(one[0]) for one in found) == ["churn", "fraud"]


def test_a_template_that_a_template_uses() -> None:
    between = """
parameters: {name: {type: string}}
steps:
- template: deploy.yml
  parameters: {service: "${{ parameters.name }}-svc", config: aks.yml}
"""
    use = USE.replace("deploy.yml\n", "between.yml\n").replace(
        "service: churn, config: aks.yml", "name: churn"
    )
    files = {"pipelines/templates/between.yml": between, "pipelines/main.yml": use}
    assert told(files) == [("churn-svc", "AKS", "aks-one")]


def test_templates_that_use_each_other_end() -> None:
    loop = TEMPLATE + "- template: other.yml\n  parameters: {service: '${{ parameters.service }}'}\n"
    other = "parameters: [{name: service}]\nsteps:\n- template: deploy.yml\n  parameters: {service: x}\n"
    files = {"pipelines/templates/deploy.yml": loop, "pipelines/templates/other.yml": other}
    assert [one[0] for one in told(files)] == ["x"]


def test_a_template_without_parameters_has_the_variables_of_its_user() -> None:
    template = "steps:\n- script: az ml model deploy -n $(name) -m m:1 --dc aci.yml\n"
    use = "trigger: none\nvariables: {name: churn}\nsteps:\n- template: t.yml\n"
    assert [one[0] for one in told({"t.yml": template, "main.yml": use}, "t.yml")] == ["churn"]


def test_a_file_of_variables_that_a_parameter_names() -> None:
    template = """
parameters: {file: ''}
jobs:
- job: a
  variables: [{template: "${{ parameters.file }}"}]
  steps: [{script: "az ml model deploy -n ${{ variables.name }} -m m:1 --dc aci.yml"}]
"""
    use = "trigger: none\njobs:\n- template: t.yml\n  parameters: {file: prod.yml}\n"
    files = {"t.yml": template, "main.yml": use, "prod.yml": "variables: {name: churn}"}
    assert [one[0] for one in told(files, "t.yml")] == ["churn"]


def test_a_called_workflow_and_a_local_action() -> None:
    run = 'run: "az ml model deploy -n ${{ inputs.service }} -m m:1 --dc aci.yml"'
    called = f"on: {{workflow_call: {{inputs: {{service: {{type: string}}}}}}}}\njobs: {{a: {{steps: [{{{run}}}]}}}}\n"
    use = "on: push\njobs: {a: {uses: ./.github/workflows/w.yml, with: {service: churn}}}\n"
    path = ".github/workflows/w.yml"
    assert [one[0] for one in told({path: called, ".github/workflows/main.yml": use}, path)] == ["churn"]
    action = f"inputs: {{service: {{required: true}}}}\nruns: {{using: composite, steps: [{{shell: bash, {run}}}]}}\n"
    use = "on: push\njobs: {a: {steps: [{uses: ./.github/actions/ship, with: {service: churn}}]}}\n"
    path = ".github/actions/ship/action.yml"
    assert [one[0] for one in told({path: action, ".github/workflows/main.yml": use}, path)] == ["churn"]


@pytest.mark.parametrize(
    "use",
    [
        USE.replace("deploy.yml", "other.yml"),
        USE.replace("templates/deploy.yml", "templates/deploy.yml@shared"),
        "# templates/deploy.yml\n" + USE.replace("- template: templates/deploy.yml", "- script: ls"),
        "steps: [template: deploy.yml",
        USE.replace("templates/deploy.yml", "../../templates/deploy.yml"),
    ],
)
def test_what_does_not_use_the_template_gives_nothing(use: str) -> None:
    [found] = services("pipelines/templates/deploy.yml", FILES | {"pipelines/main.yml": use})
    assert isinstance(found.name, Expression)
    assert "parameters.service" in describe(found.name)


def test_a_variable_of_a_group_stays_open_and_is_named() -> None:
    use = USE.replace("service: churn", "service: $(name_from_group)").replace(
        "variables: {", "variables: {x: y, "
    )
    [found] = services("pipelines/templates/deploy.yml", FILES | {"pipelines/main.yml": use})
    assert isinstance(found.name, Expression)
    assert [one.name for one in found.name.depends] == ["name_from_group"]


def test_a_template_whose_values_are_known_is_not_looked_for() -> None:
    plain = "parameters: {x: y}\nsteps:\n- script: az ml model deploy -n churn -m m:1 --dc aci.yml\n"
    use = "trigger: none\nsteps:\n- template: t.yml\n  parameters: {x: z}\n"
    [found] = services("t.yml", FILES | {"t.yml": plain, "main.yml": use})
    assert found.name == Known("churn")
