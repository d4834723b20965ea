"""CoreDNS, and what ``coredns-custom`` makes of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.fact import CorednsBlock, PodState
from connectivity.host import Party, Phase, Weight
from connectivity.judge.cluster.finding import finding
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.cluster.finding import Facts
    from connectivity.verdict import Verdict

ENDINGS = (".server", ".override")
# Parents of the names that inference needs; a server block for one of them answers in Azure's place.
PARENTS = (
    "azurecr.io",
    "core.windows.net",
    "azureml.ms",
    "azureml.net",
    "azmk8s.io",
    "microsoft.com",
    "azure.com",
    "microsoftonline.com",
    "windows.net",
    "vault.azure.net",
)
AZURE_DNS = "168.63.129.16"
FORWARD = re.compile(r"^[ \t]*forward[ \t]+\S+[ \t]+([^\n{]+)", re.M)
HOSTS = re.compile(r"^[ \t]*hosts\b[^\n{]*\{([^}]*)\}", re.M)


def servers(facts: Facts) -> list[Verdict]:
    """The CoreDNS pods."""
    if facts.unread("pods", "kube-system"):
        return []
    pods = [pod for pod in facts.of(PodState) if pod.role == Party.KUBE_DNS.value]
    ready = [pod for pod in pods if pod.ready]
    shown = (f"{len(ready)} of {len(pods)} pods are ready",)
    if not pods:
        return []
    if not ready:
        return [finding("coredns-down", "CoreDNS", Phase.ROUTER_STARTS, evidence=shown)]
    if len(ready) < len(pods):
        return [
            finding("coredns-partly", "CoreDNS", Phase.ROUTER_STARTS, evidence=shown, weight=Weight.OPTIONAL)
        ]
    return [finding("coredns-ready", "CoreDNS", Phase.ROUTER_STARTS, State.FINE, evidence=shown)]


def customisation(facts: Facts) -> list[Verdict]:
    """Keys nobody reads, zones that shadow Azure's, and pinned addresses."""
    verdicts = []
    for block in facts.of(CorednsBlock):
        subject = f"coredns-custom {block.key}"
        if not block.key.endswith(ENDINGS):
            verdicts.append(
                finding(
                    "coredns-key-ignored",
                    subject,
                    Phase.ATTACH,
                    values={"key": block.key},
                    weight=Weight.OPTIONAL,
                )
            )
            continue
        verdicts += _shadows(block, subject)
        verdicts += _pins(block, subject)
    return verdicts


def _shadows(block: CorednsBlock, subject: str) -> list[Verdict]:
    zones = [
        zone
        for zone in _zones(block.text)
        if zone in PARENTS or zone.endswith(tuple("." + p for p in PARENTS))
    ]
    targets = " ".join(FORWARD.findall(block.text)).split()
    if not zones or (targets and all(target.startswith(AZURE_DNS) for target in targets)):
        return []
    shown = (f"zones {', '.join(zones)}", f"forwarded to {' '.join(targets) or 'nobody'}")
    values = {"zones": ", ".join(zones)}
    return [
        finding(
            "coredns-zone", subject, Phase.ROUTER_STARTS, State.COULD_NOT_CHECK, evidence=shown, values=values
        )
    ]


def _zones(text: str) -> list[str]:
    """The names in front of each opening brace. A plug-in's name has no dot."""
    heads = [line.partition("{")[0] for line in text.splitlines() if "{" in line]
    words = [word for head in heads for word in head.replace(",", " ").split()]
    names = [word.rpartition("://")[2].partition(":")[0].lower().rstrip(".") for word in words]
    return [name for name in names if "." in name]


def _pins(block: CorednsBlock, subject: str) -> list[Verdict]:
    lines = [line.split() for body in HOSTS.findall(block.text) for line in body.splitlines()]
    pinned = [
        f"{name} at {words[0]}" for words in lines if len(words) > 1 for name in words[1:] if "." in name
    ]
    azure = [each for each in pinned if each.partition(" ")[0].endswith(PARENTS)]
    if not azure:
        return []
    return [
        finding(
            "coredns-pinned", subject, Phase.ROUTER_STARTS, State.COULD_NOT_CHECK, evidence=tuple(azure[:6])
        )
    ]
