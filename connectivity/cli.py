"""Arguments and exit codes: 0 fine, 1 broken requirement, 2 usage, 3 could not check, 130 interrupted."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from connectivity.arguments import parser
from connectivity.setting import SETTINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from connectivity.azure import Answers
    from connectivity.check import Plan
    from connectivity.fact import Fact
    from connectivity.observation import Observation
    from connectivity.probes.limit import Limits
    from connectivity.run import Known, Run

USAGE, UNCHECKED, INTERRUPTED = 2, 3, 130


class UsageError(Exception):
    """Something typed cannot be used; the message is one sentence."""


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point. Returns the exit code; every error ends in one sentence on stderr."""
    try:
        arguments = parser().parse_args(argv)
        code = COMMANDS[arguments.command](arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - the reader has gone
        return UNCHECKED
    except UsageError as error:
        print(f"connectivity: {error}", file=sys.stderr)
        return USAGE
    except OSError as error:
        print(f"connectivity: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
        return UNCHECKED
    return code


def _check(arguments: argparse.Namespace) -> int:
    from connectivity import check
    from connectivity.report.summary import exit_code

    earlier = _read(arguments.baseline) if arguments.baseline else None
    run = check.rejudged(_read(arguments.offline)) if arguments.offline else _probe(arguments)
    _write(arguments, _rendered(arguments, run, earlier))
    return exit_code(run)


def _watch(arguments: argparse.Namespace) -> int:
    import time

    from connectivity.report.summary import exit_code
    from connectivity.watching import watch

    code = 0
    for run, told in watch(lambda: _probe(arguments), lambda: time.sleep(arguments.every), arguments.times):
        sys.stdout.write(told)
        sys.stdout.flush()
        code = exit_code(run)
    return code


def _rendered(arguments: argparse.Namespace, run: Run, earlier: Run | None) -> str:
    from connectivity.report import machine, page
    from connectivity.report.summary import changes
    from connectivity.report.text import text

    changed = changes(run, earlier) if earlier else []
    if arguments.format == "text":
        colour = sys.stdout.isatty() and arguments.output is None and "NO_COLOR" not in os.environ
        return text(run, changed, colour=colour, verbose=arguments.verbose)
    formats = {
        "json": machine.as_json,
        "junit": machine.junit,
        "sarif": machine.sarif,
        "html": page.html,
        "markdown": page.markdown,
    }
    return formats[arguments.format](run, changed)


def _probe(arguments: argparse.Namespace) -> Run:
    from connectivity import check, machine
    from connectivity.probes.limit import Limits

    limits = Limits(arguments.timeout, arguments.time_limit, arguments.at_once)
    planned = _plan(arguments, None if arguments.no_cluster else limits)
    servers = tuple(arguments.resolver)
    try:
        vantage = machine.here(os.environ, resolvers=servers, proxy=arguments.proxy, bypass=arguments.bypass)
    except machine.AddressError as error:
        raise UsageError(str(error)) from error
    if arguments.ca_file:
        extra = arguments.ca_file.read_text(encoding="ascii", errors="replace")
        for target in planned.targets:
            if target.host:
                planned.authorities.setdefault(target.host, extra)
    elsewhere, undone = _elsewhere(arguments, planned, limits)
    planned = replace(planned, undone=planned.undone + undone)
    return check.run(
        planned, vantage, limits, _progress if sys.stderr.isatty() else lambda done, total: None, elsewhere
    )


def _elsewhere(
    arguments: argparse.Namespace, planned: Plan, limits: Limits
) -> tuple[tuple[Observation, ...], tuple[str, ...]]:
    from connectivity import check
    from connectivity.codec import MalformedError
    from connectivity.errand import read_seen
    from connectivity.kubeconfig import locate
    from connectivity.vantage import Place

    try:
        brought = tuple(
            each for path in arguments.seen for each in read_seen(path.read_text("utf-8"), str(path))
        )
    except MalformedError as error:
        raise UsageError(str(error)) from error
    places = tuple(Place(each) for each in arguments.places if each != Place.HERE.value)
    if not places:
        return brought, ()
    if planned.context_name is None:
        return brought, ("nothing was checked from the cluster: give --cluster or --context",)
    files = tuple(str(file) for file in locate(arguments.kubeconfig, os.environ))
    seen, undone = check.run_elsewhere(planned, places, files, planned.context_name, limits, _say)
    return (*brought, *seen), undone


def _say(line: str) -> None:
    print(f"connectivity: {line}", file=sys.stderr)


def _pack(arguments: argparse.Namespace) -> int:
    from connectivity import check
    from connectivity.pack import script
    from connectivity.probes.limit import Limits
    from connectivity.vantage import Place

    planned = _plan(arguments)
    limits = Limits(arguments.timeout, arguments.time_limit)
    _write(arguments, script(check.errand_for(planned, Place(arguments.place), arguments.name, limits)))
    for line in planned.undone:
        _say(line)
    return UNCHECKED if planned.undone else 0


def _progress(done: int, total: int) -> None:
    end = "\r\x1b[K" if done == total else ""
    print(f"\r{done} of {total} hosts{end}", end="", file=sys.stderr, flush=True)


def _plan(arguments: argparse.Namespace, limits: Limits | None = None) -> Plan:
    """With `limits` the cluster itself is read as well."""
    from connectivity import check
    from connectivity.catalogue.field import CatalogueError
    from connectivity.catalogue.loader import load
    from connectivity.context import ContextError
    from connectivity.kubeconfig import KubeconfigError, find, locate

    cluster = None
    undone: tuple[str, ...] = ()
    files = locate(arguments.kubeconfig, os.environ)
    if not arguments.no_kubeconfig:
        asked = arguments.context or arguments.cluster or arguments.kubeconfig
        try:
            cluster = find(files, arguments.context, arguments.cluster) if asked else None
        except KubeconfigError as error:
            undone = (f"the cluster was not found: {error}",)
    try:
        catalogue = load(tuple(arguments.hosts_file))
        facts: tuple[Fact, ...] = ()
        if cluster is not None and limits is not None:
            paths = tuple(str(file) for file in files)
            facts, more = check.read_facts(paths, cluster.context, catalogue.flows, limits)
            undone += more
        return check.plan(catalogue, _typed(arguments), cluster, undone, facts, _azure(arguments))
    except (CatalogueError, ContextError) as error:
        raise UsageError(str(error)) from error


def _azure(arguments: argparse.Namespace) -> Answers | None:
    from connectivity.azure import ask

    if arguments.resource_group is None:
        if arguments.workspace is not None:
            raise UsageError("--workspace needs --resource-group")
        return None
    return ask(arguments.resource_group, arguments.cluster, arguments.workspace)


def _typed(arguments: argparse.Namespace) -> list[Known]:
    from connectivity.context import from_flags

    given = {setting.name: getattr(arguments, f"set_{setting.name}") for setting in SETTINGS}
    words = {True: "yes", False: "no"}
    return from_flags(
        {name: words[value] if isinstance(value, bool) else value for name, value in given.items()}
    )


def _hosts(arguments: argparse.Namespace) -> int:
    from connectivity.rules import azure_firewall, group, squid, table
    from connectivity.rules.rule import gaps, rules

    planned = _plan(arguments)
    tables = {"text": table.text, "csv": table.as_csv, "markdown": table.markdown}
    renderings = {
        "bicep": azure_firewall.bicep,
        "az": azure_firewall.az,
        "terraform": azure_firewall.terraform,
        "nsg": group.nsg,
        "squid": squid.squid,
    }
    if arguments.format in tables:
        _write(arguments, tables[arguments.format](planned.targets))
    else:
        _write(arguments, renderings[arguments.format](rules(planned.targets)))
    left_out = () if arguments.format in tables else gaps(planned.targets)
    for line in (*planned.undone, *planned.notes, *left_out):
        print(f"connectivity: {line}", file=sys.stderr)
    return UNCHECKED if planned.undone or left_out else 0


def _explain(arguments: argparse.Namespace) -> int:
    from connectivity.codes import codes

    known = codes()
    if arguments.code is None:
        print("\n".join(f"{code.id:<26}{code.title}" for code in known.values()))
        return 0
    code = known.get(arguments.code)
    if code is None:
        raise UsageError(f"there is no code {arguments.code!r}; connectivity explain lists them all")
    lines = [f"{code.id}: {code.title}", "", code.meaning]
    lines += ["", f"Fix: {code.fix}"] if code.fix else []
    lines += ["", code.source] if code.source else []
    print("\n".join(lines))
    return 0


def _rbac(arguments: argparse.Namespace) -> int:
    from connectivity.cluster.access import role

    del arguments
    print(role(), end="")
    return 0


def _capacity(arguments: argparse.Namespace) -> int:
    from connectivity.capacity import replicas, sentence

    count = replicas(arguments.rate, arguments.latency, arguments.utilization, arguments.concurrency)
    print(sentence(count, arguments.cpu, arguments.memory))
    return 0


def _read(path: Path) -> Run:
    from connectivity.run import UnreadableRunError, read_run

    try:
        return read_run(path)
    except UnreadableRunError as error:
        raise UsageError(str(error)) from error


def _write(arguments: argparse.Namespace, text: str) -> None:
    if arguments.output is not None:
        arguments.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


COMMANDS = {
    "check": _check,
    "watch": _watch,
    "hosts": _hosts,
    "explain": _explain,
    "pack": _pack,
    "rbac": _rbac,
    "capacity": _capacity,
}


def run_and_exit() -> NoReturn:
    """For ``python -m connectivity.cli``."""
    sys.exit(main())


if __name__ == "__main__":
    run_and_exit()
