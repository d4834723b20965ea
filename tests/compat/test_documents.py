"""Plans and documents: the law that ties them, and what stands where a value is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compat import v2
from compat.documents import decision_path, documents, layout, plan_from, written
from compat.documents.filename import distinct, safe
from compat.v2 import Target
from compat.value import Dependency, DependsOn, Expression, Known, Secret, Unresolved, Value
from tests.compat.plans import kubernetes_plan, managed_plan, plans, unknown, versions_plan

K = Known
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(plans())
def test_reading_the_documents_gives_the_plan(plan: v2.Plan) -> None:
    assert plan_from(documents(plan)) == written(plan)


@pytest.mark.parametrize("plan", [kubernetes_plan(), managed_plan(), versions_plan()])
def test_the_law_holds_for_plans_by_hand(plan: v2.Plan) -> None:
    text_variables = {"THRESHOLD": K("0.7"), "VERBOSE": K("yes")}
    expected = written(plan)
    if plan.deployments[0].deployment.environment_variables:
        first = expected.deployments[0]
        first = replace(first, deployment=replace(first.deployment, environment_variables=text_variables))
        expected = replace(expected, deployments=(first,))
    assert plan_from(documents(plan)) == expected


@QUICK
@given(plans(), st.lists(unknown, min_size=5, max_size=5))
def test_undecided_values_stay_undecided(plan: v2.Plan, values: list[Value]) -> None:
    name, mode, model, timeout, variable = values
    first = plan.deployments[0]
    deployment = replace(
        first.deployment,
        model=model,
        request_settings=v2.RequestSettings(request_timeout_ms=timeout),
        environment_variables={"DB": variable},
    )
    endpoint = replace(plan.endpoint, name=name, auth_mode=mode)
    undecided = replace(
        plan, endpoint=endpoint, deployments=(replace(first, deployment=deployment, models=()),)
    )
    files = documents(undecided)
    again = plan_from(files)
    assert documents(again) == files
    assert again.endpoint.name == Unresolved("to be decided: endpoint.name")
    settings_read = again.deployments[0].deployment.request_settings
    assert settings_read == v2.RequestSettings(
        Unresolved("to be decided: deployment.request_settings.request_timeout_ms")
    )


def test_keys_come_in_the_vendors_order() -> None:
    found = documents(kubernetes_plan())
    assert list(found) == [
        "endpoint.yml",
        "deployment.yml",
        "environment.yml",
        "conda.yml",
        "model.yml",
        "compute.yml",
        "instance-type.yml",
    ]
    assert list(found["endpoint.yml"]) == ["$schema", "name", "compute", "auth_mode"]
    assert list(found["deployment.yml"])[:6] == [
        "$schema",
        "name",
        "type",
        "endpoint_name",
        "model",
        "code_configuration",
    ]


def test_types_are_those_the_loader_wants() -> None:
    deployment = documents(kubernetes_plan())["deployment.yml"]
    assert isinstance(deployment, dict)
    assert deployment["environment_variables"] == {"THRESHOLD": "0.7", "VERBOSE": "yes"}
    assert deployment["resources"]["limits"] == {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1"}
    assert deployment["request_settings"]["request_timeout_ms"] == 60000
    assert deployment["data_collector"]["collections"]["model_inputs"] == {"enabled": "true"}
    assert deployment["environment"] == "azureml:churn-env:1.10"


@pytest.mark.parametrize("value", [Known("many"), Known(value=True), Known(1.5), Known([1]), Known("٣")])
def test_a_value_of_the_wrong_type_is_never_written(value: Value) -> None:
    plan = kubernetes_plan()
    deployment = replace(plan.deployments[0].deployment, instance_count=value)
    found = documents(replace(plan, deployments=(replace(plan.deployments[0], deployment=deployment),)))
    assert found["deployment.yml"]["instance_count"] == "<DECIDE: deployment.instance_count>"  # type: ignore[index]


@pytest.mark.parametrize(("value", "plain"), [(3, 3), (3.0, 3), ("60000", 60000), (0, 0)])
def test_whole_numbers_are_written_as_numbers(value: object, plain: int) -> None:
    plan = managed_plan()
    deployment = replace(plan.deployments[0].deployment, instance_count=Known(value))
    found = documents(replace(plan, deployments=(replace(plan.deployments[0], deployment=deployment),)))
    assert found["deployment.yml"]["instance_count"] == plain  # type: ignore[index]


def test_an_undecided_file_names_its_gaps_and_a_decided_one_does_not() -> None:
    waits = Expression("os.environ['DB']", depends=(Dependency(DependsOn.ENVIRONMENT, "DB"),), default=K("x"))
    plan = kubernetes_plan()
    deployment = replace(plan.deployments[0].deployment, environment_variables={"DB": waits})
    found = documents(replace(plan, deployments=(replace(plan.deployments[0], deployment=deployment),)))
    assert found["deployment.yml"]["undecided"] == ["environment_variables.DB"]  # type: ignore[index]
    assert list(found["deployment.yml"])[:2] == ["$schema", "undecided"]
    assert "undecided" not in found["endpoint.yml"]


def test_a_kubernetes_endpoint_without_a_compute_is_not_left_to_become_a_managed_one() -> None:
    endpoint = v2.Endpoint(Target.KUBERNETES, K("churn"), K("key"))
    found = documents(v2.Plan(endpoint, ()))
    assert decision_path(found["endpoint.yml"]["compute"]) == "compute.name"  # type: ignore[index]


def test_a_secret_becomes_a_decision() -> None:
    plan = kubernetes_plan()
    environment = replace(
        plan.deployments[0].deployment.environment or v2.Environment(),
        conda={"pip": [Secret("hunter2hunter2")]},
    )
    deployment = replace(
        plan.deployments[0].deployment,
        environment=environment,
        environment_variables={"KEY": K(Secret("hunter2hunter2"))},
    )
    found = documents(replace(plan, deployments=(replace(plan.deployments[0], deployment=deployment),)))
    assert "hunter2" not in repr(found)
    assert found["conda.yml"]["pip"] == ["<DECIDE: environment.conda.pip.0>"]  # type: ignore[index]


def test_versions_share_what_is_the_same_and_split_what_is_not() -> None:
    found = {part.file: part.deployments for part in layout(versions_plan())}
    assert found == {
        "endpoint.yml": (),
        "deployment-old.yml": (0,),
        "deployment-new.yml": (1,),
        "environment.yml": (0, 1),
        "docker/Dockerfile": (0, 1),
        "docker/conda.yml": (0, 1),
        "model-old-model.yml": (0,),
        "model-new-model.yml": (1,),
    }


def test_autoscale_of_an_undecided_number_has_no_default() -> None:
    plan = managed_plan()
    item = replace(plan.deployments[0], autoscale=v2.Autoscale(K(1), Unresolved("?"), K(1), K(70), K(35)))
    found = documents(replace(plan, deployments=(item,)))["autoscale.json"]
    assert found["parameters"]["maximum"] == {"type": "int"}  # type: ignore[index]
    assert found["parameters"]["minimum"] == {"type": "int", "defaultValue": 1}  # type: ignore[index]
    assert found["resources"][0]["properties"]["enabled"] is True  # type: ignore[index]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "one endpoint document"),
        ({"endpoint.yml": {**documents(managed_plan())["endpoint.yml"], "keys": 1}}, "'keys'"),  # type: ignore[dict-item]
        ({"endpoint.yml": {**documents(managed_plan())["endpoint.yml"], "tags": 1}}, "endpoint.tags"),  # type: ignore[dict-item]
    ],
)
def test_reading_what_is_not_ours_says_so(files: dict[str, dict[str, object]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        plan_from(files)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("churn-svc", "churn-svc"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\0b/c\\d", "a-b-c-d"),
        ("NUL", "_NUL"),
        ("com1.txt", "_com1.txt"),
        ("...", "unnamed"),
        ("über", "ber"),
        ("--all", "all"),
        ("con", "_con"),
        ("a. ", "a"),
    ],
)
def test_names_are_safe_on_every_system(text: str, name: str) -> None:
    assert safe(text) == name


@given(st.lists(st.text(max_size=80), max_size=6))
def test_file_names_never_meet(texts: list[str]) -> None:
    names = distinct(safe(text) for text in texts)
    assert len({name.casefold() for name in names}) == len(texts)
    assert all(len(name) < 75 and "/" not in name and name not in {"", ".", ".."} for name in names)
