"""Commands that make a cluster ready for v2: create it, install the extension, attach it.

Flags: https://learn.microsoft.com/cli/azure/aks, https://learn.microsoft.com/cli/azure/k8s-extension and
https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from compat import v2
from compat.emit.step import Step, command, word
from compat.value import Known, Value, known

# Paths of files with keys go through the option that Azure stores encrypted.
_PROTECTED = {"sslCertPemFile", "sslKeyPemFile"}
_RESOURCE_ID = re.compile(r"/resourceGroups/([^/]+)/.*/managedClusters/([^/]+)$", re.IGNORECASE)
_NETWORK = {"vnet", "subnet", "vnet-resource-group"}


def cluster_steps(compute: v2.Compute) -> Iterator[Step]:
    """Return the steps from nothing (or from a v1 attachment) to an attached ``KubernetesCompute``."""
    yield Step("Say which cluster", tuple(_variables(compute)))
    if compute.create is not None:
        yield Step("Create the cluster, which v1 did by itself", (_create(compute.create),))
    yield Step(
        "Install the Azure ML extension on the cluster",
        (_extension(compute.extension),),
        "A cluster that still serves v1 needs its old services deleted and its v1 attachment detached first, "
        "or a new cluster beside it.",
    )
    yield Step("Attach the cluster to the workspace", tuple(_attach(compute)))


def _variables(compute: v2.Compute) -> Iterator[str]:
    name, group = compute.cluster_name, compute.resource_group
    found = _RESOURCE_ID.search(str(known(compute.resource_id) or ""))
    if found:
        group, name = group or Known(found[1]), name or Known(found[2])
    yield f"CLUSTER={word(name, 'compute.cluster_name')}"
    yield f"CLUSTER_GROUP={word(group, 'compute.resource_group')}"


def _create(create: Mapping[str, Value]) -> str:
    options = ['--name "$CLUSTER"', '--resource-group "$CLUSTER_GROUP"', "--enable-managed-identity"]
    options += [
        f"--{flag} {word(value, f'compute.create.{flag}')}"
        for flag, value in create.items()
        if flag not in _NETWORK
    ]
    if {"vnet", "subnet"} <= set(create):
        options.append(f'--vnet-subnet-id "$({_subnet(create)})"')
    return command("az aks create", *options, "--generate-ssh-keys")


def _subnet(create: Mapping[str, Value]) -> str:
    group = create.get("vnet-resource-group")
    where = '"$CLUSTER_GROUP"' if group is None else word(group, "compute.create.vnet-resource-group")
    vnet, subnet = word(create["vnet"], "vnet"), word(create["subnet"], "subnet")
    return f"az network vnet subnet show -g {where} --vnet-name {vnet} -n {subnet} --query id -o tsv"


def _extension(settings: Mapping[str, Value]) -> str:
    plain = [_setting(key, value) for key, value in settings.items() if key not in _PROTECTED]
    protected = [_setting(key, value) for key, value in settings.items() if key in _PROTECTED]
    options = [
        "--name azureml",
        "--extension-type Microsoft.AzureML.Kubernetes",
        "--cluster-type managedClusters",
        '--cluster-name "$CLUSTER"',
        '--resource-group "$CLUSTER_GROUP"',
        "--scope cluster",
    ]
    options += [f"--config {' '.join(plain)}"] if plain else []
    options += [f"--config-protected {' '.join(protected)}"] if protected else []
    return command("az k8s-extension create", *options)


def _setting(key: str, value: Value) -> str:
    return f"{key}={word(value, f'compute.extension.{key}')}"


def _attach(compute: v2.Compute) -> Iterator[str]:
    namespace = word(compute.namespace, "compute.namespace")
    yield command("az aks get-credentials", '--name "$CLUSTER"', '--resource-group "$CLUSTER_GROUP"')
    yield f"kubectl create namespace {namespace} --dry-run=client -o yaml | kubectl apply -f -"
    cluster_id = '"$(az aks show --name "$CLUSTER" --resource-group "$CLUSTER_GROUP" --query id -o tsv)"'
    if isinstance(compute.resource_id, Known):
        cluster_id = word(compute.resource_id, "compute.resource_id")
    yield command(
        "az ml compute attach",
        "--type Kubernetes",
        f"--name {word(compute.name, 'compute.name')}",
        f"--resource-id {cluster_id}",
        "--identity-type SystemAssigned",
        f"--namespace {namespace}",
    )
