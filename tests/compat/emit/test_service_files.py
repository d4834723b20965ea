"""The files of one service: what stands in them, what is said where, and that the vendor takes them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from compat import v1, v2
from compat.emit.service_files import comparison, service_files
from compat.mapping.setting import Change, Decision, Fate
from compat.mapping.translation import Translation
from compat.value import Known, Place, Unresolved
from tests.compat.emit import translations as made

DECIDED = {
    "kubernetes": made.on_kubernetes,
    "managed": made.on_managed,
    "versions": made.with_versions,
    "local": made.local,
    "packed": made.packed,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", DECIDED)
def test_the_vendor_loads_every_file(name: str, tmp_path: Path) -> None:
    import azure.ai.ml as azure

    loaders = {
        "endpoint": azure.load_online_endpoint,
        "deployment": azure.load_online_deployment,
        "environment": azure.load_environment,
        "model": azure.load_model,
        "compute": azure.load_compute,
    }
    loaded = []
    save(service_files(DECIDED[name](), "../.."), tmp_path)
    for file in sorted(tmp_path.glob("*.yml")):
        loader = loaders.get(file.stem.partition("-")[0])
        if loader is not None:
            loaded.append(type(loader(source=str(file))).__name__)
    assert len(loaded) >= 2


@pytest.mark.parametrize("translation", [each() for each in (*DECIDED.values(), made.undecided)])
def test_every_yaml_loads_and_every_command_is_shell(translation: Translation) -> None:
    files = service_files(translation)
    for file, text in files.items():
        if file.endswith(".yml"):
            assert isinstance(yaml.safe_load(text), dict)
        if file.endswith(".json"):
            assert json.loads(text)["resources"]
    script = "\n".join(commands(files["README.md"]))
    checked = subprocess.run(["/bin/sh", "-n"], input=script, text=True, capture_output=True, check=False)
    assert checked.stderr == ""


def save(files: dict[str, str], folder: Path) -> None:
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commands(page: str) -> list[str]:
    found: list[str] = []
    inside = False
    for line in page.splitlines():
        if line.startswith("```"):
            inside = line == "```bash"
        elif inside:
            found.append(line)
    return found


def test_a_change_stands_at_the_key_it_decides() -> None:
    text = service_files(made.on_kubernetes())["deployment.yml"]
    assert "  request_timeout_ms: 60000  # v1 default 60000 ms, written out; v2's is 5000." in text
    assert '    nvidia.com/gpu: "1"  # As a limit.' in text


def test_what_is_simply_carried_gets_no_comment() -> None:
    assert "Carried." not in "".join(service_files(made.on_kubernetes()).values())


def test_what_has_no_key_stands_at_the_end_of_one_file() -> None:
    files = service_files(made.on_kubernetes())
    ending = files["deployment.yml"].split("\n\n")[-1].splitlines()
    assert ending[0] == "# dropped from v1:"
    assert ending[1] == "# - blobfuse_enabled: How models reach a replica cannot be chosen."
    assert [file for file in files if "blobfuse" in files[file]] == ["deployment.yml", "README.md"]


def test_what_a_command_settles_is_told_at_the_end_and_not_at_the_head() -> None:
    shares = replace(
        made.TIMEOUT, key="traffic_percentile", sentence="Whole percents.", writes=("endpoint.traffic",)
    )
    router = replace(shares, key="ssl_cname", sentence="On the router.", writes=("extension.sslCname",))
    scale = replace(
        shares, key="autoscale_max_replicas", sentence="As a rule.", writes=("autoscale.maximum",)
    )
    files = service_files(replace(made.on_kubernetes(), changes=(shares, router)))
    assert files["endpoint.yml"].endswith(
        "\n\n# settled outside this file, see README.md:\n# - traffic_percentile: Whole percents.\n"
    )
    assert files["compute.yml"].endswith("# - ssl_cname: On the router.\n")
    assert "deployment.yml" not in [file for file in files if "settled outside" in files[file]]
    managed = service_files(replace(made.on_managed(), changes=(scale,)))
    assert managed["deployment.yml"].endswith("# - autoscale_max_replicas: As a rule.\n")


def test_the_end_of_a_shared_file_names_the_version() -> None:
    shares = replace(made.TIMEOUT, key="traffic_percentile", writes=("endpoint.traffic",), sentence="Whole.")
    changes = tuple(replace(shares, deployment=name) for name in ("old", "new"))
    text = service_files(replace(made.with_versions(), changes=changes))["endpoint.yml"]
    assert "# - traffic_percentile (old): Whole.\n# - traffic_percentile (new): Whole.\n" in text


def test_a_question_does_not_repeat_the_sentence() -> None:
    note = "v1 asked for 400000; v2 allows at most 300000."
    decision = Decision(f"{note} Is 300000 enough?", "scoring_timeout_ms")
    change = replace(made.TIMEOUT, fate=Fate.MANUAL, sentence=f"In milliseconds. {note}", decision=decision)
    files = service_files(replace(made.on_kubernetes(), changes=(change,)))
    text = " ".join(files["deployment.yml"].replace("#", "").split())
    assert f"In milliseconds. {note} To decide: Is 300000 enough?" in text
    assert "`--set scoring_timeout_ms=<value>`" in files["README.md"]


def test_a_change_of_a_registered_environment_stands_at_its_reference() -> None:
    change = replace(made.TIMEOUT, sentence="It is registered.", writes=("environment.reference",))
    text = service_files(replace(made.on_managed(), changes=(change,)))["deployment.yml"]
    assert "environment: azureml:churn-env:4  # It is registered." in text


def test_a_change_of_one_version_stays_in_its_file() -> None:
    files = service_files(made.with_versions())
    assert "Only new." in files["deployment-new.yml"]
    assert "Only new." not in files["deployment-old.yml"]


def test_a_version_with_the_same_gap_tells_its_own_source() -> None:
    translation = made.with_versions()
    items = [
        replace(
            item,
            deployment=replace(
                item.deployment,
                instance_count=Unresolved(f"from {item.deployment.name.value}.json"),  # type: ignore[union-attr]
            ),
        )
        for item in translation.plan.deployments
    ]
    plan = replace(translation.plan, deployments=tuple(items))
    files = service_files(replace(translation, plan=plan))
    assert "not known: from old.json" in files["deployment-old.yml"]
    assert "from old.json" not in files["deployment-new.yml"]


@pytest.mark.parametrize(
    ("path", "to_root", "expected"),
    [
        ("src", "../..", "../../src"),
        ("./src/", "../..", "../../src"),
        (".", "../..", "../.."),
        ("src", ".", "./src"),
        ("/opt/src", "../..", "/opt/src"),
        ("azureml:code:1", "..", "azureml:code:1"),
        ("../shared", "../..", "../../../shared"),
    ],
)
def test_local_paths_lead_back_to_the_repository(path: str, to_root: str, expected: str) -> None:
    translation = made.on_managed()
    item = translation.plan.deployments[0]
    code = v2.CodeConfiguration(Known(path), Known("score.py"))
    item = replace(item, deployment=replace(item.deployment, code_configuration=code))
    files = service_files(replace(translation, plan=replace(translation.plan, deployments=(item,))), to_root)
    assert yaml.safe_load(files["deployment.yml"])["code_configuration"]["code"] == expected


def test_the_readme_says_what_is_open_and_how_to_answer() -> None:
    page = service_files(made.undecided())["README.md"]
    assert "| What is the service called? | `name` | `--set name=<value>` |" in page
    assert "`--set deployment.instance_count=<value>`" in page
    assert "(not known: read from a file)" in page
    assert "--set deployment.endpoint_name" not in page


def test_a_decided_service_has_nothing_open() -> None:
    assert "yours to decide" not in service_files(made.on_managed())["README.md"]


def test_traffic_comes_after_the_deployments() -> None:
    page = service_files(made.with_versions())["README.md"]
    lines = commands(page)
    create = [index for index, line in enumerate(lines) if "online-deployment create" in line]
    share = next(index for index, line in enumerate(lines) if "--traffic" in line)
    assert len(create) == 2
    assert max(create) < share
    assert "'old=90 new=10'" in lines[share]


def test_a_local_service_is_deployed_locally_and_nothing_else() -> None:
    lines = commands(service_files(made.local())["README.md"])
    assert [line for line in lines if "create" in line] == [
        "az ml online-endpoint create --file endpoint.yml --local",
        "az ml online-deployment create --file deployment.yml --local",
    ]
    assert not any("--traffic" in line or "get-credentials" in line for line in lines)


def test_a_cluster_is_made_ready_before_the_endpoint() -> None:
    lines = commands(service_files(made.on_kubernetes(), "../..")["README.md"])
    text = "\n".join(lines)
    order = [
        "az aks create",
        "az k8s-extension create",
        "az ml compute attach",
        "az ml online-endpoint create",
    ]
    assert sorted(order, key=text.index) == order
    assert "--config-protected sslKeyPemFile='../../key file.pem'" in text
    assert "sslCname='<DECIDE: compute.extension.sslCname>'" in text


def test_a_managed_service_needs_no_cluster() -> None:
    page = service_files(made.on_managed())["README.md"]
    assert "kubectl" not in page
    assert "k8s-extension" not in page


def test_autoscale_is_deployed_with_what_is_not_known_asked_for() -> None:
    translation = made.on_managed()
    item = translation.plan.deployments[0]
    scale = v2.Autoscale(Known(1), Unresolved("?"), Known(1), Known(70), Known(35))
    plan = replace(translation.plan, deployments=(replace(item, autoscale=scale),))
    files = service_files(replace(translation, plan=plan))
    assert json.loads(files["autoscale.json"])["parameters"]["maximum"] == {"type": "int"}
    assert "maximum='<DECIDE: autoscale.maximum>'" in files["README.md"]
    assert "--set autoscale.maximum=<value>" in files["README.md"]


def test_packing_downloads_every_model_and_names_the_new_paths() -> None:
    page = service_files(made.packed())["README.md"]
    assert "mv download/first churn-models/first/3" in page
    assert "az ml model show --name second --label latest" in page
    assert (
        "az ml model create --name churn-models --version 1 --path ./churn-models --type custom_model" in page
    )
    assert "| `$AZUREML_MODEL_DIR/first/3` | `$AZUREML_MODEL_DIR/churn-models/first/3` |" in page


def test_packing_asks_azure_for_a_version_that_is_not_known() -> None:
    translation = made.packed()
    item = translation.plan.deployments[0]
    model = v2.PackedModel(Known("azureml:second@latest"), Unresolved("latest of that day"))
    packing = v2.Packing(Known("churn-models"), (model, replace(model, folder=Known("../../etc"))))
    plan = replace(translation.plan, deployments=(replace(item, packing=packing),))
    page = service_files(replace(translation, plan=plan))["README.md"]
    assert 'mv download/second churn-models/second/"$VERSION"' in page
    assert (
        "| `$AZUREML_MODEL_DIR/second/<version>` | `$AZUREML_MODEL_DIR/churn-models/second/<version>` |"
        in page
    )
    assert "etc" not in page


def test_callers_of_a_cluster_that_moves_to_managed_are_warned_of_status_codes() -> None:
    page = service_files(made.on_managed(v1.ServiceKind.AKS))["README.md"]
    assert "424" in page
    assert "clients that retry on the old codes must change" in page
    assert "424" not in service_files(made.on_kubernetes())["README.md"]


def test_the_ledger_counts_every_change_and_what_was_not_analysed() -> None:
    translation = made.on_kubernetes()
    page = service_files(translation)["README.md"]
    rows = dict(
        line.strip("| ").split(" | ") for line in page.split("| fate |")[1].splitlines()[2:] if "|" in line
    )
    assert sum(int(rows[fate.value]) for fate in Fate if fate.value in rows) == len(translation.changes)
    assert rows["not analysed"] == "1"
    assert "`**options` at `deploy.py:12`: not a literal" in page
    assert (
        "`load_balancer_subnet` at `deploy.py:12`: No such setting. v2 has nothing that does the same."
        in page
    )


def test_the_comparison_sets_both_side_by_side() -> None:
    kubernetes = made.on_kubernetes()
    page = comparison(kubernetes, replace(made.on_managed(), service=kubernetes.service))
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    assert all(len(row) == 3 for row in rows)
    assert {"TLS", "authentication", "scaling", "size", "cost"} <= {row[0].strip("| ") for row in rows}
    assert "`1` to `10` replicas" in page
    assert "a whole `Standard_DS3_v2` for each instance" in page


EVIL = "x`\n```\n$(touch pwned)| [a](javascript:1) <script> \x1b[31m'; rm -rf ~ #"


@pytest.mark.parametrize("spot", ["name", "sentence", "deployment"])
def test_text_from_the_repository_stays_text(spot: str, tmp_path: Path) -> None:
    page = service_files(evil(spot))["README.md"]
    assert "\x1b" not in page
    fences = [line for line in page.splitlines() if line.startswith("```")]
    assert fences == ["```bash", "```"] * (len(fences) // 2)
    fake = "az() { :; }; kubectl() { :; }; mkdir() { :; }; mv() { :; }\n"
    script = fake + "\n".join(commands(page))
    subprocess.run(["/bin/sh"], input=script, text=True, cwd=tmp_path, capture_output=True, check=False)
    assert list(tmp_path.iterdir()) == []


def evil(spot: str) -> Translation:
    translation = made.with_versions() if spot == "deployment" else made.on_kubernetes()
    if spot == "sentence":
        change = Change(
            made.TIMEOUT.api, EVIL, Fate.MANUAL, EVIL, writes=("endpoint.name",), link=f"https://{EVIL}"
        )
        return replace(translation, changes=(change, replace(change, fate=Fate.DROPPED)))
    name = Known(EVIL, Place(EVIL))
    plan = translation.plan
    if spot == "name":
        plan = replace(plan, endpoint=replace(plan.endpoint, name=name, traffic={EVIL: 100}))
        return replace(
            translation, plan=plan, service=replace(translation.service, name=name, condition=EVIL)
        )
    items = tuple(replace(item, deployment=replace(item.deployment, name=name)) for item in plan.deployments)
    return replace(translation, plan=replace(plan, deployments=items))


@pytest.mark.parametrize("make", [*DECIDED.values(), made.undecided])
def test_the_same_translation_gives_the_same_text(make: Callable[[], Translation]) -> None:
    assert service_files(make(), "..") == service_files(make(), "..")
