"""Translations for tests, made by hand."""

from __future__ import annotations

from dataclasses import replace

from compat import v1, v2
from compat.mapping.setting import Api, Change, Decision, Fate
from compat.mapping.translation import Translation
from compat.v2 import Target
from compat.value import Dependency, DependsOn, Expression, Known, Place, Secret, Unresolved
from tests.compat.plans import kubernetes_plan, managed_plan, versions_plan

K = Known
AT = Place("deploy.py", 12)


def given(value: object = 1) -> v1.Given:
    return v1.Given(K(value), place=AT)


def service(kind: v1.ServiceKind = v1.ServiceKind.AKS, name: object = "churn", **other: object) -> v1.Service:
    return v1.Service(kind, K(name), place=AT, **other)  # type: ignore[arg-type]


TIMEOUT = Change(
    Api.SERVICE,
    "scoring_timeout_ms",
    Fate.WRITTEN_OUT,
    "v1 default 60000 ms, written out; v2's is 5000.",
    writes=("deployment.request_settings.request_timeout_ms",),
    differs=True,
)
CARRIED = Change(
    Api.SERVICE, "cpu_cores", Fate.CARRIED, "Carried.", (given(),), ("deployment.resources.requests.cpu",)
)
GPU = Change(
    Api.SERVICE, "gpu_cores", Fate.CONVERTED, "As a limit.", (given(),), ("deployment.resources.limits.gpu",)
)
DROPPED = Change(
    Api.SERVICE, "blobfuse_enabled", Fate.DROPPED, "How models reach a replica cannot be chosen.", (given(),)
)
COMPUTE = Change(
    Api.DEPLOY,
    "deployment_target",
    Fate.MANUAL,
    "v2 cannot use the v1 attachment aks-prod.",
    writes=("endpoint.compute",),
    decision=Decision("What is the KubernetesCompute called?", "compute.name="),
)
KEYS = Change(
    Api.SERVICE,
    "primary_key",
    Fate.MANUAL,
    "v2 makes new keys.",
    (v1.Given(K(Secret("hunter2hunter2"))),),
    decision=Decision("Shall callers keep the v1 primary key?"),
)
LOST = Change(Api.SERVICE, "load_balancer_subnet", Fate.MANUAL, "No such setting.", (given(),), loss=True)


def on_kubernetes() -> Translation:
    plan = kubernetes_plan()
    extension = {
        "enableInference": K(value=True),
        "sslCname": Unresolved("not in the source"),
        "sslKeyPemFile": K("key file.pem"),
    }
    plan = replace(plan, compute=replace(plan.compute, extension=extension, create={"node-count": K(3)}))
    changes = (TIMEOUT, CARRIED, GPU, DROPPED, COMPUTE, KEYS, LOST)
    found = service(unread=(v1.Unread("**options", "not a literal", AT),))
    return Translation(found, Target.KUBERNETES, plan, changes)


def on_managed(kind: v1.ServiceKind = v1.ServiceKind.ACI) -> Translation:
    return Translation(service(kind), Target.MANAGED, managed_plan(), (TIMEOUT, DROPPED))


def with_versions() -> Translation:
    only_new = replace(
        TIMEOUT, deployment="new", writes=("deployment.scale_settings.type",), sentence="Only new."
    )
    return Translation(
        service(v1.ServiceKind.AKS_ENDPOINT, "fraud"), Target.KUBERNETES, versions_plan(), (only_new,)
    )


def local() -> Translation:
    plan = managed_plan()
    return Translation(service(v1.ServiceKind.LOCAL), Target.MANAGED, plan, ())


def undecided() -> Translation:
    """Name and a variable from outside, a count that nobody knows."""
    plan = kubernetes_plan()
    name = Expression("os.environ['NAME']", depends=(Dependency(DependsOn.ENVIRONMENT, "NAME"),))
    deployment = replace(
        plan.deployments[0].deployment,
        endpoint_name=name,
        environment_variables={
            "DB": Expression("args.db", depends=(Dependency(DependsOn.ARGUMENT, "--db"),))
        },
        instance_count=Unresolved("read from a file"),
    )
    plan = replace(
        plan,
        endpoint=replace(plan.endpoint, name=name),
        deployments=(replace(plan.deployments[0], deployment=deployment),),
    )
    change = Change(
        Api.DEPLOY,
        "name",
        Fate.MANUAL,
        "The service's name is not in the source.",
        writes=("endpoint.name",),
        decision=Decision("What is the service called?", "name="),
    )
    found = replace(service(), name=name)
    return Translation(found, Target.KUBERNETES, plan, (change,))


def packed() -> Translation:
    plan = managed_plan()
    packing = v2.Packing(
        K("churn-models"),
        (
            v2.PackedModel(K("azureml:first:3"), K("first/3")),
            v2.PackedModel(K("azureml:second@latest"), K("second/1")),
        ),
    )
    deployment = replace(plan.deployments[0].deployment, model=K("azureml:churn-models:1"))
    item = replace(plan.deployments[0], deployment=deployment, packing=packing)
    return Translation(service(v1.ServiceKind.ACI), Target.MANAGED, replace(plan, deployments=(item,)), ())
