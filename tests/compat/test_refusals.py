"""Never weaker than the script asks for: what is refused, until it is accepted by name, and who may be touched."""

import contextlib
import os
import traceback

import pytest

from compat.azureml.core import Environment, Experiment, Model
from compat.azureml.core.compute import AksCompute, ComputeTarget
from compat.azureml.core.webservice import AciWebservice, AksWebservice, Webservice
from compat.azureml.exceptions import AzureMLException, ComputeTargetException, WebserviceException
from compat.runtime.acceptance import ACCEPTANCES
from compat.runtime.refusal import CompatUnsupported
from tests.compat.live import deploy, project, scoring, session, workspace
from tests.loopback_azure import FORBIDDEN, Azure

KEY = "k" * 32


@pytest.fixture
def azure(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    with Azure() as started, started.in_process():
        started.computes.declare("aks-k8s")
        uri = "azureml://datastores/workspaceblobstore/paths/churn/model.pkl"
        for name in ("churn-model", "other-model"):
            started.models.declare(name, "3", modelUri=uri, modelType="custom_model")
        yield started


def deploy_aci(ws, models=None, **settings):
    config = AciWebservice.deploy_configuration(
        **{"cpu_cores": 1, "memory_gb": 1, "auth_enabled": True, **settings}
    )
    return Model.deploy(ws, "small", models or [Model(ws, "churn-model", version=3)], scoring(), config)


def test_a_refusal_is_not_what_scripts_swallow():
    assert not issubclass(CompatUnsupported, AzureMLException)
    assert not issubclass(CompatUnsupported, ImportError)


REFUSED = {
    "open-service": ({"auth_enabled": None}, None),
    "private-network": ({"vnet_name": "v", "subnet_name": "s"}, None),
    "own-certificate": (
        {
            "ssl_enabled": True,
            "ssl_cert_pem_file": "model.pkl",
            "ssl_key_pem_file": "model.pkl",
            "ssl_cname": "c",
        },
        None,
    ),
    "own-encryption-key": ({"cmk_vault_base_url": "u", "cmk_key_name": "k", "cmk_key_version": "1"}, None),
    "other-region": ({"location": "eastus"}, None),
    "several-models": ({}, ["churn-model", "other-model"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_change_is_refused_before_anything_is_sent(azure, tmp_path, capsys, name):
    settings, models = REFUSED[name]
    with session(tmp_path):
        ws = workspace(azure)
        wanted = [Model(ws, one, version=3) for one in models] if models else None
        with pytest.raises(CompatUnsupported) as refused:
            deploy_aci(ws, wanted, **settings)
    assert refused.value.flag == f"--accept {name}"
    assert [entry.method for entry in azure.journal.entries() if entry.method == "PUT"] == []
    capsys.readouterr()


@pytest.mark.parametrize("name", ["open-service", "private-network", "own-certificate", "other-region"])
def test_it_goes_through_once_accepted(azure, tmp_path, capsys, name):
    with session(tmp_path, accept=(name,)):
        service = deploy_aci(workspace(azure), **REFUSED[name][0])
        service.wait_for_deployment()
    body = azure.journal.endpoint_bodies("small")[0]["properties"]
    assert body["authMode"] == "Key"
    assert body.get("publicNetworkAccess") == ("disabled" if name == "private-network" else None)
    capsys.readouterr()


def test_every_acceptance_is_tried():
    assert {one.name for one in ACCEPTANCES} - set(REFUSED) == {"registry-identity"}


def test_an_open_cluster_service_is_refused_too(azure, tmp_path):
    with session(tmp_path), pytest.raises(CompatUnsupported, match="answers anybody"):
        deploy(workspace(azure), auth_enabled=False)


def test_credentials_of_a_registry_are_refused_and_told_to_nobody(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        environment = Environment.from_docker_image("own", "example.azurecr.io/own:1")
        environment.docker.base_image_registry.address = "example.azurecr.io"
        environment.docker.base_image_registry.password = "not-a-real-password"
        config = AksWebservice.deploy_configuration(num_replicas=1)
        inference = scoring()
        inference.environment = environment
        with pytest.raises(CompatUnsupported) as refused:
            Model.deploy(
                ws, "churn", [Model(ws, "churn-model", version=3)], inference, config, AksCompute(ws, "aks")
            )
    assert "not-a-real-password" not in str(refused.value)
    capsys.readouterr()


def test_a_token_stays_a_token(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        deploy(ws, auth_enabled=False, token_auth_enabled=True).wait_for_deployment()
        with pytest.raises(CompatUnsupported, match="authenticate with aml_token"):
            deploy(ws, overwrite=True)
        with pytest.raises(CompatUnsupported, match="settled when an endpoint is made"):
            Webservice(ws, "churn").update(auth_enabled=True, token_auth_enabled=False)
    assert azure.online.endpoint("churn")["properties"]["authMode"] == "AMLToken"
    capsys.readouterr()


def swallowing(call):
    """Do what deploy scripts do around a delete."""
    with contextlib.suppress(WebserviceException):
        call()


def foreign(azure):
    from azure.ai.ml.entities import ManagedOnlineEndpoint

    from tests.loopback_azure.fixtures import new_ml_client

    new_ml_client(azure).online_endpoints.begin_create_or_update(
        ManagedOnlineEndpoint(name="churn", auth_mode="key")
    ).wait()
    # The vendor's client leaves the name of its cloud for whoever comes next.
    os.environ.pop("AZUREML_CURRENT_CLOUD", None)


def test_somebody_elses_endpoint_is_neither_overwritten_nor_deleted(azure, tmp_path, capsys):
    foreign(azure)
    with session(tmp_path):
        ws = workspace(azure)
        with pytest.raises(CompatUnsupported) as refused:
            deploy(ws, overwrite=True)
        assert refused.value.flag == "--accept foreign-endpoint"
        with pytest.raises(CompatUnsupported):
            swallowing(Webservice(ws, "churn").delete)
        with pytest.raises(WebserviceException, match="already exists"):
            deploy(ws)
    assert azure.online.endpoints() == ["churn"]
    capsys.readouterr()


def test_it_may_be_deleted_once_accepted(azure, tmp_path, capsys):
    foreign(azure)
    with session(tmp_path, accept=("foreign-endpoint",)):
        Webservice(workspace(azure), "churn").delete()
    assert azure.online.endpoints() == []
    capsys.readouterr()


def test_keys_go_to_azure_and_nowhere_else(azure, tmp_path, capsys, caplog):
    with session(tmp_path):
        ws = workspace(azure)
        service = deploy(ws, primary_key=KEY)
        service.wait_for_deployment()
        assert service.get_keys()[0] == KEY
        assert KEY not in repr(service)
        assert KEY not in str(service.serialize())
    assert azure.online.keys("churn")[0] == KEY
    printed = capsys.readouterr()
    assert KEY not in printed.out + printed.err + caplog.text
    assert all(KEY not in path.read_text() for path in tmp_path.rglob("*.jsonl"))


def test_a_key_given_for_a_service_that_is_there_replaces_the_old_one(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        deploy(ws).wait_for_deployment()
        before = azure.online.keys("churn")
        deploy(ws, overwrite=True, primary_key=KEY).wait_for_deployment()
    assert azure.online.keys("churn") == (KEY, before[1])
    capsys.readouterr()


def test_a_refused_key_is_not_in_the_exception(azure, tmp_path, capsys):
    with session(tmp_path):
        azure.faults.arm(FORBIDDEN, "PUT", "**/onlineEndpoints/*")
        with pytest.raises(WebserviceException) as caught:
            deploy(workspace(azure), primary_key=KEY)
    shown = "".join(traceback.format_exception(caught.value))
    assert "AuthorizationFailed" in shown
    assert KEY not in shown
    capsys.readouterr()


def test_regenerating_really_changes_the_key(azure, tmp_path, capsys):
    with session(tmp_path):
        service = deploy(workspace(azure))
        service.wait_for_deployment()
        before = service.get_keys()
        assert service.regen_key("primary") is None
        after = service.get_keys()
        assert (after[0] != before[0], after[1] == before[1]) == (True, True)
        service.regen_key("Secondary", set_key=KEY)
        assert service.get_keys() == (after[0], KEY)
    bodies = [entry.body for entry in azure.journal.entries("POST", "**/regenerateKeys")]
    assert bodies == [{"keyType": "Primary"}, {"keyType": "Secondary", "keyValue": KEY}]
    capsys.readouterr()


def test_a_call_never_names_a_deployment(azure, tmp_path, capsys):
    with session(tmp_path):
        service = deploy(workspace(azure))
        service.wait_for_deployment()
        assert service.run('{"data": [1]}') == {"data": [1]}
    [call] = azure.journal.scoring_calls()
    assert "azureml-model-deployment" not in call.headers
    assert call.body == {"data": [1]}
    capsys.readouterr()


def test_what_v1_has_and_compat_has_not_says_what_to_do(azure, tmp_path):
    with session(tmp_path):
        ws = workspace(azure)
        for use in (
            lambda: Experiment(ws, "e"),
            lambda: Experiment.list(ws),
            lambda: Model.package(ws, []),
            ws.get_default_datastore,
            lambda: ws.datasets,
            lambda: ComputeTarget.create(ws, "aks", AksCompute.provisioning_configuration()),
        ):
            with pytest.raises(CompatUnsupported) as refused:
                use()
            assert refused.value.instead


def test_a_cluster_that_is_not_attached_to_v2_is_v1s_exception_with_the_new_name(azure, tmp_path):
    with session(tmp_path), pytest.raises(ComputeTargetException, match="KubernetesCompute gone-k8s"):
        AksCompute(workspace(azure), "gone")
    azure.computes.declare("mine", "Kubernetes")
    with session(tmp_path, {"compute.name": "mine"}):
        assert AksCompute(workspace(azure), "whatever").name == "whatever"
