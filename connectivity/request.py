"""What the command line asks for, as a plan of what to probe, from which places, and as a finished run."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connectivity import check, machine, places
from connectivity.catalogue.field import CatalogueError
from connectivity.catalogue.loader import load
from connectivity.codec import MalformedError
from connectivity.context import ContextError, from_flags
from connectivity.kubeconfig import KubeconfigError, find, locate
from connectivity.places import Seen, Wanted
from connectivity.probes.limit import Limits
from connectivity.remote.answer import brought
from connectivity.setting import SETTINGS
from connectivity.vantage import Place

if TYPE_CHECKING:
    import argparse

    from connectivity.azure import Answers
    from connectivity.check import Plan
    from connectivity.fact import Fact
    from connectivity.kubeconfig import ClusterEntry
    from connectivity.observation import Observation
    from connectivity.run import Known, Run
    from connectivity.vantage import Vantage

BY_DEFAULT = (Place.ROUTER, Place.POD)
YES_NO = {True: "yes", False: "no"}


class UsageError(Exception):
    """Something typed cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class Found:
    """The cluster as kubeconfig knows it, and the sentence why there is none."""

    cluster: ClusterEntry | None = None
    undone: tuple[str, ...] = ()


def limits(arguments: argparse.Namespace) -> Limits:
    """The bounds that were typed."""
    return Limits(arguments.timeout, arguments.time_limit, arguments.at_once)


def brief(arguments: argparse.Namespace) -> Limits:
    """Bounds for reading the cluster where nothing is probed."""
    return Limits(arguments.timeout, arguments.timeout * 6)


def probe(arguments: argparse.Namespace) -> Run:
    """The whole check, as it was asked for. Raises UsageError."""
    bounds = limits(arguments)
    planned = plan(arguments, None if arguments.no_cluster else bounds)
    vantage = _here(arguments)
    _trust(arguments, planned)
    seen = _elsewhere(arguments, planned, bounds)
    planned = replace(planned, undone=planned.undone + seen.undone, notes=planned.notes + seen.notes)
    progress = _progress if sys.stderr.isatty() else lambda done, total: None
    return check.run(planned, vantage, bounds, progress, seen.observations)


def plan(arguments: argparse.Namespace, bounds: Limits | None = None) -> Plan:
    """Everything that is known and what follows from it; with `bounds` the cluster itself is read as well.

    Raises UsageError.
    """
    found = _find(arguments)
    undone, reached = found.undone, False
    facts: tuple[Fact, ...] = ()
    try:
        catalogue = load(tuple(arguments.hosts_file))
        if found.cluster is not None and bounds is not None:
            files = _files(arguments)
            facts, more = places.read_facts(files, found.cluster.context, catalogue.flows, bounds)
            undone, reached = undone + more, not more
        planned = check.plan(catalogue, _typed(arguments), found.cluster, undone, facts, _azure(arguments))
    except (CatalogueError, ContextError) as error:
        raise UsageError(str(error)) from error
    return replace(planned, reached=reached)


def cluster_facts(arguments: argparse.Namespace) -> tuple[tuple[Fact, ...] | None, tuple[str, ...]]:
    """What the named cluster says, and why not; None where no cluster was named."""
    found = _find(arguments)
    if found.cluster is None:
        return (() if found.undone else None), found.undone
    return places.read_facts(_files(arguments), found.cluster.context, (), brief(arguments))


def wanted(arguments: argparse.Namespace, planned: Plan) -> Wanted:
    """The places in the cluster, and what may be done there. By default existing pods alone are used.

    Raises UsageError.
    """
    named = tuple(Place(each) for each in dict.fromkeys(arguments.places) if each != Place.HERE.value)
    if named and arguments.no_cluster:
        raise UsageError(f"--from {named[0].value} asks the cluster, and --no-cluster forbids it")
    by_default = not arguments.places and planned.reached
    return Wanted(
        places=named or (BY_DEFAULT if by_default else ()),
        asked=bool(named),
        create=bool(named) and not arguments.no_create,
        namespace=arguments.probe_namespace or "",
        node=arguments.node or "",
        image=arguments.image or "",
    )


def manifests(arguments: argparse.Namespace) -> places.Rehearsal:
    """What ``--dry-run`` shows: the pods that would be made. Raises UsageError."""
    bounds = limits(arguments)
    planned = plan(arguments, bounds)
    if planned.context_name is None:
        raise UsageError("--dry-run needs a cluster: give --cluster or --context")
    named = wanted(arguments, planned)
    return places.rehearse(planned, named, _files(arguments), planned.context_name, bounds)


def say(line: str) -> None:
    """A line beside the report."""
    sys.stderr.write(f"connectivity: {line}\n")


def _find(arguments: argparse.Namespace) -> Found:
    asked = arguments.context or arguments.cluster or arguments.kubeconfig
    if getattr(arguments, "no_kubeconfig", False) or not asked:
        return Found()
    files = locate(arguments.kubeconfig, os.environ)
    try:
        return Found(find(files, arguments.context, arguments.cluster))
    except KubeconfigError as error:
        return Found(undone=(f"the cluster was not found: {error}",))


def _files(arguments: argparse.Namespace) -> tuple[str, ...]:
    return tuple(str(file) for file in locate(arguments.kubeconfig, os.environ))


def _here(arguments: argparse.Namespace) -> Vantage | None:
    """This machine; None where only other places were asked for."""
    if arguments.places and Place.HERE.value not in arguments.places:
        return None
    try:
        return machine.here(
            os.environ,
            resolvers=tuple(arguments.resolver),
            proxy=arguments.proxy,
            bypass=arguments.bypass,
        )
    except machine.AddressError as error:
        raise UsageError(str(error)) from error


def _trust(arguments: argparse.Namespace, planned: Plan) -> None:
    if arguments.ca_file:
        extra = arguments.ca_file.read_text(encoding="ascii", errors="replace")
        for target in planned.targets:
            if target.host:
                planned.authorities.setdefault(target.host, extra)


def _elsewhere(arguments: argparse.Namespace, planned: Plan, bounds: Limits) -> Seen:
    seen = [_brought(arguments, planned)]
    named = wanted(arguments, planned)
    if named.places and planned.context_name is None:
        seen.append(Seen(undone=("nothing was checked from the cluster: give --cluster or --context",)))
    elif named.places and planned.context_name is not None:
        seen.append(places.look(planned, named, _files(arguments), planned.context_name, bounds, say))
    return Seen(
        tuple(each for one in seen for each in one.observations),
        tuple(line for one in seen for line in one.undone),
        tuple(line for one in seen for line in one.notes),
    )


def _brought(arguments: argparse.Namespace, planned: Plan) -> Seen:
    """What packed probes wrote elsewhere."""
    observations: list[Observation] = []
    undone: list[str] = []
    for path in arguments.seen:
        try:
            answer = brought(path.read_text("utf-8", errors="replace"), planned.targets, str(path))
        except MalformedError as error:
            raise UsageError(str(error)) from error
        observations += answer.observations
        undone += answer.undone
    return Seen(tuple(observations), tuple(undone))


def _typed(arguments: argparse.Namespace) -> list[Known]:
    given = {setting.name: getattr(arguments, f"set_{setting.name}") for setting in SETTINGS}
    return from_flags(
        {name: YES_NO[value] if isinstance(value, bool) else value for name, value in given.items()}
    )


def _azure(arguments: argparse.Namespace) -> Answers | None:
    from connectivity.azure import ask

    if arguments.resource_group is None:
        if arguments.workspace is not None:
            raise UsageError("--workspace needs --resource-group")
        return None
    return ask(arguments.resource_group, arguments.cluster, arguments.workspace)


def _progress(done: int, total: int) -> None:
    end = "\r\x1b[K" if done == total else ""
    sys.stderr.write(f"\r{done} of {total} hosts{end}")
    sys.stderr.flush()
