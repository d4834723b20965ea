"""Whose cluster it is: the server's version, and what the nodes say about who runs them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from connectivity.cluster.json_path import labels, text
from connectivity.fact import ClusterIdentity

if TYPE_CHECKING:
    from connectivity.cluster.answer import Answers

AZURE, ARC, UNKNOWN = "azure", "arc", ""
AKS_LABEL = "kubernetes.azure.com/cluster"
VENDORS = (
    ("eks.amazonaws.com/", "aws"),
    ("cloud.google.com/gke", "gce"),
    ("ibm-cloud.kubernetes.io/", "ibm"),
)


def identity(answers: Answers, server: str, version: str) -> ClusterIdentity:
    """`provider` is ``azure``, ``arc``, the scheme of the nodes' providerID, or empty where unknown."""
    return ClusterIdentity(server, version, provider(answers, server))


def provider(answers: Answers, server: str) -> str:
    """AKS is known by its nodes, or by its API server's name; Arc by its namespace."""
    from connectivity.context import is_aks_name

    makers = Counter(_maker(document) for document in answers.all("nodes"))
    if makers[AZURE] or is_aks_name(server):
        return AZURE
    if answers.one("arc") is not None:
        return ARC
    del makers[UNKNOWN]
    return makers.most_common(1)[0][0] if makers else UNKNOWN


def _maker(document: object) -> str:
    own = labels(document)
    if AKS_LABEL in own:
        return AZURE
    scheme = text(document, "spec", "providerID").partition("://")[0]
    # Nodes in Azure virtual machines that AKS does not run have the scheme, and not the label.
    if scheme == AZURE:
        return "azure virtual machines"
    if scheme:
        return scheme
    return next((vendor for prefix, vendor in VENDORS if any(key.startswith(prefix) for key in own)), UNKNOWN)


def foreign(answers: Answers, found: ClusterIdentity) -> bool:
    """True when it is sure that Azure ML cannot be there: neither AKS nor Arc, and both were looked for."""
    looked = answers.complete("nodes") and answers.complete("arc")
    return looked and found.provider not in {AZURE, ARC, UNKNOWN}
