"""v1 commands in the place they stand: what they become, what stays beside them, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.rules.rule import Safety
from tests.migrate.rewrite.proposals import Proposed, proposed


def rewritten(folder: Path, text: str, path: str = "deploy.sh") -> Proposed:
    return proposed(folder, {path: text}, path)


@pytest.mark.parametrize(
    ("before", "after", "safety"),
    [
        ("az extension add -n azure-cli-ml", "az extension add -n ml", Safety.SAFE),
        ("az extension add --name=azure-cli-ml -y", "az extension add --name=ml -y", Safety.SAFE),
        ("az ml service delete -n churn", "az ml online-endpoint delete -n churn -y", Safety.SAFE),
        ('az ml service delete --name "$N"', 'az ml online-endpoint delete -n "$N" -y', Safety.SAFE),
        ("az ml service show -n a -w w -g g", "az ml online-endpoint show -n a -g g -w w", Safety.SAFE),
        ("az ml service list -o table", "az ml online-endpoint list -o table", Safety.REVIEW),
        (
            "az ml service regen-key -n a -k Secondary",
            "az ml online-endpoint regenerate-keys -n a --key-type secondary",
            Safety.REVIEW,
        ),
        ("az ml computetarget detach -n k", "az ml compute detach -n k", Safety.SAFE),
        ("az ml computetarget delete -n k --no-wait", "az ml compute delete -n k --no-wait", Safety.REVIEW),
        (
            "az ml model register -n m -p x/m.pkl",
            "az ml model create -n m -p x/m.pkl -t custom_model",
            Safety.REVIEW,
        ),
        (
            "az ml model register -n m -p x --tag a=b --tag 'c=d e' --model-framework Onnx",
            "az ml model create -n m -p x -t custom_model --set tags.a=b 'tags.c=d e' tags.model_framework=Onnx",
            Safety.REVIEW,
        ),
        ("az ml model delete -i churn:3", "az ml model archive -n churn -v 3", Safety.REVIEW),
        ('az ml model delete -i "$M:$V"', 'az ml model archive -n "$M" -v "$V"', Safety.REVIEW),
        ("az ml model show -i churn:3", "az ml model show -n churn -v 3", Safety.SAFE),
        ("az ml model show -n churn --path .", "az ml model show -n churn -l latest", Safety.SAFE),
        ("az ml folder attach -w ws -g rg", "az configure --defaults workspace=ws group=rg", Safety.REVIEW),
        (
            "az ml workspace show -w ws -g rg --subscription-id s",
            "az ml workspace show -n ws -g rg --subscription s",
            Safety.REVIEW,
        ),
        (
            "x=$(az ml service get-keys -n a --query primaryKey -o tsv)",
            "x=$(az ml online-endpoint get-credentials -n a --query primaryKey -o tsv)",
            Safety.REVIEW,
        ),
        (
            "az ml service show -n a --query 'scoringUri' | tee x",
            "az ml online-endpoint show -n a --query 'scoring_uri' | tee x",
            Safety.REVIEW,
        ),
    ],
)
def test_one_command_becomes_one(tmp_path, before, after, safety):
    found = rewritten(tmp_path, f"set -e\n{before}\necho done\n")
    assert found.text == f"set -e\n{after}\necho done\n"
    assert found.one.safety is (safety if "extension" in before else Safety.REVIEW)
    whole = rewritten(tmp_path, f"az extension add -n azure-cli-ml\n{before}\n")
    assert {item.safety for item in whole.proposals} == {safety}
    again = rewritten(tmp_path, found.text)
    assert again.proposals == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "    az ml service delete -n a && echo gone  # why\n",
            "    az ml online-endpoint delete -n a -y && echo gone  # why\n",
        ),
        (
            "if az ml service show -n a > /dev/null 2>&1; then\n  :\nfi\n",
            "if az ml online-endpoint show -n a > /dev/null 2>&1; then\n  :\nfi\n",
        ),
        ("az ml service delete -n a\r\necho x\r\n", "az ml online-endpoint delete -n a -y\necho x\n"),
        ("az ml service delete \\\n  -n a \\\n  -w w\n", "az ml online-endpoint delete -n a -y -w w\n"),
        ("az ml service delete -n a", "az ml online-endpoint delete -n a -y"),
    ],
    ids=["comment", "condition", "crlf is the engine's", "continued", "no final newline"],
)  # fmt: skip
def test_what_stands_beside_it_stays(tmp_path, before, after):
    assert rewritten(tmp_path, before).text == after


def test_a_long_command_keeps_its_continuations(tmp_path):
    before = (
        "az ml model register \\\n    --name a-model-with-a-rather-long-name \\\n"
        "    --model-path outputs/models/a-model.pkl --tag team=research \\\n    -g a-resource-group -w a-workspace\n"
    )
    assert rewritten(tmp_path, before).text == (
        "az ml model create \\\n    -n a-model-with-a-rather-long-name \\\n    -p outputs/models/a-model.pkl \\\n"
        "    -t custom_model \\\n    -g a-resource-group \\\n    -w a-workspace \\\n    --set tags.team=research\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "az ml model deploy -n a -m m:1 --ic i.json --dc d.json --ct k",
            "Which v2 files belong to this command",
        ),
        ("az ml service run -n a -d '{}'", "The body comes from a file"),
        ("az ml service update -n a -m m:2", "What changes is written into the YAML files"),
        ("az ml service get-logs -n nobody-knows", "Logs are those of one deployment"),
        ("az ml service list --model-name a", "--model-name has no place in the v2 command"),
        ("az ml service show -n a --query 'computeType'", "v2 prints other names"),
        ("az ml service regen-key -n a -k $KEY", "a variable here"),
        ("az ml service regen-key -n a -k Primary -s mine", "has no place in the v2 command"),
        ('az ml model delete -i "$ID"', "this id is a variable"),
        ("az ml model register -n m -p x --run-id r", "--run-id has no place in the v2 command"),
        ("az ml computetarget attach aks -n a -i /sub", "The extension is installed once a cluster"),
        ("az ml computetarget create aks -n a", "v2 creates no cluster"),
        ('bash -c "az ml service delete -n a"', "in quotes"),
        ("az extension add -n azure-cli-ml --version 1.2.3", "by its version or file"),
        ("az ml model profile -n m", "no profiling"),
        ("az ml service list -o tsv | awk '{print $3}'", "v2 prints other names and columns"),
        ("x=$(az ml service show -n a)", "v2 prints other names and columns"),
    ],
)
def test_what_is_not_certain_is_marked_and_stays(tmp_path, text, said):
    found = rewritten(tmp_path, text + "\n")
    assert found.text == found.before
    assert found.one.safety is Safety.MANUAL
    assert said in found.one.marker


@pytest.mark.parametrize(
    "text",
    [
        "az ml online-endpoint create -f endpoint.yml\n",
        "az ml model create -n m -p x -t custom_model\n",
        "az ml workspace list\n",
        "# az ml service delete -n a\n",
        "echo 'az ml service delete -n a'\n",
        "az extension add -n ml\n",
        "az aks show -n a -g b\n",
        "grep 'az ml model deploy' README.md\n",
        "az ml model show -n m -v 3\n",
        "az extension remove -n azure-cli-ml\n",
    ],
)
def test_what_is_not_v1_is_left_alone(tmp_path, text):
    found = rewritten(tmp_path, text)
    assert (found.proposals, found.text) == ((), text)


def test_commands_are_sure_only_together_with_the_extension(tmp_path):
    install, delete = "az extension add -n azure-cli-ml\n", "az ml service delete -n a\n"
    for number, (text, safety) in enumerate(
        [
            (install + delete, Safety.SAFE),
            (delete, Safety.REVIEW),
            (install + delete + "az ml folder attach -w w\n", Safety.REVIEW),
        ]
    ):
        assert {item.safety for item in rewritten(tmp_path / str(number), text).proposals} == {safety}
    left = rewritten(tmp_path / "left", install + delete + "az ml service run -n a -d x\n")
    assert [item.safety for item in left.proposals] == [Safety.REVIEW, Safety.REVIEW, Safety.MANUAL]


def test_a_metadata_file_that_only_v1_commands_use_goes(tmp_path):
    register = "az ml model register -n m -p x -t model.json\n"
    deploy = "az ml model deploy -n a -f model.json --ic i.json --dc d.json --ct k\n"
    found = rewritten(tmp_path / "one", register + deploy)
    assert found.text.startswith("az ml model create -n m -p x -t custom_model\n")
    other = rewritten(tmp_path / "two", f"{register}{deploy}jq .modelId model.json\n")
    assert other.text == other.before


class TestPlaces:
    """Files of other kinds."""

    def test_powershell(self, tmp_path):
        before = "$svc = 'a'\naz ml service delete `\n    -n $svc `\n    -w ws\n"
        assert rewritten(tmp_path, before, "x.ps1").changed == [
            "az ml online-endpoint delete -n $svc -y -w ws"
        ]

    def test_make(self, tmp_path):
        before = "gone:\n\t@az ml service delete -n $(NAME)  # now\n"
        assert rewritten(tmp_path, before, "Makefile").changed == [
            "\t@az ml online-endpoint delete -n $(NAME) -y  # now"
        ]

    def test_docker(self, tmp_path):
        before = "FROM x\nRUN apt-get update && \\\n    az extension add -n azure-cli-ml\n"
        assert rewritten(tmp_path, before, "Dockerfile").changed == ["    az extension add -n ml"]

    def test_azure_pipelines(self, tmp_path):
        before = (
            "steps:\n- script: az ml service delete -n $(svc)  # gone\n- task: AzureCLI@2\n  inputs:\n"
            "    inlineScript: |\n      az extension add -n azure-cli-ml\n"
            "      az ml service show -n ${{ parameters.svc }}\n"
        )
        assert rewritten(tmp_path, before, "azure-pipelines.yml").changed == [
            "- script: az ml online-endpoint delete -n $(svc) -y  # gone",
            "      az extension add -n ml",
            "      az ml online-endpoint show -n ${{ parameters.svc }}",
        ]

    def test_github(self, tmp_path):
        path = ".github/workflows/deploy.yml"
        head = "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        before = head + "    - run: az ml service delete -n ${{ env.SVC }}\n"
        assert rewritten(tmp_path, before, path).changed == [
            "    - run: az ml online-endpoint delete -n ${{ env.SVC }} -y"
        ]

    def test_a_folded_scalar_is_left_and_marked(self, tmp_path):
        before = "steps:\n- script: >\n    az ml service show\n    -n foo\n"
        found = rewritten(tmp_path, before, "azure-pipelines.yml")
        assert (found.text, found.one.safety) == (before, Safety.MANUAL)

    def test_yaml_that_would_read_otherwise_is_left_and_marked(self, tmp_path):
        before = "steps:\n- script: az ml model register -n m -p x --description 'a: b'\n"
        found = rewritten(tmp_path, before, "azure-pipelines.yml")
        assert found.text == before

    def test_notebook(self, tmp_path):
        cell = "!az ml service delete -n {name}\nprint(1)"
        book = {
            "cells": [
                {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
            ],
            "metadata": {"language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        found = rewritten(tmp_path, json.dumps(book), "x.ipynb")
        (edit,) = found.one.edits
        assert edit.cell == 0
        assert cell[edit.start : edit.end] == "az ml service delete -n {name}"
        assert edit.text == "az ml online-endpoint delete -n {name} -y"

    def test_documentation_wants_a_look(self, tmp_path):
        found = rewritten(tmp_path, "# How\n\n```bash\naz ml service delete -n a\n```\n", "README.md")
        assert found.changed == ["az ml online-endpoint delete -n a -y"]
        assert found.one.safety is Safety.REVIEW
