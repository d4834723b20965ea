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
    deployed: dict[int, list[Service]] = field(default_factory=dict)
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
        on: Place | None = None,
    ) -> None:
        """Record a usage; a site that is reached again keeps one usage, with what is the same in both.

        ``on`` is where the object was made that the symbol is a member of.
        """
        site = (symbol.name, place, form)
        owners = () if on is None else (on,)
        before = self.usages.get(site)
        if before is None:
            self.usages[site] = Usage(symbol.name, place, form, arguments, owners)
            return
        if before.arguments != arguments:
            before = replace(before, arguments=_agreed(before.arguments, arguments))
        self.usages[site] = replace(before, on=tuple(dict.fromkeys((*before.on, *owners))))

    def service(self, owner: int, service: Service) -> None:
        """Record a service under the id of the object that its deploy call gave back."""
        self.deployed.setdefault(owner, []).append(service)

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

    def services(self) -> tuple[Service, ...]:
        """Return the services in the order of their places, each once, with the versions added to them."""
        found: list[Service] = []
        for owner, services in self.deployed.items():
            extra = tuple(self.versions.get(owner, ()))
            for service in services:
                whole = replace(service, versions=service.versions + extra) if extra else service
                if not any(one == whole and one.place == whole.place for one in found):
                    found.append(whole)
        return tuple(sorted(found, key=lambda one: one.place or Place("")))


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
