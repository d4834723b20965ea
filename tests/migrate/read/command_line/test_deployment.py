"""``az ml model deploy`` gives the service that the SDK's call gives."""

from __future__ import annotations

import json
import shlex

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from compat.mapping import settings as rows
from compat.mapping.setting import ACI, AKS, AKS_ENDPOINT, Setting
from compat.v1 import Service, ServiceKind
from compat.value import Expression, Known, Secret, Unresolved, describe, known
from migrate.finding import Finding
from migrate.read.configuration.reader import read_configuration
from migrate.read.python import read_python
from migrate.read.reading import SourceFile
from tests.migrate.read.command_line.commands import read
from tests.migrate.read.configuration.files import Memory

CLASS = {AKS: "AksWebservice", AKS_ENDPOINT: "AksEndpoint", ACI: "AciWebservice"}
VALUES = {
    bool: some.booleans(),
    int: some.integers(1, 400),
    float: some.sampled_from([0.1, 0.25, 0.5, 1, 1.5, 2, 4, 8]),
    str: some.sampled_from(["abc", "north-1", "v2"]),
    dict: some.dictionaries(
        some.sampled_from(["team", "stage"]), some.sampled_from(["a", "b c"]), min_size=1, max_size=2
    ),
}
INFERENCE = {
    "entryScript": "score.py",
    "environment": {
        "name": "env",
        "docker": {"baseImage": "x/y:1"},
        "python": {"userManagedDependencies": True},
    },
}
AKS_FILE = {"computeType": "aks", "numReplicas": 2, "containerResourceRequirements": {"cpu": 1}}


def deployed(text: str, **files: object) -> tuple[Service, tuple[Finding, ...]]:
    tree = {key.replace("__", "/").replace("DOT", "."): value for key, value in files.items()}
    reading = read(f"az ml model deploy {text}", files=tree)
    (service,) = reading.services
    return service, reading.findings


def flagged(kind: ServiceKind) -> list[Setting]:
    """Return the settings that have a flag, a key in a file and a keyword."""
    return [
        row
        for row in rows.for_kind(kind)
        if row.spelling.flags and row.in_file(kind) and row.key != "compute_target_name"
    ]


def as_flags(kind: ServiceKind, chosen: dict[str, object], *, short: bool) -> str:
    words = []
    for row in rows.for_kind(kind):
        if row.key not in chosen:
            continue
        flag, value = row.spelling.flags[0 if short else -1], chosen[row.key]
        if isinstance(value, dict):
            words += [f"{flag} {shlex.quote(f'{key}={item}')}" for key, item in value.items()]
        else:
            words.append(f"{flag} {str(value).lower() if isinstance(value, bool) else value}")
    return " ".join(words)


def as_file(kind: ServiceKind, chosen: dict[str, object]) -> dict[str, object]:
    document: dict[str, object] = {"computeType": kind.value.lower()}
    for row in rows.for_kind(kind):
        if row.key in chosen:
            at = document
            *above, last = row.spelling.file.split(".")
            for name in above:
                at = at.setdefault(name, {})  # type: ignore[assignment]
            at[last] = chosen[row.key]
    return document


def by_sdk(kind: ServiceKind, chosen: dict[str, object]) -> Service:
    pairs = ", ".join(f"{key}={value!r}" for key, value in chosen.items())
    text = (
        "from azureml.core import Model, Workspace\n"
        "from azureml.core.model import InferenceConfig\n"
        f"from azureml.core.webservice import {CLASS[kind]}\n"
        f"config = {CLASS[kind]}.deploy_configuration({pairs})\n"
        "ws = Workspace.from_config()\n"
        "Model.deploy(ws, 'churn', [Model(ws, 'm', version=1)], InferenceConfig('score.py'), config)\n"
    )
    (service,) = read_python(SourceFile("deploy.py", text), Memory({"deploy.py": text})).services
    return service


@pytest.mark.parametrize("kind", list(CLASS))
def test_flags_file_and_sdk_give_equal_settings(kind: ServiceKind) -> None:
    options = {row.key: VALUES[row.type] for row in flagged(kind)}

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(some.fixed_dictionaries({}, optional=options), some.booleans())
    def check(chosen: dict[str, object], short: bool) -> None:
        flags, _ = deployed(f"-n churn -m m:1 --cp {kind.value} {as_flags(kind, chosen, short=short)}")
        file, _ = deployed("-n churn -m m:1 --dc dc.json", dcDOTjson=as_file(kind, chosen))
        sdk = by_sdk(kind, chosen)
        assert flags.settings == file.settings == sdk.settings
        assert (flags.kind, flags.name, flags.models) == (file.kind, file.name, file.models)
        assert (flags.kind, flags.name, flags.models) == (sdk.kind, sdk.name, sdk.models)
        assert not flags.unread
        assert not file.unread

    check()


@pytest.mark.parametrize("kind", list(CLASS))
def test_a_command_and_its_files_say_what_the_files_say_alone(kind: ServiceKind) -> None:
    files = {"dc.json": as_file(kind, {"cpu_cores": 1, "auth_enabled": False}), "ic.json": INFERENCE}
    (service,) = read("az ml model deploy -n a -m m:1 --ic ic.json --dc dc.json", files=files).services
    text = json.dumps(files["dc.json"])
    alone = read_configuration(SourceFile("dc.json", text), Memory(files))
    assert alone is not None
    assert service.settings == alone.services[0].settings
    assert service.scoring == alone.services[0].scoring


def test_tags_of_several_options_are_one_setting() -> None:
    service, _ = deployed("-n a --cp aks --tag a=1 --tag 'b=x y' --property c=d=e --description 'my svc'")
    assert {key: item.value.value for key, item in service.settings.items()} == {  # type: ignore[union-attr]
        "tags": {"a": "1", "b": "x y"},
        "properties": {"c": "d=e"},
        "description": "my svc",
    }


def test_a_key_is_a_secret() -> None:
    service, _ = deployed("-n a --cp aks --kp hunter2")
    assert isinstance(known(service.settings["primary_key"].value), Secret)
    (usage,) = read("az ml model deploy -n a --kp hunter2").usages
    assert "hunter2" not in repr(usage)


@pytest.mark.parametrize(
    ("options", "models"),
    [
        ("-m churn:3", [("churn", "3")]),
        ("-m churn:3 --model other:1", [("churn", "3"), ("other", "1")]),
        ("-m churn", [("churn", "")]),
        ("-m $NAME:3", [("$NAME (environment variable NAME)", "3")]),
        ("-m churn:$V", [("churn", "$V (environment variable V)")]),
        (
            '-m "$(NAME.x):$(V.x)"',
            [("$(NAME.x) (environment variable NAME.x)", "$(V.x) (environment variable V.x)")],
        ),
        ("-f meta.json", [("forecast", "7")]),
        ("", []),
    ],
)
def test_models(options: str, models: list[tuple[str, str]]) -> None:
    service, _ = deployed(f"-n a {options}", metaDOTjson={"modelId": "forecast:7"})
    assert [(describe(model.name), describe(model.version)) for model in service.models] == models


def test_a_model_is_the_one_that_the_script_registers() -> None:
    text = (
        "az ml model register -n churn -p model.pkl -t out/model.json --tag a=b\n"
        "az ml model deploy -n a -f ../out/model.json"
    )
    (service,) = read(text).services
    (model,) = service.models
    assert describe(model.name) == "churn"
    assert model.version is None
    assert {key: known(item.value) for key, item in model.registration.items()} == {
        "model_name": "churn",
        "model_path": "model.pkl",
        "tags": {"a": "b"},
    }


def test_a_metadata_file_that_nobody_writes_leaves_the_model_open() -> None:
    service, _ = deployed("-n a -f meta.json")
    assert isinstance(service.models[0].name, Unresolved)
    assert [item.spelling for item in service.unread] == ["-f"]


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ("--dc dc.json --ct cluster", AKS),
        ("--cp aci", ACI),
        ("--cp AKS", AKS),
        ("--ct cluster", AKS),
        ("", ServiceKind.UNKNOWN),
        ("--cp $KIND", ServiceKind.UNKNOWN),
        ("--ct cluster --cp $KIND", ServiceKind.UNKNOWN),
        ("--dc missing.json", ServiceKind.UNKNOWN),
    ],
)
def test_the_kind_is_what_the_file_or_the_option_says(options: str, kind: ServiceKind) -> None:
    service, _ = deployed(f"-n a {options}", dcDOTjson=AKS_FILE)
    assert service.kind is kind


def test_the_cluster_is_that_of_the_option_unless_the_file_names_one() -> None:
    by_option, _ = deployed("-n a --dc dc.json --ct one", dcDOTjson=AKS_FILE)
    by_file, _ = deployed("-n a --dc dc.json --ct one", dcDOTjson={**AKS_FILE, "computeTargetName": "two"})
    none, _ = deployed("-n a --dc dc.json", dcDOTjson=AKS_FILE)
    assert by_option.cluster is not None
    assert by_file.cluster is not None
    assert (describe(by_option.cluster.name), describe(by_file.cluster.name)) == ("one", "two")
    assert [item.spelling for item in by_file.unread] == ["--ct"]
    assert none.cluster is None


def test_an_option_over_another_value_in_the_file_is_said() -> None:
    service, findings = deployed("-n a --dc dc.json --cc 4 --nr 2", dcDOTjson=AKS_FILE)
    assert known(service.settings["cpu_cores"].value) == 4
    assert [(item.rule, "--cc" in item.message) for item in findings] == [("AML221", True)]
    assert [item.spelling for item in service.unread] == ["containerResourceRequirements.cpu"]


@pytest.mark.parametrize("option", ["--ic", "--dc", "--ed"])
def test_a_file_that_is_not_there_is_said(option: str) -> None:
    service, findings = deployed(f"-n a {option} nowhere.json")
    assert "AML220" in {item.rule for item in findings}
    assert option in {item.spelling for item in service.unread}


def test_a_file_in_a_folder_that_is_only_known_when_it_runs_is_found_by_its_name() -> None:
    files = {"conf/aks/dc.json": AKS_FILE, "conf/aci/other.json": {"computeType": "aci"}}
    reading = read("cd $AGENT_DROP/aks\naz ml model deploy -n a --dc dc.json", files=files)
    assert reading.services[0].kind is AKS
    assert [item.rule for item in reading.findings] == ["AML222"]


def test_a_name_that_two_files_have_is_not_guessed() -> None:
    files = {"a/dc.json": AKS_FILE, "b/dc.json": {"computeType": "aci"}}
    reading = read("cd $DROP\naz ml model deploy -n a --dc dc.json", files=files)
    assert reading.services[0].kind is ServiceKind.UNKNOWN
    assert [item.rule for item in reading.findings] == ["AML220"]


@pytest.mark.parametrize(
    "text",
    [
        "cd deploy\naz ml model deploy -n a --dc dc.json",
        "(cd deploy && az ml model deploy -n a --dc dc.json)",
        "pushd deploy; az ml model deploy -n a --dc ./dc.json",
        "az ml model deploy -n a --dc deploy/dc.json",
        "az ml model deploy -n a --dc $PWD/deploy/dc.json",
        "az ml model deploy -n a --dc $(pwd)/deploy/dc.json",
        "D=deploy\naz ml model deploy -n a --dc $BUILD_SOURCESDIRECTORY/$D/dc.json",
    ],
)
def test_a_path_counts_from_where_the_command_runs(text: str) -> None:
    reading = read(text, files={"deploy/dc.json": AKS_FILE})
    assert known(reading.services[0].settings["num_replicas"].value) == 2
    assert not reading.findings


def test_environment_by_name_beside_an_inference_file() -> None:
    service, _ = deployed("-n a --ic ic.json -e env --ev 4", icDOTjson={"entryScript": "score.py"})
    assert service.scoring is not None
    environment = service.scoring.environment
    assert environment is not None
    assert (describe(environment.name), describe(environment.version), environment.registered) == (
        "env",
        "4",
        True,
    )


def test_environment_by_folder() -> None:
    saved = {"name": "saved", "docker": {"baseImage": "x/y:1"}, "python": {"userManagedDependencies": True}}
    service, _ = deployed("-n a --es score.py --ed env", env__azureml_environmentDOTjson=saved)
    assert service.scoring is not None
    assert service.scoring.environment is not None
    assert describe(service.scoring.environment.name) == "saved"


def test_script_and_conda_file_by_options() -> None:
    conda = "name: c\ndependencies: [python=3.8, {pip: [azureml-defaults]}]\n"
    service, _ = deployed("-n a --es score.py --sd src --cf env.yml --rt python", src__envDOTyml=conda)
    scoring = service.scoring
    assert scoring is not None
    assert sorted(scoring.settings) == ["conda_file", "entry_script", "runtime", "source_directory"]
    assert scoring.environment is not None
    assert scoring.environment.conda is not None
    assert scoring.environment.conda.document["dependencies"]


def test_no_script_is_no_scoring() -> None:
    service, _ = deployed("-n a -m m:1 --cp aci")
    assert service.scoring is None
    assert service.overwrite is None


@pytest.mark.parametrize(
    ("option", "expected"), [("--overwrite", True), ("--overwrite true", True), ("--overwrite False", False)]
)
def test_overwrite(option: str, expected: bool) -> None:
    service, _ = deployed(f"-n a {option}")
    assert known(service.overwrite) is expected


@pytest.mark.parametrize(
    ("options", "unread"),
    [
        ("$MORE", "$MORE"),
        ('"${ARGS[@]}"', '"${ARGS[@]}"'),
        ("--no-such-option 3", "--no-such-option"),
        ("stray", "stray"),
    ],
)
def test_what_is_not_understood_is_not_lost(options: str, unread: str) -> None:
    service, _ = deployed(f"-n a --cp aks {options}")
    assert [item.spelling for item in service.unread] == [unread]


def test_a_value_that_waits_for_the_pipeline_stays_an_expression() -> None:
    service, _ = deployed("-n ${NAME:-churn} --cp aks --nr ${REPLICAS:-3} --cc $CPU")
    replicas, cpu = service.settings["num_replicas"].value, service.settings["cpu_cores"].value
    assert isinstance(service.name, Expression)
    assert isinstance(replicas, Expression)
    assert replicas.default == Known(3)
    assert isinstance(cpu, Expression)
    assert cpu.default is None


def test_a_number_that_is_none_stays_text() -> None:
    service, _ = deployed("-n a --cp aks --nr many --cc nan")
    assert known(service.settings["num_replicas"].value) == "many"
    assert known(service.settings["cpu_cores"].value) == "nan"


def test_clusters() -> None:
    reading = read("az ml computetarget create aks -n k -a 3 -s Standard_D3_v2 --cluster-purpose DevTest")
    (cluster,) = reading.clusters
    assert (describe(cluster.name), cluster.action) == ("k", "create")
    assert known(cluster.settings["vm_size"].value) == "Standard_D3_v2"
    assert not read("az ml computetarget list").clusters
