"""Faults at every step of a deployment: v1's exception with the cause, what is left is named, a second run finishes."""

import pytest

from compat.azureml.core import Model
from compat.azureml.core.compute import AksCompute
from compat.azureml.core.webservice import AksWebservice
from compat.azureml.exceptions import WebserviceException
from tests.compat.live import project, scoring, session, workspace
from tests.loopback_azure import CONFLICT, FORBIDDEN, THROTTLED, Azure, Cut, FailOperation, Slow

BROKEN = FailOperation("ImageBuildFailure", "the image could not be built")
# A step: the requests it makes, and what is there by then.
STEPS = {
    "upload": ("PUT", "/blob/**", 1, ()),
    "model": ("PUT", "**/models/*/versions/*", 1, ()),
    "environment": ("PUT", "**/environments/*/versions/*", 1, ()),
    "endpoint": ("PUT", "**/onlineEndpoints/churn", 1, ("environment scoring",)),
    "code": ("PUT", "**/codes/*/versions/*", 1, ("environment scoring", "endpoint churn")),
    "deployment": (
        "PUT",
        "**/onlineEndpoints/churn/deployments/*",
        1,
        ("environment scoring", "endpoint churn"),
    ),
    "traffic": ("PUT", "**/onlineEndpoints/churn", 2, ("deployment blue of churn",)),
}
LONG = ("endpoint", "deployment", "traffic")
FATAL = [
    *((name, FORBIDDEN) for name in STEPS),
    # azure-ai-ml takes the next version of an environment where this one is taken.
    *((name, CONFLICT) for name in STEPS if name != "environment"),
    *((name, BROKEN) for name in LONG),
    *((name, Cut()) for name in ("endpoint", "deployment")),
    # The client of the storage repeats nothing that was throttled.
    ("upload", THROTTLED),
]
PASSING = [
    ("environment", CONFLICT),
    *((name, THROTTLED) for name in STEPS if name != "upload"),
    *((name, Slow(0.1)) for name in STEPS),
    *((name, Cut(performed=False)) for name in STEPS),
    *((name, Cut()) for name in STEPS if name not in {"endpoint", "deployment"}),
]


@pytest.fixture
def azure(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    with Azure() as started, started.in_process():
        started.computes.declare("aks-k8s")
        yield started


def run(azure):
    ws = workspace(azure)
    model = Model.register(ws, "model.pkl", "churn-model")
    config = AksWebservice.deploy_configuration(num_replicas=2)
    service = Model.deploy(ws, "churn", [model], scoring(), config, AksCompute(ws, "aks"))
    service.wait_for_deployment()
    return service


@pytest.mark.parametrize(
    ("step", "fault"), FATAL, ids=lambda one: one if isinstance(one, str) else getattr(one, "code", "Cut")
)
def test_a_fault_is_told_in_v1s_words_and_a_second_run_finishes(azure, tmp_path, capsys, step, fault):
    method, path, nth, left = STEPS[step]
    with session(tmp_path):
        azure.faults.arm(fault, method, path, nth=nth)
        with pytest.raises(WebserviceException) as caught:
            run(azure)
        cause = "Connection broken" if isinstance(fault, Cut) else fault.code
        assert cause in caught.value.message
        if step in {"endpoint", "deployment"} and fault in (BROKEN, Cut()):
            assert f"{step} " in caught.value.message
        for name in left:
            assert name in caught.value.message
        if left:
            assert "Run the script again" in caught.value.message
        service = run(azure)
    assert service.state == "Healthy"
    assert azure.online.traffic("churn") == {"blue": 100}
    capsys.readouterr()


@pytest.mark.parametrize(
    ("step", "fault"), PASSING, ids=lambda one: one if isinstance(one, str) else type(one).__name__
)
def test_what_passes_by_itself_does_not_reach_the_script(azure, tmp_path, capsys, step, fault):
    method, path, nth, _ = STEPS[step]
    with session(tmp_path):
        rule = azure.faults.arm(fault, method, path, nth=nth)
        service = run(azure)
    assert rule.fired == 1
    assert (service.state, azure.online.traffic("churn")) == ("Healthy", {"blue": 100})
    capsys.readouterr()


def test_a_failed_replacement_leaves_the_old_service_with_its_calls(azure, tmp_path, capsys):
    with session(tmp_path):
        run(azure)
        azure.faults.arm(BROKEN, "PUT", "**/deployments/*")
        ws = workspace(azure)
        config = AksWebservice.deploy_configuration(num_replicas=3)
        models = [Model(ws, "churn-model")]
        service = Model.deploy(ws, "churn", models, scoring(), config, AksCompute(ws, "aks"), overwrite=True)
        with pytest.raises(WebserviceException, match="ImageBuildFailure"):
            service.wait_for_deployment()
        azure.faults.clear()
        sent = len(azure.journal.deployment_bodies("churn", "blue"))
        with pytest.raises(WebserviceException, match="already exists"):
            Model.deploy(ws, "churn", models, scoring(), config, AksCompute(ws, "aks"))
    assert len(azure.journal.deployment_bodies("churn", "blue")) == sent
    assert azure.online.traffic("churn") == {"blue": 100}
    capsys.readouterr()


def test_a_script_that_never_waits_gets_its_traffic_too(azure, tmp_path, capsys):
    with session(tmp_path):
        ws = workspace(azure)
        model = Model.register(ws, "model.pkl", "churn-model")
        config = AksWebservice.deploy_configuration(num_replicas=2)
        Model.deploy(ws, "churn", [model], scoring(), config, AksCompute(ws, "aks"))
    assert azure.online.traffic("churn") == {"blue": 100}
    capsys.readouterr()
