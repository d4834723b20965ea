from __future__ import annotations

import pytest

from compat.validation import Document, Kind, Severity, kind_of
from compat.validation.kind import recognise
from tests.compat.validation_examples import WHOLE, documents

_SCHEMA = "$schema: https://azuremlschemas.azureedge.net/latest/{}.schema.json\n"


def _kind(text: str) -> Kind | None:
    return kind_of(documents(text)[0])[0]


@pytest.mark.parametrize("kind", list(WHOLE), ids=str)
def test_whole_document_is_recognised(kind: Kind) -> None:
    assert _kind(WHOLE[kind]) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (_SCHEMA.format("kubernetesOnlineEndpoint") + "name: a\n", Kind.KUBERNETES_ENDPOINT),
        (_SCHEMA.format("managedOnlineEndpoint") + "name: a\ncompute: azureml:k\n", Kind.KUBERNETES_ENDPOINT),
        (_SCHEMA.format("managedOnlineDeployment") + "name: a\n", Kind.MANAGED_DEPLOYMENT),
        (_SCHEMA.format("kubernetesOnlineDeployment") + "name: a\ntype: managed\n", Kind.MANAGED_DEPLOYMENT),
        (_SCHEMA.format("environment") + "name: a\n", Kind.ENVIRONMENT),
        ("endpoint_name: a\nresources: {}\n", Kind.KUBERNETES_DEPLOYMENT),
        ("endpoint_name: a\nscale_settings: {type: TargetUtilization}\n", Kind.KUBERNETES_DEPLOYMENT),
        ("endpoint_name: a\ninstance_type: cpu-small\n", Kind.KUBERNETES_DEPLOYMENT),
        ("endpoint_name: a\ntype: KUBERNETES\n", Kind.KUBERNETES_DEPLOYMENT),
        ("endpoint_name: a\n", Kind.MANAGED_DEPLOYMENT),
        ("name: a\ntype: kubernetes\nmodel: azureml:m:1\nresources: {}\n", Kind.KUBERNETES_DEPLOYMENT),
        ("name: a\ntraffic: {blue: 100}\n", Kind.MANAGED_ENDPOINT),
        ("name: a\ntype: mlflow_model\n", Kind.MODEL),
        ("name: a\nbuild: {path: .}\n", Kind.ENVIRONMENT),
        ("name: a\nimage: python\ndependencies: []\n", Kind.ENVIRONMENT),
        ("name: a\nchannels: [conda-forge]\ndependencies: [pip]\n", Kind.CONDA),
        ("apiVersion: amlarc.azureml.com/v1alpha1\nkind: InstanceTypeList\n", Kind.INSTANCE_TYPE),
    ],
)
def test_kind_is_told_by_the_keys(text: str, kind: Kind) -> None:
    assert _kind(text) is kind


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("apiVersion: v1\nkind: Pod\n", "a Kubernetes manifest"),
        ("computeType: ACI\n", "a v1 deployment configuration"),
        ("entryScript: score.py\nruntime: python\n", "a v1 inference configuration"),
        ("name: a\ndocker: {}\npython: {}\n", "a saved v1 environment"),
        ("endpoint_name: a\nmini_batch_size: 10\n", "a batch deployment"),
        (_SCHEMA.format("commandJob") + "command: ls\n", "a file of the schema commandJob.schema.json"),
        ("$schema: http://azureml/DataImport.json\nname: a\ntype: mltable\npath: x\n", "a data asset"),
        ("name: a\ncommand: ls\nenvironment: azureml:e:1\n", "a job or component"),
        ("name: a\n", ""),
        ("hello: world\n", ""),
    ],
)
def test_what_is_no_v2_document_is_named(text: str, other: str) -> None:
    data = documents(text)[0].data
    assert isinstance(data, dict)
    found = recognise(data)
    assert (found.kind, found.other) == (None, other)


def test_unknown_document_gets_one_problem() -> None:
    _, problems = kind_of(Document("a.yml", {"name": "x"}))
    assert [problem.code for problem in problems] == ["AML601"]


def test_document_for_another_command_is_only_a_warning() -> None:
    _, problems = kind_of(Document("a.yml", {"command": "ls"}))
    assert [(problem.code, problem.severity) for problem in problems] == [("AML601", Severity.WARNING)]


def test_v1_file_points_to_the_converter() -> None:
    _, problems = kind_of(Document("a.json", {"computeType": "AKS"}))
    assert [problem.code for problem in problems] == ["AML602"]
    assert "migrate convert" in problems[0].hint


def test_given_kind_is_not_questioned() -> None:
    assert kind_of(Document("a.yml", {"name": "x"}, Kind.MODEL)) == (Kind.MODEL, [])


def test_document_that_is_no_mapping_is_a_problem() -> None:
    _, problems = kind_of(Document("a.yml", ["x"]))
    assert [problem.sentence for problem in problems] == ["This is no mapping of keys to values."]
