"""One service on both targets, side by side: what callers see, how it scales, its size, what it costs."""

from __future__ import annotations

from collections.abc import Callable

from compat import v2
from compat.emit import callers, ledger
from compat.emit.inert import code
from compat.emit.readme import shown, title
from compat.mapping.request_limits import V2_DEFAULT_TIMEOUT
from compat.mapping.setting import Fate
from compat.mapping.translation import Translation
from compat.v2 import Target
from compat.value import Known, Value

_COST = {
    Target.KUBERNETES: (
        "The nodes of your cluster, busy or not, and your own work to run it; "
        "several services share one cluster."
    ),
    Target.MANAGED: (
        "Each instance is a virtual machine that is billed while it runs, also without calls; "
        "quota for 20 % more must be free."
    ),
}
_NETWORK = {
    Target.KUBERNETES: "The router's load balancer, public or internal; you rule the network.",
    Target.MANAGED: "Public or private endpoint of the workspace; the network is Azure's.",
}


def compare(kubernetes: Translation, managed: Translation) -> str:
    """Return the page as Markdown for one service translated for both targets."""
    both = (kubernetes, managed)
    lines = [
        f"# {title(kubernetes.service)}: Kubernetes or managed",
        "",
        "The same v1 service as both kinds of v2 online endpoint. The files are in the two folders beside this page.",
        "",
        "| | [kubernetes](kubernetes/README.md) | [managed](managed/README.md) |",
        "|---|---|---|",
        *(f"| {name} | {' | '.join(cell(each) for each in both)} |" for name, cell in _ROWS),
    ]
    return "\n".join(lines) + "\n"


def _contract(field: str) -> Callable[[Translation], str]:
    def cell(translation: Translation) -> str:
        text: str = getattr(callers.contract(translation), field)
        return text

    return cell


def _by_target(texts: dict[Target, str]) -> Callable[[Translation], str]:
    return lambda translation: texts[translation.target]


def _each(cell: Callable[[v2.DeploymentPlan], str]) -> Callable[[Translation], str]:
    """Return a cell with one entry a deployment, named where there are several."""

    def joined(translation: Translation) -> str:
        items = translation.plan.deployments
        if len(items) == 1:
            return cell(items[0])
        return "<br>".join(f"{shown(item.deployment.name)}: {cell(item)}" for item in items)

    return joined


def _scaling(item: v2.DeploymentPlan) -> str:
    deployment, rules = item.deployment, item.autoscale
    scale = deployment.scale_settings
    if rules is not None:
        return (
            f"{shown(rules.minimum)} to {shown(rules.maximum)} instances by Azure Monitor, on CPU above "
            f"{shown(rules.scale_out_above)} % and below {shown(rules.scale_in_below)} %"
        )
    if scale is not None and scale.type == Known("target_utilization"):
        return (
            f"{shown(scale.min_instances)} to {shown(scale.max_instances)} replicas by the router, at "
            f"{shown(scale.target_utilization_percentage)} % of replicas busy"
        )
    return f"fixed: {shown(deployment.instance_count)}"


def _size(item: v2.DeploymentPlan) -> str:
    resources, machine = item.deployment.resources, item.deployment.instance_type
    if item.deployment.target is Target.MANAGED:
        return f"a whole {shown(machine)} for each instance"
    if resources is None:
        return f"instance type {shown(machine, 'by default')}"
    return f"requests {_quantity(resources.requests)}; limits {_quantity(resources.limits)}"


def _quantity(quantity: v2.Quantity) -> str:
    named: dict[str, Value | None] = {"cpu": quantity.cpu, "memory": quantity.memory, "gpu": quantity.gpu}
    return ", ".join(f"{name} {shown(value)}" for name, value in named.items() if value is not None) or "none"


def _timeout(item: v2.DeploymentPlan) -> str:
    settings = item.deployment.request_settings
    return (
        f"{shown(settings.request_timeout_ms)} ms" if settings else f"v2's default, {V2_DEFAULT_TIMEOUT} ms"
    )


def _place(translation: Translation) -> str:
    compute = translation.plan.compute
    if translation.target is Target.MANAGED:
        return "machines that Azure runs"
    return f"your cluster, attached as {shown(compute.name if compute else None)}"


def _lost(translation: Translation) -> str:
    names = dict.fromkeys(code(change.key) for change in translation.changes if change.loss)
    return ", ".join(names) or "nothing"


def _fates(translation: Translation) -> str:
    found = ledger.counts(translation.changes)
    return (
        ", ".join(f"{count} {fate.value}" for fate, count in found.items() if fate is not Fate.CARRIED)
        or "none"
    )


_ROWS: tuple[tuple[str, Callable[[Translation], str]], ...] = (
    ("runs on", _place),
    ("address", _contract("address")),
    ("authentication", _contract("credentials")),
    ("TLS", _contract("tls")),
    ("status codes", _contract("errors")),
    ("network", _by_target(_NETWORK)),
    ("scaling", _each(_scaling)),
    ("size", _each(_size)),
    ("longest request", _each(_timeout)),
    ("cost", _by_target(_COST)),
    ("nothing does the same for", _lost),
    ("settings not simply carried", _fates),
)
