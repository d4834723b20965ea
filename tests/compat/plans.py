"""Plans for tests: one of each kind by hand, and any plan at all by hypothesis."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from compat import v2
from compat.v2 import Target
from compat.value import Expression, Known, Unresolved, Value

K = Known


def kubernetes_plan() -> v2.Plan:
    """A Kubernetes service with autoscale, an environment of its own and a registered model."""
    deployment = v2.Deployment(
        target=Target.KUBERNETES,
        name=K("blue"),
        endpoint_name=K("churn"),
        model=K("azureml:churn-model:3"),
        code_configuration=v2.CodeConfiguration(K("src"), K("score.py")),
        environment=v2.Environment(
            name=K("churn-env"),
            version=K("1.10"),
            image=K("mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest"),
            conda={"name": "project_environment", "dependencies": ["python=3.10", {"pip": ["joblib"]}]},
        ),
        environment_variables={"THRESHOLD": K(0.7), "VERBOSE": K("yes")},
        app_insights_enabled=K(value=True),
        scale_settings=v2.ScaleSettings(K("target_utilization"), K(1), K(10), K(1), K(70)),
        resources=v2.Resources(v2.Quantity(K("0.1"), K("0.5Gi")), v2.Quantity(K("1"), K("1Gi"), K("1"))),
        request_settings=v2.RequestSettings(K(60000), K(1), K(500)),
        liveness_probe=v2.Probe(K(310), K(10), K(2), K(1), K(3)),
        instance_type=K("v1-small"),
        data_collector=v2.DataCollector(("model_inputs", "model_outputs")),
        tags={"team": K("growth")},
    )
    model = v2.Model(K("churn-model"), K("outputs/model.pkl"), K("3"), tags={"area": K("churn")})
    wanted = v2.InstanceType("v1-small", v2.Resources(v2.Quantity(K("1"), K("2Gi"))))
    return v2.Plan(
        v2.Endpoint(Target.KUBERNETES, K("churn"), K("key"), K("azureml:k8s-compute"), traffic={"blue": 100}),
        (v2.DeploymentPlan(deployment, models=(model,), instance_type=wanted),),
        v2.Compute(K("k8s-compute"), K("azureml-serving"), K("/subscriptions/s/resourceGroups/r/x/aks")),
    )


def managed_plan() -> v2.Plan:
    """A managed service with autoscale rules and a registered environment."""
    deployment = v2.Deployment(
        target=Target.MANAGED,
        name=K("blue"),
        endpoint_name=K("churn"),
        model=K("azureml:churn-model@latest"),
        code_configuration=v2.CodeConfiguration(K("src"), K("score.py")),
        environment=v2.Environment(reference=K("azureml:churn-env:4")),
        instance_type=K("Standard_DS3_v2"),
        instance_count=K(2),
        request_settings=v2.RequestSettings(K(60000), K(1)),
        liveness_probe=v2.Probe(K(310), K(10), K(2), K(1), K(3)),
        readiness_probe=v2.Probe(K(310)),
    )
    autoscale = v2.Autoscale(K(1), K(10), K(2), K(70), K(35))
    endpoint = v2.Endpoint(
        Target.MANAGED, K("churn"), K("key"), public_network_access=K("disabled"), description=K("yes")
    )
    return v2.Plan(endpoint, (v2.DeploymentPlan(deployment, autoscale=autoscale),))


def versions_plan() -> v2.Plan:
    """Two versions behind one endpoint: a shared environment from a Dockerfile, two models."""
    environment = v2.Environment(
        name=K("shared"), version=K("2"), dockerfile="FROM scratch\n", conda={"dependencies": ["pip"]}
    )
    return v2.Plan(
        v2.Endpoint(
            Target.KUBERNETES, K("fraud"), K("aml_token"), K("azureml:k8s"), traffic={"old": 90, "new": 10}
        ),
        tuple(
            v2.DeploymentPlan(
                v2.Deployment(
                    Target.KUBERNETES,
                    K(name),
                    K("fraud"),
                    K(f"azureml:{name}-model:1"),
                    environment=environment,
                    scale_settings=v2.ScaleSettings(K("default")),
                    instance_count=K(2),
                ),
                models=(v2.Model(K(f"{name}-model"), K(f"models/{name}"), K("1")),),
            )
            for name in ("old", "new")
        ),
    )


text = st.text(max_size=12)
word = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=8)
# Text that a careless printer turns into something else.
hostile = st.sampled_from(
    [
        "yes",
        "no",
        "null",
        "~",
        "1.10",
        "0755",
        "2024-01-01",
        "1e3",
        "1:30",
        "0x1F",
        "# no",
        "a: b",
        "- x",
        "on",
    ]
)
texts: st.SearchStrategy[Value] = st.builds(Known, text | hostile)
integers: st.SearchStrategy[Value] = st.builds(Known, st.integers(-1, 10**9))
booleans: st.SearchStrategy[Value] = st.builds(Known, st.booleans())
tables = st.dictionaries(text, texts, max_size=2)
unknown: st.SearchStrategy[Value] = st.builds(Expression, text) | st.builds(Unresolved, text)


def maybe(strategy: st.SearchStrategy[Value]) -> st.SearchStrategy[Value | None]:
    return st.none() | strategy


def parts(cls: type, strategy: st.SearchStrategy[Value], *names: str) -> st.SearchStrategy[object]:
    """Build a class with at least one of its optional values given: an empty part is no part."""
    built = st.builds(cls, **{name: maybe(strategy) for name in names})
    return built.filter(lambda part: any(getattr(part, name) is not None for name in names))


PROBE = ("initial_delay", "period", "timeout", "success_threshold", "failure_threshold")
REQUESTS = ("request_timeout_ms", "max_concurrent_requests_per_instance", "max_queue_wait_ms")
SCALE = ("min_instances", "max_instances", "polling_interval", "target_utilization_percentage")
quantities = st.builds(v2.Quantity, maybe(texts), maybe(texts), maybe(texts))
resources = st.builds(v2.Resources, quantities, quantities).filter(lambda found: found != v2.Resources())
conda = st.dictionaries(word, st.lists(text | hostile, max_size=3), min_size=1, max_size=2)


@st.composite
def environments(draw: st.DrawFn, name: str) -> v2.Environment:
    """A reference, or an environment with a name of its own, or one without a name."""
    if draw(st.booleans()):
        return v2.Environment(reference=K(f"azureml:{name}-other:1"))
    named = {"name": K(name), "version": draw(maybe(texts))} if draw(st.booleans()) else {}
    origin = draw(
        st.sampled_from(
            [
                {"image": K("image")},
                {"image": K("image"), "conda": draw(conda)},
                {"dockerfile": draw(text)},
                {"dockerfile": draw(text), "conda": draw(conda)},
                {"build_path": K("context"), "dockerfile_path": draw(maybe(texts))},
            ]
        )
    )
    about = {"description": draw(maybe(texts)), "tags": draw(tables)}
    return v2.Environment(**named, **origin, **about)  # type: ignore[arg-type]


@st.composite
def deployment_plans(draw: st.DrawFn, target: Target, endpoint: Value, index: int) -> v2.DeploymentPlan:
    """One deployment with its own files; names carry the index so that no two are alike."""
    managed = target is Target.MANAGED
    name = K(f"d{index}-{draw(word)}")
    model = v2.Model(
        K(f"m{index}"), draw(texts), draw(maybe(texts)), tags=draw(tables), properties=draw(tables)
    )
    version = "@latest" if model.version is None else f":{model.version.value}"  # type: ignore[union-attr]
    wanted = v2.InstanceType(f"type-{index}", draw(resources)) if draw(st.booleans()) else None
    deployment = v2.Deployment(
        target=target,
        name=name,
        endpoint_name=endpoint,
        model=K(f"azureml:m{index}{version}"),
        code_configuration=draw(st.none() | st.builds(v2.CodeConfiguration, texts, texts)),
        environment=draw(st.none() | environments(f"e{index}")),
        environment_variables=draw(tables),
        app_insights_enabled=draw(maybe(booleans)),
        scale_settings=draw(
            st.none() | st.builds(v2.ScaleSettings, texts, **{key: maybe(integers) for key in SCALE})
        ),
        request_settings=draw(st.none() | parts(v2.RequestSettings, integers, *REQUESTS)),  # type: ignore[arg-type]
        liveness_probe=draw(st.none() | parts(v2.Probe, integers, *PROBE)),  # type: ignore[arg-type]
        readiness_probe=draw(st.none() | parts(v2.Probe, integers, *PROBE)),  # type: ignore[arg-type]
        resources=draw(st.none() | resources),
        instance_type=K(wanted.name) if wanted else K("size") if managed else None,
        instance_count=draw(maybe(integers)),
        data_collector=draw(st.none() | st.builds(v2.DataCollector, st.lists(word, unique=True).map(tuple))),
        description=draw(maybe(texts)),
        tags=draw(tables),
        properties=draw(tables),
    )
    autoscale = draw(st.none() | st.builds(v2.Autoscale, *[integers] * 5)) if managed else None
    return v2.DeploymentPlan(deployment, (model,), None, autoscale, wanted)


@st.composite
def plans(draw: st.DrawFn) -> v2.Plan:
    """Any plan whose every value is known."""
    target = draw(st.sampled_from(Target))
    name = draw(texts)
    endpoint = v2.Endpoint(
        target,
        name,
        draw(texts),
        draw(texts) if target is Target.KUBERNETES else None,
        draw(maybe(texts)),
        draw(tables),
        draw(tables),
        draw(st.dictionaries(word, st.integers(0, 100), max_size=2)),
        draw(maybe(texts)),
    )
    count = draw(st.integers(1, 3))
    deployments = tuple(draw(deployment_plans(target, name, index)) for index in range(count))
    compute = draw(st.none() | st.builds(v2.Compute, texts, maybe(texts), maybe(texts)))
    return v2.Plan(endpoint, deployments, compute)
