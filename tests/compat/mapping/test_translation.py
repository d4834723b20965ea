from collections import Counter

import pytest
from hypothesis import given as each
from hypothesis import strategies as some

from compat.mapping import settings
from compat.mapping.answers import AnswerError
from compat.mapping.setting import ACI, AKS, AKS_ENDPOINT, LOCAL, Api, Fate
from compat.mapping.translation import translate, usual_target
from compat.v1 import Cluster, Given, ModelRef, Service, ServiceKind, Unread, Version
from compat.v2 import Target
from compat.value import Expression, Known, Secret, Unresolved
from tests.compat.mapping.services import given, service

PLAIN = {
    bool: some.booleans(),
    int: some.integers(-1, 400_000),
    float: some.floats(0, 200, allow_nan=False) | some.integers(0, 200),
    str: some.text("abc-1", max_size=6),
    dict: some.dictionaries(
        some.text("abc", min_size=1, max_size=3), some.text("abc", max_size=3), max_size=2
    ),
}


def values(row):
    plain = PLAIN[row.type].map(lambda value: Known(Secret(value) if row.secret else value))
    return some.one_of(
        plain, some.just(Known(None)), some.just(Expression("args.x")), some.just(Unresolved("?"))
    )


def services(kind):
    rows = {row.key: values(row) for row in settings.SERVICE_SETTINGS}
    return some.fixed_dictionaries({}, optional=rows).map(
        lambda found: Service(
            kind,
            Known("churn-svc"),
            {key: Given(value) for key, value in found.items()},
            cluster=Cluster(Known("aks-prod")) if kind in {AKS, AKS_ENDPOINT} else None,
        )
    )


@pytest.mark.parametrize("target", list(Target))
@pytest.mark.parametrize("kind", [AKS, AKS_ENDPOINT, ACI, LOCAL])
def test_every_setting_ends_in_exactly_one_change(kind, target):
    """The law of the ledger: for any settings, known or not, sensible or not."""

    @each(services(kind))
    def check(found):
        translation = translate(found, target)
        counted = Counter(id(fact) for change in translation.changes for fact in change.given)
        for key, fact in found.settings.items():
            assert counted[id(fact)] == 1, key

    check()


@pytest.mark.parametrize("target", list(Target))
@pytest.mark.parametrize("kind", [AKS, AKS_ENDPOINT, ACI])
def test_no_secret_is_in_a_plan_or_a_sentence(kind, target):
    translation = translate(service(kind, primary_key="hunter2", secondary_key="hunter3"), target)
    assert "hunter" not in repr(translation.plan)
    assert "hunter" not in repr(translation.changes)


def test_translating_twice_gives_the_same():
    found = service(cpu_cores=1, tags={"team": "fraud"})
    assert translate(found) == translate(found)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (AKS, Target.KUBERNETES),
        (AKS_ENDPOINT, Target.KUBERNETES),
        (ACI, Target.MANAGED),
        (LOCAL, Target.MANAGED),
    ],
)
def test_the_usual_target_is_what_the_service_ran_on(kind, target):
    assert usual_target(kind) is target
    assert translate(service(kind)).target is target


def test_the_old_cluster_name_is_never_reused():
    plan = translate(service(cluster="aks-prod")).plan
    assert plan.endpoint.compute == Known("azureml:aks-prod-k8s")


def test_compute_target_name_wins_over_the_deployment_target():
    plan = translate(service(cluster="aks-prod", compute_target_name="aks-test")).plan
    assert plan.endpoint.compute == Known("azureml:aks-test-k8s")


def test_a_keyword_of_another_kind_is_asked_about():
    changes = translate(service(ACI, cluster=None, num_replicas=3)).changes
    change = next(change for change in changes if change.given and change.key == "num_replicas")
    assert (change.fate, change.loss) == (Fate.MANUAL, True)
    assert "ACI" in change.sentence


def test_an_unknown_keyword_is_asked_about():
    changes = translate(service(cpu_corse=1)).changes
    assert [(change.fate, change.loss) for change in changes if change.key == "cpu_corse"] == [
        (Fate.MANUAL, True)
    ]


def test_what_could_not_be_followed_is_asked_about():
    found = Service(AKS, Known("churn-svc"), unread=(Unread("**options", "its keys are not in the source"),))
    [change] = [change for change in translate(found).changes if change.key == "unread"]
    assert change.decision is not None
    assert "**options" in change.sentence
    assert not [change for change in translate(service()).changes if change.key == "unread"]


def test_versions_of_a_v1_endpoint_become_deployments_of_one_endpoint():
    found = service(AKS_ENDPOINT, version_name="old", traffic_percentile=80, cpu_cores=1, tags={"a": "b"})
    version = Version(
        Known("new"), {"traffic_percentile": given(20), "cpu_cores": given(2), "tags": given({"c": "d"})}
    )
    plan = translate(Service(**{**vars(found), "versions": (version,)})).plan
    assert [item.deployment.name for item in plan.deployments] == [Known("old"), Known("new")]
    assert plan.endpoint.traffic == {"old": 80, "new": 20}
    assert [item.deployment.resources.requests.cpu for item in plan.deployments] == [Known("1"), Known("2")]
    assert plan.deployments[1].deployment.tags == {"c": Known("d")}


def test_a_version_has_the_application_insights_of_its_v1_endpoint():
    found = service(AKS_ENDPOINT, version_name="old", enable_app_insights=True)
    plan = translate(Service(**{**vars(found), "versions": (Version(Known("new")),)})).plan
    assert [item.deployment.app_insights_enabled for item in plan.deployments] == [Known(True), Known(True)]


def test_versions_of_the_same_name_share_no_traffic():
    found = service(AKS_ENDPOINT, version_name="old", traffic_percentile=80)
    twin = Version(Known("OLD"), {"traffic_percentile": given(20)})
    translation = translate(Service(**{**vars(found), "versions": (twin,)}))
    assert translation.plan.endpoint.traffic == {}
    assert any(change.key == "traffic" and change.decision for change in translation.changes)


def test_a_private_container_instance_stays_private():
    plan = translate(service(ACI, vnet_name="v", subnet_name="s")).plan
    assert plan.endpoint.public_network_access == Known("disabled")


@pytest.mark.parametrize(
    ("answers", "read", "expected"),
    [
        ({"name": "other"}, lambda plan: plan.endpoint.name, "other"),
        ({"auth_enabled": "true"}, lambda plan: plan.endpoint.auth_mode, "key"),
        ({"num_replicas": "3"}, lambda plan: plan.deployments[0].deployment.instance_count, 3),
        ({"compute.name": "k8s"}, lambda plan: plan.endpoint.compute, "azureml:k8s"),
        ({"compute.name": "azureml:k8s"}, lambda plan: plan.endpoint.compute, "azureml:k8s"),
        ({"endpoint.compute": "azureml:k8s"}, lambda plan: plan.endpoint.compute, "azureml:k8s"),
        ({"compute.namespace": "serving"}, lambda plan: plan.compute.namespace, "serving"),
        (
            {"deployment.instance_type": "big"},
            lambda plan: plan.deployments[0].deployment.instance_type,
            "big",
        ),
        (
            {"deployment.request_settings.request_timeout_ms": "9000"},
            lambda plan: plan.deployments[0].deployment.request_settings.request_timeout_ms,
            9000,
        ),
    ],
)
def test_an_answer_fills_its_place(answers, read, expected):
    assert read(translate(service(), answers=answers).plan) == Known(expected)


def test_an_answer_settles_the_decision_it_belongs_to():
    def asked(translation):
        return [change.decision.set for change in translation.changes if change.decision]

    assert "compute.name=" in asked(translate(service()))
    assert "compute.name=" not in asked(translate(service(), answers={"compute.name": "k8s"}))


@pytest.mark.parametrize(
    "answers",
    [
        {"colour": "red"},
        {"endpoint.colour": "red"},
        {"num_replicas": "many"},
        {"num_replicas": "0"},
        {"cpu_cores": "NaN"},
        {"compute.name.first": "x"},
        {"compute.name": " "},
        {"deployment.instance_count": "abc"},
        {"endpoint.auth_mode": "none"},
    ],
)
def test_an_answer_that_fits_nothing_is_refused_with_a_sentence(answers):
    with pytest.raises(AnswerError, match=next(iter(answers)).split(".", maxsplit=1)[0]):
        translate(service(), answers=answers)


def test_a_key_given_as_an_answer_is_a_secret():
    translation = translate(service(), answers={"primary_key": "hunter2"})
    assert "hunter2" not in repr(translation)


def test_rows_are_found_by_any_spelling():
    for text in ("autoscale_max_replicas", "autoScaler.maxReplicas", "maxReplicas", "--ma"):
        assert [row.key for row in settings.named(text)] == ["autoscale_max_replicas"], text
    assert settings.named("maxPods") == ()
    assert settings.setting(Api.SERVICE, "maxPods") is None


@pytest.mark.parametrize("target", list(Target))
def test_a_service_of_unknown_kind_is_a_list_of_questions(target):
    """After a ``**`` that nobody can read, absence proves nothing: no default of any kind is written."""
    translation = translate(Service(ServiceKind.UNKNOWN, Known("churn-svc")), target)
    deployment = translation.plan.deployments[0].deployment
    assert isinstance(translation.plan.endpoint.auth_mode, Unresolved)
    assert isinstance(deployment.request_settings.request_timeout_ms, Unresolved)
    sizes = [deployment.instance_type, deployment.resources and deployment.resources.requests.cpu]
    assert any(isinstance(size, Unresolved) for size in sizes)
    counts = [deployment.instance_count, deployment.scale_settings and deployment.scale_settings.type]
    assert any(isinstance(count, Unresolved) for count in counts)
    assert translation.plan.deployments[0].autoscale is None
    assert "kind=" in [change.decision.set for change in translation.changes if change.decision]


def test_its_kind_can_be_answered():
    found = translate(Service(ServiceKind.UNKNOWN, Known("churn-svc")), answers={"kind": "aks"})
    assert found.service.kind is AKS
    assert found.plan.endpoint.auth_mode == Known("key")
    with pytest.raises(AnswerError, match="aks"):
        translate(Service(ServiceKind.UNKNOWN, Known("churn-svc")), answers={"kind": "vm"})


@pytest.mark.parametrize("api", ["azureml.core.webservice.Webservice.deploy_from_image", ""])
def test_a_deployment_of_which_nothing_is_known_says_so(api):
    plan = translate(Service(ACI, Known("churn-svc"), api=api)).plan
    deployment = plan.deployments[0].deployment
    assert isinstance(deployment.model, Unresolved)
    assert isinstance(deployment.environment.reference, Unresolved)


def test_what_is_known_of_a_deployment_stays():
    found = Service(ACI, Known("churn-svc"), models=(ModelRef(Known("churn"), Known(3)),))
    assert translate(found).plan.deployments[0].deployment.model == Known("azureml:churn:3")


@pytest.mark.parametrize("target", list(Target))
@pytest.mark.parametrize("kind", [AKS, ACI])
def test_after_an_unread_mapping_no_default_is_taken_for_certain(kind, target):
    unread = Unread("**options", "its keys are not in the source")
    found = service(kind, cluster=None, cpu_cores=2)
    plan = translate(Service(**{**vars(found), "unread": (unread,)}), target).plan
    assert isinstance(plan.endpoint.auth_mode, Unresolved)
    written = plan.deployments[0].deployment
    if kind is AKS:
        assert isinstance(written.request_settings.request_timeout_ms, Unresolved)
        assert isinstance(written.liveness_probe.period, Unresolved)
    if target is Target.KUBERNETES:
        assert written.resources.requests.cpu == Known("2")
        assert isinstance(written.resources.requests.memory, Unresolved)
