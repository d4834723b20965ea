"""The sentences for what can go wrong between here and the API server; each ends in the next step."""

from __future__ import annotations

from connectivity.cluster.problem import ClusterError, ProblemKind

INSIDE = "run from inside the cluster's network"


def unusable(context: str, why: str) -> ClusterError:
    """The client cannot make anything of the kubeconfig entry."""
    sentence = f"Context {context!r} cannot be used ({why}); run 'az aks get-credentials' again."
    return ClusterError(ProblemKind.KUBECONFIG, sentence)


def credentials_refused(host: str, context: str) -> ClusterError:
    """401."""
    sentence = (
        f"The API server {host} refuses the credentials of context {context!r} (401): they have expired or "
        f"belong to another cluster; run 'az login' and 'az aks get-credentials' again."
    )
    return ClusterError(ProblemKind.CREDENTIALS_REFUSED, sentence)


def certificate(host: str, why: str) -> ClusterError:
    """The API server shows a certificate that kubeconfig's authority did not sign, or for another name."""
    sentence = (
        f"The certificate of the API server {host} is not trusted ({why}): a device opens TLS on the way, or "
        f"kubeconfig is of another cluster; run 'az aks get-credentials' again, or exempt {host} from TLS "
        f"inspection."
    )
    return ClusterError(ProblemKind.CERTIFICATE, sentence)


def name_unknown(host: str) -> ClusterError:
    """The name does not resolve: private clusters do this by design outside their network."""
    sentence = (
        f"The name of the API server {host} cannot be resolved from here; {INSIDE}, or link its private DNS "
        f"zone to this network; if the cluster was deleted, run 'az aks get-credentials' for another."
    )
    return ClusterError(ProblemKind.NAME_UNKNOWN, sentence)


def unreachable(host: str, why: str) -> ClusterError:
    """Refused, reset or unroutable."""
    sentence = (
        f"The API server {host} cannot be reached from here ({why}); start the cluster ('az aks start'), add "
        f"this address to the authorized IP ranges, or {INSIDE}."
    )
    return ClusterError(ProblemKind.UNREACHABLE, sentence)


def silent(host: str) -> ClusterError:
    """Nothing comes back, or not all of it."""
    sentence = (
        f"The API server {host} does not answer in time; a firewall may drop it: add this address "
        f"to the authorized IP ranges, or {INSIDE}."
    )
    return ClusterError(ProblemKind.SILENT, sentence)


def not_kubernetes(host: str, how: str) -> ClusterError:
    """A 200 from a proxy or a portal."""
    sentence = (
        f"What answers at {host} is not a Kubernetes API server: {how}; a proxy or a login page may be in "
        f"its place: check HTTPS_PROXY and NO_PROXY."
    )
    return ClusterError(ProblemKind.NOT_KUBERNETES, sentence)


def other_vendor(host: str, provider: str) -> ClusterError:
    """The cluster is neither AKS nor connected by Azure Arc."""
    sentence = (
        f"The cluster at {host} is run by {provider}, and Azure Arc does not connect it, so Azure ML cannot "
        f"use it; choose the AKS cluster with --context, or connect this one ('az connectedk8s connect')."
    )
    return ClusterError(ProblemKind.OTHER_VENDOR, sentence)
