"""What the evaluation found, collected: one usage a site, each service once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from compat.v1 import Cluster, Environment, Service, Version
from compat.value import Expression, Known, Place, Unresolved, Value
from migrate.finding import Finding
from migrate.read.python.symbols import Symbol
from migrate.usage import Argument, Form, Usage

Site = tuple[str, Place, Form]


@dataclass
class Recorder:
    """Collects usages, services, clusters, environments and findings while the code is read."""

    usages: dict[Site, Usage] = field(default_factory=dict)
    deployed: dict[int, list[tuple[str, Service]]] = field(default_factory=dict)
    versions: dict[int, list[Version]] = field(default_factory=dict)
    clusters: list[Cluster] = field(default_factory=list)
    environments: list[Environment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def usage(
        self,
        symbol: Symbol,
        place: Place,
        form: Form,
        arguments: tuple[Argument, ...] = (),
        made: Place | None = None,
        called: str = "",
    ) -> None:
        """Record a usage; a site that is reached again keeps one usage, with what is the same in both.

        ``made`` is the call that made the object it is used on, ``called`` the name that is known of it.
        """
        site = (symbol.name, place, form)
        makers = () if made is None else (made,)
        before = self.usages.get(site)
        if before is None:
            self.usages[site] = Usage(symbol.name, place, form, arguments, makers, called)
            return
        if before.arguments != arguments:
            before = replace(before, arguments=_agreed(before.arguments, arguments))
        same = before.called if before.called == called else ""
        self.usages[site] = replace(before, made=tuple(dict.fromkeys((*before.made, *makers))), called=same)

    def service(self, owner: int, service: Service, root: str = "") -> None:
        """Record a service under the id of the object that its deploy call gave back.

        ``root`` is the function it is deployed in, where nothing in the program calls that.
        """
        self.deployed.setdefault(owner, []).append((root, service))

    def version(self, owner: int, version: Version) -> None:
        """Record a version that was created on a v1 endpoint."""
        known = self.versions.setdefault(owner, [])
        if not any(one == version and one.place == version.place for one in known):
            known.append(version)

    def cluster(self, cluster: Cluster) -> None:
        """Record a cluster."""
        if not any(one == cluster and one.place == cluster.place for one in self.clusters):
            self.clusters.append(cluster)

    def environment(self, environment: Environment) -> None:
        """Record an environment."""
        if not any(one == environment and one.place == environment.place for one in self.environments):
            self.environments.append(environment)

    def finding(self, finding: Finding) -> None:
        """Record a finding, once."""
        if finding not in self.findings:
            self.findings.append(finding)

    def services(self) -> tuple[tuple[str, Service], ...]:
        """Return the services in the order of their places, each once, with the versions added to them.

        Before each stands its root, empty where the program's own course deploys it.
        """
        found: list[tuple[str, Service]] = []
        for owner, services in self.deployed.items():
            extra = tuple(self.versions.get(owner, ()))
            for root, service in services:
                whole = replace(service, versions=service.versions + extra) if extra else service
                before = next((n for n, (_, one) in enumerate(found) if _alike(one, whole)), None)
                if before is None:
                    found.append((root, whole))
                elif not root:
                    found[before] = ("", found[before][1])
        return tuple(sorted(found, key=lambda one: one[1].place or Place("")))


def _alike(one: Service, other: Service) -> bool:
    return one == other and one.place == other.place


def _agreed(first: tuple[Argument, ...], second: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """Return the arguments of one site that was reached twice: what differs is not certain."""
    others = {argument.name: argument for argument in second}
    both = [_either(argument, others.pop(argument.name, None)) for argument in first]
    return (*both, *others.values())


def _either(first: Argument, second: Argument | None) -> Argument:
    if second is None or first.value == second.value:
        return first
    return replace(first, value=_differing(first.value, second.value))


def _differing(first: Value, second: Value) -> Value:
    depends = tuple(
        dict.fromkeys(
            one for value in (first, second) if isinstance(value, Expression) for one in value.depends
        )
    )
    source = next((one.source for one in (first, second) if isinstance(one, Expression | Unresolved)), "")
    place = next((one.place for one in (first, second) if not isinstance(one, Known)), None)
    if depends and source:
        return Expression(source, place, depends)
    return Unresolved("this call is reached several times, with different values", source, place)
