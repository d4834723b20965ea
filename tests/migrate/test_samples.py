"""The samples: golden output, the vendor's loader, and the real v1 package as the oracle of what was read."""

import json
import shutil

import pytest
import yaml
from azureml.core.webservice import AksWebservice

from compat.documents import GUARD
from compat.mapping import settings
from compat.v1 import ServiceKind
from compat.value import Known, Secret
from migrate.cli import main
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Scanner
from migrate.validate import Vendor, validate_files
from tests.loopback_azure import Azure, run_script
from tests.samples import Sample, convert, differences, made, samples

SAMPLES = samples()
EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


def test_there_are_samples():
    assert len(SAMPLES) >= 8


@EACH
def test_convert_and_scan_say_what_is_committed(sample, tmp_path):
    assert differences(sample, made(sample, tmp_path)) == []


@EACH
def test_converting_twice_changes_nothing(sample, tmp_path):
    folder = made(sample, tmp_path)
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()
    }
    convert(sample, folder)
    assert before == {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()
    }


@EACH
def test_the_vendors_loader_and_our_checks_accept_every_file(sample):
    files = sorted((sample.folder / "v2").rglob("*.yml"))
    undecided = [
        path.name for path in files if GUARD in (yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    ]
    assert undecided == []
    problems = [
        problem for problem in validate_files(files, Vendor.ON) if problem.problem.severity.value == "error"
    ]
    assert problems == []


@EACH
def test_no_secret_of_a_sample_is_in_what_it_becomes(sample):
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in [*sample.folder.glob("v2/**/*"), sample.folder / "findings.txt"]
        if path.is_file()
    )
    assert "not-a-real" not in text


def services_of(folder):
    [tree] = gathered([str(folder)], KINDS)
    scan = Scanner(KINDS).scan([tree])
    assert not scan.our_fault
    return [outcome.service for outcome in scan.outcomes]


def run_for_real(sample, tmp_path):
    """Run the sample's script on the real azureml-core; return the bodies it sends to create services."""
    folder = tmp_path / sample.name / "v1"
    shutil.copytree(sample.folder / "v1", folder)
    scope = {"subscription_id": SUBSCRIPTION, "resource_group": "rg", "workspace_name": "ws"}
    (folder / "config.json").write_text(json.dumps(scope), encoding="utf-8")
    for name in ("cert.pem", "key.pem"):
        (folder / name).write_text("pem", encoding="utf-8")
    with Azure(auto_create=True) as azure:
        for cluster in ("energy-aks", "claims-aks"):
            azure.computes.declare(cluster, "AKS")
        done = run_script(azure, folder / sample.script, sample.arguments, env=dict(sample.environment))
        assert done.returncode == 0, done.stderr
        return azure.journal.created_services()


def meant(sample, payload):
    """Return the service that was read and that a payload creates: by name, or the only one there is."""
    found = services_of(sample.folder / "v1")
    if len(found) == 1:
        return found[0]
    return next(service for service in found if service.name == Known(payload["name"]))


def at(payload, path):
    for name in path.split("."):
        if not isinstance(payload, dict):
            return None
        payload = next(iter(payload.values())) if name == "*" else payload.get(name)
    return payload


def sent(payload, row, kind):
    value = at(payload, row.spelling.payload)
    if value is None and kind is ServiceKind.AKS_ENDPOINT:
        return at(payload, f"versions.*.{row.spelling.payload}")
    return value


def plain(value):
    return value.reveal() if isinstance(value, Secret) else value


@pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if sample.script], ids=lambda sample: sample.name
)
def test_the_real_v1_package_sends_what_was_read(sample: Sample, tmp_path):
    [payload] = run_for_real(sample, tmp_path)
    service = next(
        item for item in services_of(sample.folder / "v1") if item.name in {Known(payload["name"])} or True
    )
    if len(services_of(sample.folder / "v1")) > 1:
        service = next(
            item for item in services_of(sample.folder / "v1") if item.name == Known(payload["name"])
        )
    assert payload["computeType"].lower() == service.kind.value.lower()
    read = 0
    for row in settings.for_kind(service.kind):
        given = service.settings.get(row.key)
        if row.key in {"compute_target_name", "version_name"} or not row.spelling.payload:
            continue
        value = sent(payload, row, service.kind)
        if given is None:
            assert row.key == "properties" or value in (None, {}), row.key
        elif isinstance(given.value, Known):
            assert value == plain(given.value.value), row.key
            read += 1
    assert read > 0 or not service.settings


@pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if sample.script], ids=lambda sample: sample.name
)
def test_the_real_v1_package_deploys_those_models_with_that_environment(sample: Sample, tmp_path):
    [payload] = run_for_real(sample, tmp_path)
    service = meant(sample, payload)
    body = payload["versions"].popitem()[1] if "versions" in payload else payload
    request = body["environmentImageRequest"]
    for model, identity in zip(service.models, request["modelIds"], strict=True):
        name, _, version = identity.partition(":")
        assert model.name == Known(name)
        if isinstance(model.version, Known) and model.version.value is not None:
            assert str(model.version.value) == version
    environment = service.scoring.environment
    if environment is None or environment.registered:
        return
    packages = request["environment"]["python"]["condaDependencies"]
    if environment.conda is not None:
        assert _without_options(packages) == _without_options(environment.conda.document)
    for name, given in environment.variables.items():
        if isinstance(given.value, Known):
            assert request["environment"]["environmentVariables"][name] == given.value.value


def _without_options(document):
    """Leave out the index lines that v1 writes by itself: they differ with where it was installed from."""
    dependencies = []
    for item in document.get("dependencies", ()):
        if isinstance(item, dict):
            dependencies.append({"pip": [line for line in item["pip"] if not line.startswith("--")]})
        else:
            dependencies.append(item)
    return {"dependencies": dependencies, "channels": document.get("channels")}


def parsed_by_v1(document):
    # Not at the top: this module of the vendor's can be imported only after azureml.core.
    from azureml._model_management._util import deploy_config_dict_to_obj

    return deploy_config_dict_to_obj(document, None, None, None)


def test_the_deployment_file_means_what_the_v1_parser_makes_of_it():
    sample = next(sample for sample in SAMPLES if sample.name == "pricing-files")
    text = (sample.folder / "v1/config/deploymentconfig.json").read_text(encoding="utf-8")
    config = parsed_by_v1(json.loads(text))
    assert type(config) is type(AksWebservice.deploy_configuration())
    [service] = services_of(sample.folder / "v1")
    for row in settings.for_kind(service.kind):
        given = service.settings.get(row.key)
        assert getattr(config, row.key, None) == (None if given is None else given.value.value), row.key


def test_the_samples_are_validated_by_the_command_too(capsys):
    files = [str(path) for path in sorted(SAMPLES[0].folder.glob("v2/*/*.yml"))]
    assert main(["validate", "--vendor", "off", *files]) == 0
    capsys.readouterr()
