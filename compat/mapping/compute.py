"""The cluster: v2 cannot use a v1 ``AksCompute``; it is attached again, under another name, with the extension.

Extension settings are those of ``az k8s-extension create --config`` (how-to-deploy-kubernetes-extension).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compat.mapping.setting import (
    AKS,
    CLOUD,
    CLUSTER,
    LEARN,
    Api,
    Becomes,
    Change,
    Decision,
    Fate,
    Setting,
    Spelling,
    same,
)
from compat.v1 import Cluster, Given, Service
from compat.v2 import Compute, Target
from compat.value import Known, Unresolved, Value, known

_ATTACH = LEARN + "how-to-attach-kubernetes-to-workspace"
_EXTENSION = LEARN + "how-to-deploy-kubernetes-extension"
_TLS = LEARN + "how-to-secure-kubernetes-online-endpoint"
_COMPUTE = "endpoint.compute"
LONGEST_NAME = 24
NEW_NAMESPACE = "azureml-serving"
SUFFIX = "-k8s"

_managed_none = Becomes(
    "", Fate.DROPPED, "A managed endpoint runs on machines of Azure's own; there is no cluster."
)

COMPUTE_TARGET_NAME = Setting(
    Api.SERVICE,
    "compute_target_name",
    "The cluster to deploy to; it wins over deployment_target",
    Becomes(
        _COMPUTE, Fate.CONVERTED, "The cluster is attached again as a KubernetesCompute with another name."
    ),
    _managed_none,
    kinds=CLUSTER,
    spelling=Spelling(
        "computeTargetName", ("--ct", "--compute-target"), "computeName", file_kinds=frozenset({AKS})
    ),
    link=_ATTACH,
)
NAMESPACE = Setting(
    Api.SERVICE,
    "namespace",
    "The Kubernetes namespace the replicas run in",
    Becomes(
        "compute.namespace",
        Fate.CONVERTED,
        "v2 takes the namespace from the compute: every service on it shares one.",
    ),
    Becomes("", Fate.DROPPED, "A managed endpoint has no namespace."),
    kinds=CLUSTER,
    spelling=Spelling("namespace", ("--namespace",), "namespace"),
    link=_ATTACH,
)
BLOBFUSE_ENABLED = Setting(
    Api.SERVICE,
    "blobfuse_enabled",
    "Models are mounted rather than copied when a replica starts",
    *same(Becomes("", Fate.DROPPED, "How models reach a replica cannot be chosen in v2.")),
    kinds=frozenset({AKS}),
    type=bool,
    default=True,
    spelling=Spelling("", (), "storageInitEnabled"),
    link=_EXTENSION,
)
SERVICE_SETTINGS = (COMPUTE_TARGET_NAME, NAMESPACE, BLOBFUSE_ENABLED)


def _row(
    key: str,
    meaning: str,
    path: str,
    sentence: str,
    fate: Fate = Fate.CONVERTED,
    convert: Callable[[Any], Any] | None = None,
    link: str = _EXTENSION,
    **other: Any,
) -> Setting:
    loss = bool(other.pop("loss", False))
    decision = other.pop("decision", None)
    side = Becomes(path, fate, sentence, convert=convert, loss=loss, decision=decision)
    return Setting(Api.CLUSTER, key, meaning, side, _managed_none, kinds=CLOUD, link=link, **other)


def _high_availability(purpose: Any) -> Any:
    return purpose != "DevTest"


def _internal(kind: Any) -> Any:
    return "azure" if kind == "InternalLoadBalancer" else None


_CREATE = "v2 creates no cluster: az aks create does."
CLUSTER_SETTINGS = (
    _row(
        "name",
        "The name of the cluster in the workspace",
        "compute.name",
        "v2 attaches it under another name.",
    ),
    _row(
        "provisioning_configuration",
        "How to make the cluster",
        "",
        "Its settings are translated one by one.",
        Fate.COMBINED,
    ),
    _row(
        "attach_configuration",
        "Which cluster to attach",
        "",
        "Its settings are translated one by one.",
        Fate.COMBINED,
    ),
    _row("agent_count", "How many nodes", "create.node-count", _CREATE, type=int, minimum=1),
    _row("vm_size", "The size of a node", "create.node-vm-size", _CREATE),
    _row("location", "The region of the cluster", "create.location", _CREATE),
    _row(
        "vnet_resourcegroup_name", "The resource group of the network", "create.vnet-resource-group", _CREATE
    ),
    _row("vnet_name", "The network of the nodes", "create.vnet", _CREATE),
    _row("subnet_name", "The subnet of the nodes", "create.subnet", _CREATE),
    _row("service_cidr", "The addresses of Kubernetes services", "create.service-cidr", _CREATE),
    _row("dns_service_ip", "The address of the cluster's name service", "create.dns-service-ip", _CREATE),
    _row(
        "docker_bridge_cidr",
        "The addresses of the Docker bridge",
        "",
        "AKS nodes have no Docker bridge any more; nothing to write.",
        Fate.DROPPED,
    ),
    _row(
        "cluster_purpose",
        "Production (FastProd) or test (DevTest)",
        "extension.inferenceRouterHA",
        "DevTest is one router replica, FastProd three on three nodes: inferenceRouterHA.",
        convert=_high_availability,
        default="FastProd",
    ),
    _row(
        "load_balancer_type",
        "A public or an internal load balancer",
        "extension.internalLoadBalancerProvider",
        "An internal load balancer is internalLoadBalancerProvider=azure; left out, the router is public.",
        convert=_internal,
        default="PublicIp",
    ),
    _row(
        "load_balancer_subnet",
        "The subnet of the internal load balancer",
        "",
        "The extension has no setting for the load balancer's subnet.",
        Fate.MANUAL,
        loss=True,
        decision=Decision("Does the router's address have to be in that subnet?"),
    ),
    _row(
        "resource_group",
        "The resource group of the cluster",
        "compute.resource_id",
        "Part of the cluster's resource id.",
    ),
    _row(
        "cluster_name",
        "The name of the AKS cluster",
        "compute.resource_id",
        "Part of the cluster's resource id.",
    ),
    _row(
        "resource_id",
        "The resource id of the AKS cluster",
        "compute.resource_id",
        "The same cluster is attached again.",
    ),
    _row(
        "ssl_cname",
        "The host name of the certificate",
        "extension.sslCname",
        "The host name is sslCname of the extension; point it at the new router's address.",
        link=_TLS,
    ),
    _row(
        "ssl_cert_pem_file",
        "The certificate file",
        "extension.sslCertPemFile",
        "The certificate goes to the extension (--config-protected sslCertPemFile) or into a secret.",
        link=_TLS,
    ),
    _row(
        "ssl_key_pem_file",
        "The file of the certificate's key",
        "extension.sslKeyPemFile",
        "The key file goes to the extension (--config-protected sslKeyPemFile) or into a secret.",
        link=_TLS,
    ),
    _row(
        "leaf_domain_label",
        "A host name and certificate made by Microsoft",
        "",
        "v2 has no certificates made by Microsoft: get one for a name of your own, and tell every caller.",
        Fate.MANUAL,
        link=_TLS,
        loss=True,
        decision=Decision("Which host name and certificate shall callers use?"),
    ),
    _row(
        "overwrite_existing_domain",
        "Take over a host name made before",
        "",
        "It belongs to certificates made by Microsoft, which v2 does not have.",
        Fate.DROPPED,
        link=_TLS,
        type=bool,
    ),
)
SETTINGS = (*SERVICE_SETTINGS, *CLUSTER_SETTINGS)


def plan(service: Service, target: Target) -> tuple[Compute | None, list[Change]]:
    """Return the compute an endpoint needs, and the changes of cluster and placement settings."""
    changes = _service_rows(service, target)
    if service.kind not in CLUSTER and target is Target.KUBERNETES:
        sentence = "The service had no cluster; a Kubernetes endpoint needs one."
        decision = Decision("Which KubernetesCompute shall carry it?", "compute.name=")
        gap = Unresolved("the service ran without a cluster", settle="compute.name=")
        changes.append(
            Change(
                Api.DEPLOY,
                "deployment_target",
                Fate.MANUAL,
                sentence,
                (),
                (_COMPUTE,),
                decision,
                link=_ATTACH,
            )
        )
        return Compute(gap, namespace=Known(NEW_NAMESPACE)), changes
    if target is Target.MANAGED:
        return None, changes + _gone(service)
    return _attached(service, changes)


def _service_rows(service: Service, target: Target) -> list[Change]:
    changes = []
    for row in SERVICE_SETTINGS:
        given = service.settings.get(row.key)
        if given is None:
            continue
        becomes = row.becomes(target)
        if isinstance(given.value, Known) and given.value.value is None:
            sentence = f"{row.key}=None says nothing."
            changes.append(Change(row.api, row.key, Fate.DROPPED, sentence, (given,), link=row.link))
            continue
        why = _namespace_note(service) if row is NAMESPACE and target is Target.KUBERNETES else None
        fate = Fate.MANUAL if why else becomes.fate
        paths = (becomes.path,) if becomes.path else ()
        changes.append(
            Change(
                row.api,
                row.key,
                fate,
                becomes.sentence,
                (given,),
                paths,
                why,
                loss=becomes.loss,
                link=row.link,
            )
        )
    return changes


def _namespace_note(service: Service) -> Decision:
    return Decision(
        "The namespace must exist, and differ from the v1 one while both run. Which one shall v2 use?",
        "compute.namespace=",
    )


def _gone(service: Service) -> list[Change]:
    if service.cluster is None:
        return []
    facts = tuple(service.cluster.settings.values())
    sentence = "A managed endpoint needs no cluster; the AKS cluster can go when nothing else runs on it."
    changes = [Change(Api.DEPLOY, "deployment_target", Fate.DROPPED, sentence, (), (), link=_ATTACH)]
    return changes + [
        Change(Api.CLUSTER, key, Fate.DROPPED, _managed_none.sentence, (given,), link=_ATTACH)
        for key, given in service.cluster.settings.items()
        if given in facts
    ]


def cluster_name(service: Service) -> Value | None:
    """Return the cluster a service is deployed to: ``compute_target_name`` wins over ``deployment_target``."""
    given = service.settings.get("compute_target_name")
    if given is not None and not (isinstance(given.value, Known) and given.value.value is None):
        return given.value
    return None if service.cluster is None else service.cluster.name


def new_name(cluster: str) -> str:
    """Return the name this plan gives the ``KubernetesCompute`` of a v1 cluster: ``aks-prod-k8s``."""
    return cluster[: LONGEST_NAME - len(SUFFIX)].rstrip("-") + SUFFIX


def _attached(service: Service, changes: list[Change]) -> tuple[Compute, list[Change]]:
    old = cluster_name(service)
    text = known(old)
    if isinstance(text, str) and text:
        name: Value = Known(new_name(text))
        sentence = (
            f"v2 cannot use the v1 attachment {text}: the cluster gets the Azure ML extension and is attached again; "
            f"this plan calls it {new_name(text)}."
        )
    else:
        name = Unresolved("the cluster's name is not in the source", settle="compute.name=")
        sentence = (
            "The cluster is not in the source. v2 needs a KubernetesCompute: a cluster with the extension."
        )
    decision = Decision("What is the KubernetesCompute called?", "compute.name=")
    changes.append(
        Change(
            Api.DEPLOY, "deployment_target", Fate.MANUAL, sentence, (), (_COMPUTE,), decision, link=_ATTACH
        )
    )
    given = service.settings.get("namespace")
    namespace = given.value if given is not None and known(given.value) is not None else Known(NEW_NAMESPACE)
    parts, more = _cluster(service.cluster)
    return Compute(name=name, namespace=namespace, **parts), changes + more


def _cluster(cluster: Cluster | None) -> tuple[dict[str, Any], list[Change]]:
    extension: dict[str, Value] = {
        "enableTraining": Known(False),
        "enableInference": Known(True),
        "inferenceRouterServiceType": Known("LoadBalancer"),
    }
    if cluster is None:
        return {"extension": extension}, [_tls_open("The v1 cluster's TLS settings are not in the source.")]
    create: dict[str, Value] = {}
    changes = []
    for row in CLUSTER_SETTINGS:
        given = cluster.settings.get(row.key)
        if given is not None:
            changes.append(_placed(row, given, extension, create))
    if cluster.action == "refer":
        changes.append(_tls_open("The v1 cluster's TLS settings are not in the source."))
    elif not {"ssl_cname", "leaf_domain_label"} & set(cluster.settings):
        extension["allowInsecureConnections"] = Known(True)
        changes.append(_tls_open("v1 served plain HTTP here; allowInsecureConnections=True keeps it so."))
    resource_id = cluster.settings.get("resource_id")
    return {
        "extension": extension,
        "create": create if cluster.action == "create" else None,
        "resource_id": None if resource_id is None else resource_id.value,
        "cluster_name": _value(cluster, "cluster_name"),
        "resource_group": _value(cluster, "resource_group"),
    }, changes


def _value(cluster: Cluster, key: str) -> Value | None:
    given = cluster.settings.get(key)
    return None if given is None else given.value


def _tls_open(sentence: str) -> Change:
    decision = Decision("Which host name and certificate shall the router have, if any?")
    return Change(Api.CLUSTER, "tls", Fate.MANUAL, sentence, (), ("extension.sslCname",), decision, link=_TLS)


def _placed(row: Setting, given: Given, extension: dict[str, Value], create: dict[str, Value]) -> Change:
    becomes = row.kubernetes
    value = given.value
    if isinstance(value, Known) and value.value is None:
        return Change(
            row.api, row.key, Fate.DROPPED, f"{row.key}=None says nothing.", (given,), link=row.link
        )
    if isinstance(value, Known) and becomes.convert is not None:
        value = Known(becomes.convert(value.value), value.place)
    group, _, name = becomes.path.partition(".")
    if group == "extension" and not (isinstance(value, Known) and value.value is None):
        extension[name] = value
    elif group == "create":
        create[name] = value
    paths = (becomes.path,) if becomes.path else ()
    return Change(
        row.api,
        row.key,
        becomes.fate,
        becomes.sentence,
        (given,),
        paths,
        becomes.decision,
        loss=becomes.loss,
        link=row.link,
    )
