import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compat.mapping.settings import SERVICE_SETTINGS
from compat.v1 import ServiceKind
from compat.value import Known, Place, Secret, Unresolved, known
from migrate.read.configuration.document import Node, parse
from migrate.read.configuration.keys import settings_from_file
from tests.migrate.read.configuration.files import Memory, read, read_text, rules

AKS = {"computeType": "aks", "autoScaler": {"autoscaleEnabled": True, "maxReplicas": 3}, "authEnabled": True}
INFERENCE = {
    "entryScript": "score.py",
    "sourceDirectory": None,
    "runtime": "python",
    "condaFile": "conda.yml",
}

VALUES = {
    int: st.integers(1, 99),
    float: st.floats(0.5, 8),
    bool: st.booleans(),
    str: st.sampled_from(["abc", "team-a"]),
}


def settings_of(document: object, kind: ServiceKind = ServiceKind.AKS):
    tree = parse(json.dumps(document), "deploymentconfig.json")
    assert isinstance(tree, Node)
    return settings_from_file(tree, kind, SERVICE_SETTINGS)


@given(st.data())
def test_what_is_written_is_what_is_read(data: st.DataObject) -> None:
    rows = [row for row in SERVICE_SETTINGS if row.in_file(ServiceKind.AKS) and row.type in VALUES]
    chosen = data.draw(st.lists(st.sampled_from(rows), unique_by=lambda row: row.key, max_size=8))
    document: dict[str, object] = {"computeType": "AKS"}
    wanted = {}
    for row in chosen:
        value = data.draw(VALUES[row.type])
        *sections, last = row.spelling.file.split(".")
        inner = document
        for section in sections:
            inner = inner.setdefault(section, {})  # type: ignore[assignment]
        inner[last] = wanted[row.key] = value
    read = settings_of(document)
    found = {key: fact.value.value for key, fact in read.settings.items() if isinstance(fact.value, Known)}
    plain = {key: value.reveal() if isinstance(value, Secret) else value for key, value in found.items()}
    assert plain == wanted
    assert read.unread == []


def test_positions_in_json_and_yaml() -> None:
    as_json = read_text('{\n\t"computeType": "aks",\n\t"numReplicas": 2,\n\t"authEnabled": 1\n}')
    as_yaml = read_text("computeType: AKS\nautoScaler:\n  maxReplicas: many\n", "dc.yml")
    assert as_json is not None
    assert as_yaml is not None
    assert [(finding.rule, finding.place.line) for finding in as_json.findings] == [("AML304", 4)]
    assert [(finding.rule, finding.place.line) for finding in as_yaml.findings] == [("AML304", 3)]
    assert as_json.usages[0].symbol == "config:deployment_config:aks"
    assert [argument.name for argument in as_json.usages[0].arguments] == ["numReplicas", "authEnabled"]


def test_keys_are_secret() -> None:
    result = settings_of({"computeType": "aks", "keys": {"primaryKey": "hunter2", "secondaryKey": 7}})
    assert known(result.settings["primary_key"].value) == Secret("hunter2")
    assert "hunter2" not in repr(result)


def test_the_spelling_of_the_service_is_taken_and_told() -> None:
    result = settings_of(
        {"computeType": "aks", "aadAuthEnabled": True, "containerResourceRequirements": {"gpu": 1}}
    )
    assert known(result.settings["token_auth_enabled"].value) is True
    assert known(result.settings["gpu_cores"].value) == 1
    assert [finding.rule for finding in result.findings] == ["AML301", "AML301"]


def test_a_key_of_another_kind_is_not_taken() -> None:
    result = settings_of({"computeType": "aks", "sslEnabled": False, "numReplicas": 1})
    assert set(result.settings) == {"num_replicas"}
    assert [unread.spelling for unread in result.unread] == ["sslEnabled"]
    assert [finding.rule for finding in result.findings] == ["AML301"]


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        ({"autoscaler": {"maxReplicas": 2}}, "AML302"),
        ({"containerResourceRequirements": {"cpus": 2}}, "AML302"),
        ({"autoScaler": None}, "AML305"),
        ({"autoScaler": 3}, "AML304"),
        ({"numReplicas": 0}, "AML304"),
        ({"numReplicas": "2"}, "AML304"),
        ({"authEnabled": "true"}, "AML304"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_read(document: dict[str, object], rule: str) -> None:
    result = settings_of({"computeType": "aks", "scoringTimeoutMs": 1000, **document})
    assert [finding.rule for finding in result.findings] == [rule]
    assert known(result.settings["scoring_timeout_ms"].value) == 1000


def test_a_null_is_a_fact_and_no_matter() -> None:
    result = settings_of({"computeType": "aks", "numReplicas": None})
    assert result.findings == []
    assert result.settings["num_replicas"].value == Known(None)


@pytest.mark.parametrize("document", [{"authEnabled": True, "autoScaler": {}}, {**AKS, "computeType": "gke"}])
def test_a_file_without_a_known_kind_is_told_once(document: dict[str, object]) -> None:
    reading = read_text(json.dumps(document))
    assert rules(reading) == ["AML306"]
    assert reading is not None
    assert reading.usages[0].arguments == ()


def test_a_key_that_is_written_twice() -> None:
    reading = read_text('{"computeType": "aks",\n"numReplicas": 1,\n"numReplicas": 2}')
    assert rules(reading) == ["AML303"]
    assert reading is not None
    assert reading.findings[0].place == Place("deploymentconfig.json", 3, 1, 3)
    assert reading.usages[0].arguments[0].value == Known(2)


def test_yaml_anchors_and_merges_are_not_twice() -> None:
    text = "computeType: aks\nautoScaler: &a\n  minReplicas: 1\nkeys:\n  primaryKey: x\n"
    assert rules(read_text(text, "dc.yml")) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n"computeType": "aks", "numReplicas": 2,}', 2),
        ('{\n"computeType": "aks", // the cluster\n"numReplicas": 2}', 2),
        ('{\n"computeType": "aks"', 2),
    ],
)
def test_json_that_does_not_parse(text: str, line: int) -> None:
    reading = read_text(text)
    assert rules(reading) == ["AML905"]
    assert [usage.symbol for usage in reading.usages] == ["config:deployment_config:aks"]
    assert reading is not None
    assert reading.findings[0].place.line == line


def test_yaml_that_does_not_parse() -> None:
    assert rules(read_text("computeType: aks\n  numReplicas: 2\n", "dc.yml")) == ["AML906"]
    assert rules(read_text("computeType: aks\nx: " + "[" * 3000, "dc.yml")) == ["AML906"]


def test_a_service_where_an_inference_file_stands_beside() -> None:
    reading = read("deploy/dcDOTjson".replace("DOT", "."), deploy__dcDOTjson=AKS, deploy__icDOTjson=INFERENCE)
    assert reading is not None
    (service,) = reading.services
    assert service.kind is ServiceKind.AKS
    assert isinstance(service.name, Unresolved)
    assert known(service.settings["autoscale_max_replicas"].value) == 3
    assert service.scoring is not None
    assert service.scoring.place == Place("deploy/ic.json", 1)
    assert "AML308" in rules(reading)


def test_an_inference_file_in_a_folder_above() -> None:
    reading = read(
        "deploy/aks/dc.json",
        deploy__aks__dcDOTjson=AKS,
        deploy__icDOTyml="entryScript: s.py\nruntime: python\n",
    )
    assert reading is not None
    assert len(reading.services) == 1


def test_of_several_inference_files_the_one_that_is_called_alike() -> None:
    names = {"dc_redDOTjson": AKS, "ic_redDOTjson": INFERENCE, "ic_blueDOTjson": INFERENCE}
    reading = read(
        "deployment_red.json",
        deployment_redDOTjson=AKS,
        inference_redDOTjson=INFERENCE,
        ic_blueDOTjson=INFERENCE,
    )
    assert reading is not None
    assert [
        service.scoring.place.path
        for service in reading.services
        if service.scoring and service.scoring.place
    ] == ["inference_red.json"]
    reading = read("dc_red.json", **{**names, "ic_greenDOTjson": INFERENCE, "ic_redDOTjson": {"no": 1}})
    assert reading is not None
    assert reading.services == ()
    assert rules(reading) == ["AML308"]


def test_a_deployment_file_alone_is_no_service() -> None:
    reading = read_text(json.dumps(AKS))
    assert reading is not None
    assert reading.services == ()
    assert rules(reading) == []


def test_the_tree_in_memory_does_not_climb_out() -> None:
    assert Memory({"a.yml": ""}).find("../../a.yml", "x/y.json") is None
