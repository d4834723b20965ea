"""One meaning, one plan: the same settings give the same plan whatever they were read from."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from compat.mapping import settings as rows
from compat.mapping.setting import ACI, AKS, AKS_ENDPOINT, Setting
from compat.mapping.translation import translate
from compat.v1 import Cluster, Given, Scoring, Service, ServiceKind
from compat.v2 import Target
from compat.value import Known, Secret
from migrate.read.configuration.reader import read_configuration
from migrate.read.python import read_python
from migrate.read.reading import SourceFile

CLASS = {AKS: "AksWebservice", AKS_ENDPOINT: "AksEndpoint", ACI: "AciWebservice"}
VALUES = {
    bool: some.booleans(),
    int: some.integers(1, 400),
    float: some.sampled_from([0.1, 0.25, 0.5, 1, 1.5, 2, 4, 8]),
    str: some.sampled_from(["abc", "north-1", "v2"]),
    dict: some.dictionaries(some.sampled_from(["team", "stage"]), some.sampled_from(["a", "b"]), max_size=2),
}
SCORE = "def init(): ...\ndef run(data): ...\n"
INFERENCE = {
    "entryScript": "score.py",
    "environment": {
        "name": "env",
        "docker": {"baseImage": "registry.example/scoring:1"},
        "python": {"userManagedDependencies": True},
    },
}


class Tree:
    """A tree of two files, as readers see it."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def text(self, path: str) -> str | None:
        return self.files.get(path)

    def find(self, path: str, beside: str) -> str | None:
        name = path.removeprefix("./")
        return name if name in self.files else None

    def folder(self, path: str) -> tuple[str, ...]:
        return tuple(self.files)


def chosen(kind: ServiceKind, readable: set[str] | None = None) -> some.SearchStrategy[dict[str, object]]:
    """Generate settings of a kind; the name of the cluster is tried elsewhere, for a file names it otherwise."""
    known = [
        row
        for row in rows.for_kind(kind)
        if row.key != "compute_target_name" and (readable is None or row.key in readable)
        if not row.key.startswith("is_")
    ]
    return some.fixed_dictionaries({}, optional={row.key: VALUES[row.type] for row in known})


def row_of(kind: ServiceKind, key: str) -> Setting:
    return next(row for row in rows.for_kind(kind) if row.key == key)


def from_keywords(kind: ServiceKind, keywords: Mapping[str, object], like: Service) -> Service:
    """Make the v1 form by hand; what stands around the settings is that of the service it is compared with."""
    found = {
        key: Given(Known(Secret(str(value)) if row_of(kind, key).secret else value))
        for key, value in keywords.items()
    }
    return Service(
        kind, like.name, found, like.scoring, like.models, like.cluster, like.versions, like.overwrite
    )


def python_source(kind: ServiceKind, keywords: Mapping[str, object], style: str) -> str:
    call = f"{CLASS[kind]}.deploy_configuration"
    pairs = [f"{key}={value!r}" for key, value in keywords.items()]
    made = {
        "keywords": [f"config = {call}({', '.join(pairs)})"],
        "dictionary": [f"options = {dict(keywords)!r}", f"config = {call}(**options)"],
        "variables": [f"the_{key} = {value!r}" for key, value in keywords.items()]
        + [f"config = {call}({', '.join(f'{key}=the_{key}' for key in keywords)})"],
        "afterwards": [
            f"config = {call}()",
            *(f"config.{key} = {value!r}" for key, value in keywords.items()),
        ],
    }[style]
    return "\n".join(
        [
            "from azureml.core import Environment, Model, Workspace",
            "from azureml.core.model import InferenceConfig",
            f"from azureml.core.webservice import {CLASS[kind]}",
            "ws = Workspace.from_config()",
            "env = Environment('env')",
            "env.docker.base_image = 'registry.example/scoring:1'",
            "env.python.user_managed_dependencies = True",
            *made,
            "scoring = InferenceConfig('score.py', environment=env)",
            "Model.deploy(ws, 'churn', [Model(ws, 'm', version=1)], scoring, config)",
        ]
    )


def from_source(kind: ServiceKind, keywords: Mapping[str, object], style: str = "keywords") -> Service:
    text = python_source(kind, keywords, style)
    [service] = read_python(
        SourceFile("deploy.py", text), Tree({"deploy.py": text, "score.py": SCORE})
    ).services
    return service


def from_file(kind: ServiceKind, keywords: Mapping[str, object]) -> Service:
    document: dict[str, object] = {"computeType": kind.value.lower()}
    for key, value in keywords.items():
        at = document
        *above, last = row_of(kind, key).spelling.file.split(".")
        for name in above:
            at = at.setdefault(name, {})
        at[last] = value
    files = {
        "deploymentconfig.json": json.dumps(document),
        "inferenceconfig.json": json.dumps(INFERENCE),
        "score.py": SCORE,
    }
    reading = read_configuration(
        SourceFile("deploymentconfig.json", files["deploymentconfig.json"]), Tree(files)
    )
    [service] = reading.services
    return service


def same(one: Service, other: Service, target: Target) -> None:
    assert one.settings == other.settings
    first, second = translate(one, target), translate(other, target)
    assert first.plan == second.plan
    assert [(change.key, change.fate) for change in first.changes] == [
        (change.key, change.fate) for change in second.changes
    ]


@pytest.mark.parametrize("target", list(Target))
@pytest.mark.parametrize("style", ["keywords", "dictionary", "variables", "afterwards"])
@pytest.mark.parametrize("kind", list(CLASS))
def test_source_in_any_style_means_its_keywords(kind: ServiceKind, style: str, target: Target) -> None:
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(chosen(kind))
    def check(keywords: dict[str, object]) -> None:
        service = from_source(kind, keywords, style)
        same(from_keywords(kind, keywords, service), service, target)

    check()


@pytest.mark.parametrize("target", list(Target))
@pytest.mark.parametrize("kind", list(CLASS))
def test_a_file_means_the_same_as_source_and_keywords(kind: ServiceKind, target: Target) -> None:
    readable = {row.key for row in rows.in_file(kind).values()}

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(chosen(kind, readable))
    def check(keywords: dict[str, object]) -> None:
        service = from_file(kind, keywords)
        same(from_keywords(kind, keywords, service), service, target)
        assert service.settings == from_source(kind, keywords).settings

    check()


def test_the_parts_around_the_settings_are_read_alike() -> None:
    by_file, by_source = from_file(AKS, {"cpu_cores": 1}), from_source(AKS, {"cpu_cores": 1})
    plans = [
        translate(service, Target.KUBERNETES).plan.deployments[0].deployment
        for service in (by_file, by_source)
    ]
    assert plans[0].code_configuration == plans[1].code_configuration
    assert plans[0].environment == plans[1].environment


def test_the_cluster_in_the_settings_wins_wherever_it_is_written() -> None:
    named = from_source(AKS, {"compute_target_name": "aks-prod"})
    by_file = from_file(AKS, {"compute_target_name": "aks-prod"})
    assert named.settings == by_file.settings
    made = Service(AKS, Known("churn"), {}, Scoring({}), cluster=Cluster(Known("aks-prod")))
    clusters = {str(translate(service).plan.endpoint.compute) for service in (named, by_file, made)}
    assert len(clusters) == 1
