"""Real translations, end to end: the vendor loads what they become, and nothing is left unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from compat import v1
from compat.documents import GUARD, documents, plan_from, written
from compat.emit.inert import code
from compat.emit.service_files import service_files
from compat.mapping.setting import Change, Fate
from compat.mapping.translation import Translation, translate
from compat.v2 import Target
from compat.value import Expression, Known, Place, Secret
from migrate.convert import convert

AT = Place("deploy.py", 7)


def given(**settings: object) -> dict[str, v1.Given]:
    return {key: v1.Given(Known(value, AT), key, AT) for key, value in settings.items()}


CONDA = v1.Conda(
    {"name": "env", "dependencies": ["python=3.8", {"pip": ["azureml-defaults", "joblib==1.1"]}]}
)
SCORING = v1.Scoring(
    given(entry_script="score.py", source_directory="src"),
    v1.Environment(Known("churn-env"), conda=CONDA, variables=given(THRESHOLD="0.7")),
)
CLUSTER = v1.Cluster(Known("aks-prod"), "create", given(agent_count=3, ssl_cname="score.example.com"))
MODELS = (v1.ModelRef(Known("churn"), Known(3)), v1.ModelRef(Known("prices"), None))
SERVICES = {
    "aks": v1.Service(
        v1.ServiceKind.AKS,
        Known("churn-svc"),
        given(autoscale_enabled=True, cpu_cores=0.5, gpu_cores=1, namespace="prod", blobfuse_enabled=True)
        | {"primary_key": v1.Given(Known(Secret("the-primary-key")), "primary_key", AT)},
        SCORING,
        MODELS[:1],
        CLUSTER,
        place=AT,
    ),
    "versions": v1.Service(
        v1.ServiceKind.AKS_ENDPOINT,
        Known("fraud"),
        given(version_name="first", traffic_percentile=30.5),
        SCORING,
        MODELS[:1],
        v1.Cluster(Known("aks-prod")),
        (v1.Version(Known("second"), given(traffic_percentile=60, num_replicas=2), SCORING, MODELS[1:]),),
        place=AT,
    ),
    "aci": v1.Service(
        v1.ServiceKind.ACI,
        Known("open-svc"),
        given(cpu_cores=1, memory_gb=1, ssl_enabled=True),
        SCORING,
        MODELS,
    ),
    "local": v1.Service(v1.ServiceKind.LOCAL, Known("try-svc"), given(port=6789), SCORING, MODELS[:1]),
    "outside": v1.Service(
        v1.ServiceKind.AKS,
        Expression("args.name"),
        {"num_replicas": v1.Given(Expression("int(os.environ['N'])"), "num_replicas", AT)},
        place=AT,
    ),
}
CASES = [
    pytest.param(service, target, id=f"{name}-{target.value}")
    for name, service in SERVICES.items()
    for target in Target
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("service", "target"), CASES)
def test_the_vendor_loads_what_is_decided_and_refuses_the_rest(
    service: v1.Service, target: Target, tmp_path: Path
) -> None:
    import azure.ai.ml as azure

    loaders = {
        "endpoint": azure.load_online_endpoint,
        "deployment": azure.load_online_deployment,
        "environment": azure.load_environment,
        "model": azure.load_model,
        "compute": azure.load_compute,
    }
    outcome = convert([translate(service, target)], tmp_path, root=tmp_path)
    files = [tmp_path / file for file in outcome.written if file.endswith(".yml")]
    known = [(file, loaders[kind]) for file in files if (kind := file.stem.partition("-")[0]) in loaders]
    assert len(known) >= 2
    for file, loader in known:
        if GUARD in yaml.safe_load(file.read_text()):
            with pytest.raises(Exception, match=r"(?i)unknown field|not a valid|validation"):
                loader(source=str(file))
        else:
            loader(source=str(file))


@pytest.mark.parametrize(("service", "target"), CASES)
def test_every_change_that_is_not_plain_is_told_somewhere(service: v1.Service, target: Target) -> None:
    translation = translate(service, target)
    files = service_files(translation)
    page = files["README.md"]
    for change in translation.changes:
        if change.fate in {Fate.DROPPED, Fate.MANUAL}:
            assert code(change.key) in page
        if not change.plain and (change.writes or change.fate is Fate.DROPPED):
            assert said(change) in " ".join(yaml_comments(files))


def said(change: Change) -> str:
    return " ".join(change.sentence.split())


def yaml_comments(files: dict[str, str]) -> list[str]:
    lines = [line for file, text in files.items() if file.endswith(".yml") for line in text.splitlines()]
    return [line.partition("# ")[2].strip() for line in lines if "# " in line]


def test_the_packed_folder_is_the_one_that_the_mapping_names() -> None:
    files = service_files(translate(SERVICES["aci"]))
    assert "AZUREML_MODEL_DIR/open-svc-models" in files["deployment.yml"]
    assert "`$AZUREML_MODEL_DIR/open-svc-models/churn/3`" in files["README.md"]
    assert "--path ./open-svc-models" in files["README.md"]


@pytest.mark.parametrize(("service", "target"), CASES)
def test_the_plan_is_what_the_files_say(service: v1.Service, target: Target) -> None:
    plan = translate(service, target).plan
    files = documents(plan)
    assert documents(plan_from(files)) == files
    if not any(GUARD in content for content in files.values()) and target is Target.MANAGED:
        assert plan_from(files).endpoint == written(plan).endpoint


@pytest.mark.parametrize(("service", "target"), CASES)
def test_a_key_given_in_code_is_in_no_file(service: v1.Service, target: Target) -> None:
    translation: Translation = translate(service, target)
    assert "the-primary-key" not in "".join(service_files(translation).values())
