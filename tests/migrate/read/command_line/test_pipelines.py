"""Azure DevOps pipelines and GitHub workflows."""

from __future__ import annotations

import pytest

from compat.value import Expression, Known, Unresolved, Value, describe
from migrate.read.command_line.pipeline import read_pipeline
from migrate.read.reading import Reading, SourceFile
from tests.migrate.read.command_line.commands import shown
from tests.migrate.read.configuration.files import Memory

DEVOPS = "azure-pipelines.yml"
GITHUB = ".github/workflows/deploy.yml"


def read(text: str, path: str = DEVOPS, **files: object) -> Reading | None:
    tree = {key.replace("__", "/").replace("DOT", "."): item for key, item in files.items()}
    return read_pipeline(SourceFile(path, text), Memory(tree))


def value(text: str, path: str = DEVOPS, **files: object) -> Value:
    reading = read(text, path, **files)
    assert reading is not None
    return reading.usages[-1].arguments[0].value


STEPS = {
    "script": ("steps:\n- script: az ml service list\n", ["2: az ml service list"]),
    "bash": ("steps:\n- bash: |\n    true\n    az ml service list\n", ["4: az ml service list"]),
    "folded": (
        "steps:\n- bash: >\n    az ml service show\n    -n a\n",
        ["3: az ml service show name=a"],
    ),
    "folded, two paragraphs": (
        "steps:\n- bash: >-\n    az ml service list\n\n    az ml service show\n    -n a\n",
        ["3: az ml service list", "5: az ml service show name=a"],
    ),
    "plain over lines": (
        "steps:\n- bash: az ml service show\n    -n a\n    -g rg\n",
        ["2: az ml service show name=a resource_group=rg"],
    ),
    "quoted": ("steps:\n- bash: 'az ml service list'\n", ["2: az ml service list"]),
    "powershell": ("steps:\n- pwsh: |\n    az ml service `\n      list\n", ["3: az ml service list"]),
    "cli task": (
        "steps:\n- task: AzureCLI@2\n  inputs:\n    scriptType: bash\n    inlineScript: |\n      az ml service list\n",
        ["6: az ml service list"],
    ),
    "cli task, PowerShell": (
        "steps:\n- task: AzureCLI@2\n  inputs:\n    scriptType: pscore\n    inlineScript: |\n"
        "      az ml service `\n        list\n",
        ["6: az ml service list"],
    ),
    "on windows": (
        "pool: {vmImage: windows-latest}\nsteps:\n- script: |\n    az ml service ^\n      list\n",
        ["4: az ml service list"],
    ),
    "deep": (
        "stages:\n- stage: a\n  jobs:\n  - deployment: b\n    strategy:\n      runOnce:\n        deploy:\n"
        "          steps:\n          - bash: az ml service list\n",
        ["9: az ml service list"],
    ),
    "gitlab": (
        "deploy:\n  script:\n    - az ml service list\n    - az ml service show -n a\n",
        ["3: az ml service list", "4: az ml service show name=a"],
    ),
    "alias": (
        "x: &x\n  bash: az ml service list\nsteps:\n- *x\n- *x\n",
        ["2: az ml service list"],
    ),
}
WORKFLOW = {
    "run": ("jobs:\n  a:\n    steps:\n    - run: az ml service list\n", ["4: az ml service list"]),
    "pwsh": (
        "jobs:\n  a:\n    steps:\n    - shell: pwsh\n      run: |\n        az ml service `\n          list\n",
        ["6: az ml service list"],
    ),
    "cli action": (
        "jobs:\n  a:\n    steps:\n    - uses: azure/CLI@v1\n      with:\n        inlineScript: |\n"
        "          az ml service list\n",
        ["7: az ml service list"],
    ),
}
SILENT = {
    "commented step": "steps:\n# - bash: az ml service list\n- bash: true # az ml \n",
    "commented line": "steps:\n- bash: |\n    # az ml service list\n    true\n",
    "a name": "steps:\n- bash: true\n  displayName: az ml service list\n",
    "v2": "steps:\n- bash: az ml online-endpoint list\n",
    "said": "steps:\n- bash: echo 'az ml service list'\n",
    "no step": "description: az ml service list\n",
    "broken, and not ours": "a: [az ml \nb: {",
}


@pytest.mark.parametrize(("text", "expected"), STEPS.values(), ids=STEPS)
def test_a_step_of_azure_devops(text: str, expected: list[str]) -> None:
    assert shown(read(text)) == expected


@pytest.mark.parametrize(("text", "expected"), WORKFLOW.values(), ids=WORKFLOW)
def test_a_step_of_github(text: str, expected: list[str]) -> None:
    assert shown(read(text, GITHUB)) == expected


@pytest.mark.parametrize("path", [DEVOPS, GITHUB])
@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_a_file_that_stays_silent(text: str, path: str) -> None:
    assert read(text, path) is None


def test_a_pipeline_that_does_not_parse_is_said() -> None:
    reading = read("steps:\n- bash: az ml model deploy -n a\n  x: [\n")
    assert reading is not None
    assert [finding.rule for finding in reading.findings] == ["AML906"]


SHOW = "az ml service show -n"
KNOWN = {
    "mapping": f"variables:\n  n: churn\nsteps:\n- bash: {SHOW} $(n)\n",
    "list": f"variables:\n- name: my.n\n  value: churn\nsteps:\n- bash: {SHOW} $(my.n)\n",
    "as environment": f"variables:\n  my.n: churn\nsteps:\n- bash: {SHOW} $MY_N\n",
    "of another": f"variables:\n  a: ch\n  n: $(a)urn\nsteps:\n- bash: {SHOW} $(n)\n",
    "of a job": f"jobs:\n- job: a\n  variables: {{n: churn}}\n  steps:\n  - bash: {SHOW} $(n)\n",
    "of a step": f"steps:\n- bash: {SHOW} $N\n  env: {{N: churn}}\n",
    "expression": f"variables:\n  n: churn\nsteps:\n- bash: {SHOW} ${{{{ variables.n }}}}\n",
    "template": f"variables:\n- template: vars.yml\nsteps:\n- bash: {SHOW} $(n)\n",
}
OPEN = {
    "group": (f"variables:\n- group: g\nsteps:\n- bash: {SHOW} $(n)\n", Expression),
    "parameter": (
        f"parameters:\n- name: n\n  default: churn\nsteps:\n- bash: {SHOW} ${{{{ parameters.n }}}}\n",
        Expression,
    ),
    "of another job": (
        f"jobs:\n- job: a\n  variables: {{n: churn}}\n- job: b\n  steps:\n  - bash: {SHOW} $(n)\n",
        Expression,
    ),
    "set anew": (
        'variables:\n  n: churn\nsteps:\n- bash: echo "##vso[task.setvariable variable=n]x"\n'
        f"- bash: {SHOW} $(n)\n",
        Unresolved,
    ),
    "condition": (
        f"variables:\n  ${{{{ if eq(1, 2) }}}}:\n    n: churn\nsteps:\n- bash: {SHOW} $(n)\n",
        Unresolved,
    ),
    "of the shell": (f"steps:\n- bash: |\n    n=churn\n    {SHOW} $(n)\n", Expression),
}


@pytest.mark.parametrize("text", KNOWN.values(), ids=KNOWN)
def test_a_variable_of_the_pipeline_is_known(text: str) -> None:
    found = value(text, varsDOTyml="variables:\n  n: churn\n")
    assert isinstance(found, Known)
    assert found.value == "churn"


@pytest.mark.parametrize(("text", "kind"), OPEN.values(), ids=OPEN)
def test_a_variable_that_may_be_another_is_not_known(text: str, kind: type) -> None:
    assert isinstance(value(text), kind)


def test_the_default_of_a_parameter_is_noted() -> None:
    found = value(OPEN["parameter"][0])
    assert isinstance(found, Expression)
    assert found.default == Known("churn")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"env:\n  N: churn\njobs:\n  a:\n    steps:\n    - run: {SHOW} $N\n", Known),
        (f"env:\n  N: churn\njobs:\n  a:\n    steps:\n    - run: {SHOW} ${{{{ env.N }}}}\n", Known),
        (f"jobs:\n  a:\n    steps:\n    - run: {SHOW} ${{{{ secrets.N }}}}\n", Expression),
        (
            f"on:\n  workflow_dispatch:\n    inputs:\n      n: {{default: churn}}\njobs:\n  a:\n    steps:\n"
            f"    - run: {SHOW} ${{{{ inputs.n }}}}\n",
            Expression,
        ),
        (
            "env:\n  N: churn\njobs:\n  a:\n    steps:\n    - run: echo N=x >> $GITHUB_ENV\n"
            f"    - run: {SHOW} $N\n",
            Unresolved,
        ),
        (f"jobs:\n  a:\n    steps:\n    - run: {SHOW} $(cat name)\n", Unresolved),
    ],
)
def test_a_variable_of_a_workflow(text: str, kind: type) -> None:
    assert isinstance(value(text, GITHUB), kind)


def test_places_are_those_of_the_file() -> None:
    reading = read("steps:\n- bash: |\n    true\n\n    az ml service show -n a\n")
    assert reading is not None
    place = reading.usages[0].place
    assert (place.line, place.column) == (5, 5)


@pytest.mark.parametrize(
    "folder",
    ["deploy", "$(Build.SourcesDirectory)/deploy", "$(where)", "./deploy"],
)
def test_a_step_runs_in_its_folder(folder: str) -> None:
    text = (
        f"variables:\n  where: deploy\nsteps:\n- task: AzureCLI@2\n  inputs:\n    workingDirectory: {folder}\n"
        "    inlineScript: az ml model deploy -n a --dc dc.json\n"
    )
    reading = read(
        text, deploy__dcDOTjson={"computeType": "aks", "numReplicas": 2}, dcDOTjson={"computeType": "aci"}
    )
    assert reading is not None
    assert reading.services[0].kind.value == "AKS"


TASK = """\
steps:
- task: ms-air-aiagility.vss-services-azureml.azureml-model-deploy-task.AMLModelDeploy@0
  inputs:
    azureSubscription: ws
    modelSourceType: manualSpec
    modelName: churn
    modelVersion: '3'
    inferencePath: '$(Build.SourcesDirectory)/ic.yml'
    deploymentTarget: AKS
    aksCluster: $(cluster)
    deploymentName: churn-aks
    deployConfig: $(Build.SourcesDirectory)/dc.yml
    overwriteExistingDeployment: true
"""


def test_the_task_of_the_extension_is_a_deploy_command() -> None:
    reading = read(
        TASK,
        icDOTyml="entryScript: score.py\nruntime: python\n",
        dcDOTyml="computeType: aks\nnumReplicas: 2\n",
    )
    assert reading is not None
    (service,) = reading.services
    assert reading.usages[0].place.line == 2
    assert (describe(service.name), service.kind.value) == ("churn-aks", "AKS")
    assert (describe(service.models[0].name), describe(service.models[0].version)) == ("churn", "3")
    assert service.cluster is not None
    assert isinstance(service.cluster.name, Expression)
    assert service.scoring is not None
    assert "num_replicas" in service.settings
    assert service.overwrite == Known(True)
    assert not service.unread


@pytest.mark.parametrize(
    "text",
    [TASK.replace("- task", "# - task").replace("\n  ", "\n#  "), TASK.replace("AMLModelDeploy", "Other")],
)
def test_another_task_is_none(text: str) -> None:
    assert read(text) is None


ACTION = """\
jobs:
  a:
    steps:
    - uses: Azure/aml-deploy@v1
      with:
        azure_credentials: ${{ secrets.A }}
        model_name: ${{ steps.r.outputs.model_name }}
        model_version: 3
"""


def test_the_action_reads_its_file() -> None:
    parameters = {
        "name": "churn",
        "deployment_compute_target": "aks",
        "authentication_enabled": False,
        "num_replicas": 2,
        "location": "westeurope",
        "test_enabled": True,
        "colour": "red",
    }
    reading = read(ACTION, GITHUB, **{".cloud__DOTazure__deployDOTjson": parameters})
    assert reading is not None
    (service,) = reading.services
    assert (describe(service.name), service.kind.value, service.overwrite) == ("churn", "AKS", Known(True))
    assert sorted(service.settings) == ["auth_enabled", "num_replicas"]
    assert sorted(item.spelling for item in service.unread) == ["colour", "location"]
    assert service.cluster is not None
    assert service.scoring is not None
    assert describe(service.scoring.settings["source_directory"].value) == "code/deploy/"


@pytest.mark.parametrize(
    "parameters", [{"skip_deployment": True}, {"skip_deployment": True, "create_image": "docker"}]
)
def test_an_action_that_deploys_nothing_makes_no_service(parameters: object) -> None:
    reading = read(ACTION, GITHUB, **{".cloud__DOTazure__deployDOTjson": parameters})
    assert reading is not None
    assert not reading.services
    assert reading.usages


def test_an_action_without_its_file_says_so() -> None:
    reading = read(ACTION, GITHUB)
    assert reading is not None
    assert [item.rule for item in reading.findings] == ["AML220"]
    assert isinstance(reading.services[0].name, Expression)
