"""A whole check: what is known, the targets, the probes, the verdicts - each step from the one before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from connectivity.azure import Answers, beyond_catalogue
from connectivity.context import Context, build, is_aks_name
from connectivity.expand import expand
from connectivity.fact import Fact, NodeState, Router
from connectivity.judge.cluster.survey import judge_cluster
from connectivity.judge.survey import judge, ranked
from connectivity.run import Known, Run
from connectivity.target import asked_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.host import Catalogue
    from connectivity.kubeconfig import ClusterEntry
    from connectivity.observation import Observation
    from connectivity.probes.limit import Limits
    from connectivity.target import Target
    from connectivity.vantage import Vantage
    from connectivity.verdict import Verdict

DISTRIBUTION = "azureml-v1-exit"
# Set by the cloud provider on every node.
REGION_LABEL = "topology.kubernetes.io/region"


@dataclass(frozen=True)
class Plan:
    """What is going to be asked; `undone` says what cannot be, `notes` what is worth knowing.

    `reached` is True where the cluster itself answered.
    """

    context: Context
    targets: tuple[Target, ...]
    undone: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    authorities: dict[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    context_name: str | None = None
    reached: bool = False


def plan(
    catalogue: Catalogue,
    flags: list[Known],
    cluster: ClusterEntry | None,
    undone: tuple[str, ...] = (),
    facts: tuple[Fact, ...] = (),
    azure: Answers | None = None,
) -> Plan:
    """Merge what was typed, what kubeconfig and the cluster say, and expand. Raises ContextError."""
    layers = [azure.known if azure else [], from_kubeconfig(cluster) if cluster else [], from_facts(facts)]
    context = build(flags, *layers)
    targets = tuple(each for each in expand(catalogue, context) if facts or not each.inside)
    undone = (*undone, *(azure.undone if azure else ()))
    listed = beyond_catalogue(azure.live, {(each.pattern, each.port) for each in targets}) if azure else []
    if cluster is None:
        return Plan(context, targets, undone, (*context.conflicts, *listed))
    own = (cluster.host, *(each.host for each in targets if each.inside and each.host))
    authorities = dict.fromkeys(own, cluster.authority) if cluster.authority else {}
    notes = (*context.conflicts, *listed, *_remarks(cluster, context))
    here = tuple(_at_port(target, cluster) for target in targets)
    return Plan(context, here, undone, notes, authorities, facts, cluster.context)


def from_kubeconfig(cluster: ClusterEntry) -> list[Known]:
    """The layer of kubeconfig."""
    return [Known("api_server", cluster.host, f"kubeconfig context {cluster.context}")]


def from_facts(facts: tuple[Fact, ...]) -> list[Known]:
    """The layer of the cluster itself: only what its objects say beyond doubt."""
    routers = {fact.generation for fact in facts if isinstance(fact, Router)}
    nodes = [fact for fact in facts if isinstance(fact, NodeState)]
    regions = {value for node in nodes for key, value in node.labels if key == REGION_LABEL}
    found = []
    if len(routers) == 1:
        found.append(Known("generation", routers.pop(), "router deployment"))
    if len(regions) == 1:
        found.append(Known("region", regions.pop(), "labels of the nodes"))
    if nodes:
        found.append(Known("gpu", "yes" if any(node.gpu for node in nodes) else "no", "nodes"))
    return found


def _at_port(target: Target, cluster: ClusterEntry) -> Target:
    """The API server is where kubeconfig says, which is not always port 443."""
    if target.entry != "api-server" or target.host != cluster.host or target.port == cluster.port:
        return target
    return replace(target, id=f"{target.entry}/{target.host}:{cluster.port}", port=cluster.port)


def _remarks(cluster: ClusterEntry, context: Context) -> list[str]:
    said = []
    if not is_aks_name(cluster.host) and context.cloud is None:
        said.append(
            f"{cluster.host} is not the name of an AKS API server: cloud and region do not follow from it; "
            "give --cloud and --region, and --platform arc for a cluster connected by Azure Arc"
        )
    if cluster.missing_plugin:
        said.append(
            f"context {cluster.context} logs in with {cluster.missing_plugin}, which is not installed; "
            "az aks install-cli installs kubelogin"
        )
    return said


def run(
    planned: Plan,
    vantage: Vantage | None,
    limits: Limits,
    progress: Callable[[int, int], None] = lambda done, total: None,
    elsewhere: tuple[Observation, ...] = (),
) -> Run:
    """Probe from here, unless `vantage` is None, and judge that together with what was seen elsewhere."""
    from connectivity.probes.survey import Survey

    started = now()
    observations = elsewhere
    if vantage is not None:
        asked = asked_from(planned.targets, vantage.place)
        here = Survey(vantage, limits, planned.authorities, progress).run(asked)
        observations = (*here, *elsewhere)
    return Run(
        started=started,
        version=tool_version(),
        context=planned.context.values,
        targets=planned.targets,
        observations=observations,
        facts=planned.facts,
        verdicts=verdicts(planned.targets, observations, planned.facts, started),
        undone=planned.undone,
        notes=planned.notes,
    )


def rejudged(saved: Run) -> Run:
    """The same observations under today's judgement."""
    return replace(saved, verdicts=verdicts(saved.targets, saved.observations, saved.facts, saved.started))


def verdicts(
    targets: tuple[Target, ...],
    observations: tuple[Observation, ...],
    facts: tuple[Fact, ...],
    at: str,
) -> tuple[Verdict, ...]:
    """Hosts and cluster in one diagnosis, in the order in which things fail. `at` is when it was seen."""
    return ranked([*judge(targets, observations), *judge_cluster(facts, at)])


def now() -> str:
    """ISO 8601 in UTC, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def tool_version() -> str:
    """Version of the installed distribution; ``unknown`` when run from a source tree."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"
