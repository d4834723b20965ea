"""The live backend by itself: who signs in, versions of an endpoint, what is left as it is."""

from datetime import datetime, timezone

import pytest

from compat.azureml.core import Environment, Model
from compat.azureml.core.authentication import (
    AzureCliAuthentication,
    InteractiveLoginAuthentication,
    MsiAuthentication,
    ServicePrincipalAuthentication,
    TokenAuthentication,
)
from compat.azureml.core.compute import AksCompute
from compat.azureml.core.webservice import AksEndpoint, Webservice
from compat.azureml.exceptions import ComputeTargetException, ProjectSystemException, WebserviceException
from compat.backends.live.client import _credential
from compat.backends.live.endpoints import _time
from tests.compat.live import deploy, project, scoring, session, workspace
from tests.loopback_azure import FORBIDDEN, Azure


@pytest.mark.parametrize(
    ("authentication", "credential"),
    [
        (
            ServicePrincipalAuthentication("00000000-0000-0000-0000-000000000001", "id", "password"),
            "ClientSecretCredential",
        ),
        (MsiAuthentication(), "ManagedIdentityCredential"),
        (MsiAuthentication(identity_config={"client_id": "x"}), "ManagedIdentityCredential"),
        (AzureCliAuthentication(), "AzureCliCredential"),
        (InteractiveLoginAuthentication(), "ChainedTokenCredential"),
    ],
)
def test_v1s_sign_in_stays_the_same_identity(authentication, credential, monkeypatch):
    for name in ("MSI_ENDPOINT", "IDENTITY_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    assert type(_credential(authentication.sign_in())).__name__ == credential


def test_the_interactive_login_of_a_machine_with_an_identity_is_that(monkeypatch):
    monkeypatch.setenv("MSI_ENDPOINT", "http://127.0.0.1:1/msi")
    monkeypatch.setenv("MSI_SECRET", "s")
    assert (
        type(_credential(InteractiveLoginAuthentication().sign_in())).__name__ == "ManagedIdentityCredential"
    )


def test_a_password_is_not_shown():
    authentication = ServicePrincipalAuthentication("t", "c", "not-a-real-password")
    assert "not-a-real-password" not in repr(authentication.sign_in()) + repr(vars(authentication))


def test_tokens_of_the_caller_are_asked_for_the_audience():
    asked = []
    credential = _credential(TokenAuthentication(lambda audience: asked.append(audience) or "t").sign_in())
    assert credential.get_token("https://management.azure.com/.default").token == "t"
    assert asked == ["https://management.azure.com"]


@pytest.mark.parametrize(
    "text",
    ["2026-11-21T02:24:35.653438+0000", "2026-11-21T02:24:35.6534381+00:00", "2026-11-21T02:24:35.653438Z"],
)
def test_times_of_the_service(text):
    assert _time(text) == datetime(2026, 11, 21, 2, 24, 35, 653438, timezone.utc)


def test_what_is_no_time_is_none():
    assert (_time("yesterday"), _time(None)) == (None, None)


@pytest.fixture
def azure(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    with Azure() as started, started.in_process():
        started.computes.declare("aks-k8s")
        uri = "azureml://datastores/workspaceblobstore/paths/churn/model.pkl"
        for version in ("2", "3"):
            started.models.declare("churn-model", version, modelUri=uri, modelType="custom_model")
        yield started


def test_versions_share_the_calls_as_v1_said(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        model = Model(ws, "churn-model", version=3)
        config = AksEndpoint.deploy_configuration(version_name="first", traffic_percentile=80)
        endpoint = Model.deploy(ws, "ranking", [model], scoring(), config, AksCompute(ws, "aks"))
        endpoint.wait_for_deployment()
        assert azure.online.traffic("ranking") == {"first": 100}
        endpoint.create_version(
            "second",
            models=[model],
            inference_config=scoring(),
            traffic_percentile=20,
            is_control_version_type=True,
        )
        endpoint.wait_for_deployment()
        assert azure.online.traffic("ranking") == {"first": 80, "second": 20}
        assert endpoint.versions["second"].version_type == "Control"
        endpoint.update_version("second", num_replicas=4, tags={"a": "b"})
        endpoint.wait_for_deployment()
        assert azure.online.deployment("ranking", "second")["sku"]["capacity"] == 4
        assert azure.online.traffic("ranking") == {"first": 80, "second": 20}
        endpoint.delete_version("first")
        assert (azure.online.deployments("ranking"), azure.online.traffic("ranking")) == (
            ["second"],
            {"second": 100},
        )
    capsys.readouterr()


def test_versions_that_are_not_there_or_there_already(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        model = Model(ws, "churn-model", version=3)
        config = AksEndpoint.deploy_configuration(version_name="first")
        endpoint = Model.deploy(ws, "ranking", [model], scoring(), config, AksCompute(ws, "aks"))
        endpoint.wait_for_deployment()
        with pytest.raises(WebserviceException, match="already exists"):
            endpoint.create_version("first", models=[model], inference_config=scoring())
        with pytest.raises(WebserviceException, match="not found"):
            endpoint.update_version("gone", num_replicas=2)
        with pytest.raises(WebserviceException, match="not found"):
            endpoint.delete_version("gone")
    capsys.readouterr()


def test_an_update_changes_what_it_says_and_nothing_else(azure, tmp_path, capsys):
    with session(tmp_path):
        service = deploy(workspace(azure), max_request_wait_time=700, tags={"a": "b"}, cpu_cores=0.3)
        service.wait_for_deployment()
        before = azure.journal.deployment_bodies("churn")[-1]
        service.update(scoring_timeout_ms=30000)
        service.wait_for_deployment()
        after = azure.journal.deployment_bodies("churn")[-1]
        assert service.max_request_wait_time == 700
    assert before["properties"]["requestSettings"].pop("requestTimeout") == "PT1M"
    assert after["properties"]["requestSettings"].pop("requestTimeout") == "PT30S"
    for body in (before, after):
        body["sku"].pop("tier", None)
        body["properties"].pop("codeConfiguration")
    same = {key: value for key, value in after["properties"].items() if key in before["properties"]}
    assert same == before["properties"]
    assert after["tags"] == before["tags"]
    capsys.readouterr()


def test_data_collection_outlives_an_update_and_can_be_switched_off(azure, tmp_path, capsys):
    with session(tmp_path):
        service = deploy(workspace(azure), collect_model_data=True)
        service.wait_for_deployment()
        service.update(num_replicas=3)
        service.wait_for_deployment()
        assert (service.num_replicas, service.data_collection.storage_enabled) == (3, True)
        service.update(collect_model_data=False)
        service.wait_for_deployment()
        assert service.data_collection.storage_enabled is False
    capsys.readouterr()


def test_a_key_over_plain_http_is_told(azure, tmp_path, capsys, caplog):
    azure.computes.declare("aks-k8s", https=True)
    with session(tmp_path):
        service = deploy(workspace(azure))
        service.wait_for_deployment()
        service.run("[1]")
        assert "plain HTTP" not in caplog.text
        service.scoring_uri = service.scoring_uri.replace("https://", "http://")
        service.run("[1]")
        assert "the credentials of churn go over plain HTTP" in caplog.text
    capsys.readouterr()


def test_an_equal_environment_is_taken_as_it_is(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        assert scoring().environment.register(ws).version == "1"
        assert scoring().environment.register(ws).version == "1"
        other = scoring().environment
        other.python.conda_dependencies.add_conda_package("pandas")
        assert other.register(ws).version == "2"
    capsys.readouterr()


def test_a_registered_environment_is_referred_to_until_it_is_changed(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        scoring().environment.register(ws)
        found = Environment.get(ws, "scoring")
        assert found.is_registered()
        found.environment_variables["A"] = "b"
        assert found.is_registered()
        found.python.conda_dependencies.add_pip_package("flask")
        assert not found.is_registered()
    capsys.readouterr()


def test_secrets_among_variables_go_where_v1_sent_them_and_are_named(azure, tmp_path, capsys, caplog):
    with session(tmp_path):
        ws = workspace(azure)
        inference = scoring()
        inference.environment.environment_variables["API_KEY"] = "not-a-real-key-0123456789"
        from compat.azureml.core.webservice import AksWebservice

        config = AksWebservice.deploy_configuration(num_replicas=1)
        models = [Model(ws, "churn-model", version=3)]
        Model.deploy(ws, "churn", models, inference, config, AksCompute(ws, "aks")).wait_for_deployment()
    body = azure.journal.deployment_bodies("churn")[-1]["properties"]
    assert body["environmentVariables"] == {"API_KEY": "not-a-real-key-0123456789"}
    assert "API_KEY looks like a secret" in caplog.text
    assert "not-a-real-key" not in caplog.text
    capsys.readouterr()


def test_each_resource_has_v1s_own_exception(azure, tmp_path):
    with session(tmp_path):
        ws = workspace(azure)
        azure.faults.arm(FORBIDDEN, "GET", "**/computes/*")
        with pytest.raises(ComputeTargetException, match="Response Code: 403"):
            AksCompute(ws, "aks")
        azure.faults.arm(FORBIDDEN, "GET", "**/workspaces/*")
        with pytest.raises(ProjectSystemException, match="Response Code: 403"):
            ws.get_details()
        azure.faults.arm(FORBIDDEN, "GET", "**/onlineEndpoints/*")
        with pytest.raises(WebserviceException, match="Response Code: 403") as caught:
            Webservice(ws, "churn")
        assert caught.value.status_code == 403
