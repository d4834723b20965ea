"""Arguments and exit codes: 0 fine, 1 broken requirement, 2 usage, 3 could not check, 130 interrupted."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from connectivity.setting import SETTINGS, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectivity.check import Plan
    from connectivity.fact import Fact
    from connectivity.probes.limit import Limits
    from connectivity.run import Known, Run

FORMATS = ("text", "json", "junit", "sarif", "html", "markdown")
LISTS = ("text", "csv", "markdown", "bicep", "az", "terraform", "nsg", "squid")
USAGE, UNCHECKED, INTERRUPTED = 2, 3, 130


class UsageError(Exception):
    """Something typed cannot be used; the message is one sentence."""


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point. Returns the exit code; every error ends in one sentence on stderr."""
    try:
        arguments = parser().parse_args(argv)
        code: int = arguments.command(arguments)
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


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(
        prog="connectivity",
        description="Can this cluster reach what Azure ML inference needs?",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _check_arguments(
        commands.add_parser("check", help="probe and say what is blocked, why, and what opens it")
    )
    _hosts_arguments(commands.add_parser("hosts", help="the list of hosts, also as firewall rules"))
    explain = commands.add_parser("explain", help="what a code means")
    explain.add_argument("code", nargs="?", help="a code of a report; without it all are listed")
    explain.set_defaults(command=_explain)
    rbac = commands.add_parser("rbac", help="the role that the reads of check need, as YAML")
    rbac.set_defaults(command=_rbac)
    _capacity_arguments(commands.add_parser("capacity", help="replicas a service needs"))
    docs = commands.add_parser("docs", help="write the page of all hosts, generated from the catalogue")
    docs.add_argument("file", type=Path)
    docs.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when the page is not up to date"
    )
    docs.set_defaults(command=_docs)
    return top


def _shared(command: argparse.ArgumentParser) -> None:
    cluster = command.add_argument_group("cluster")
    cluster.add_argument("--context", help="context in kubeconfig")
    cluster.add_argument("--cluster", help="name of the cluster in kubeconfig")
    cluster.add_argument("--kubeconfig", metavar="FILE")
    cluster.add_argument(
        "--no-kubeconfig",
        action="store_true",
        help="do not read kubeconfig; everything comes from the options below",
    )
    known = command.add_argument_group("what is known", "each stands above what kubeconfig says")
    for setting in SETTINGS:
        if setting.shape is Shape.YES_NO:
            known.add_argument(
                setting.flag,
                dest=f"set_{setting.name}",
                action=argparse.BooleanOptionalAction,
                help=setting.meaning,
            )
        else:
            known.add_argument(
                setting.flag,
                dest=f"set_{setting.name}",
                metavar=setting.name.upper(),
                help=f"{setting.meaning} ({', '.join(setting.choices) or setting.example})",
            )
    command.add_argument(
        "--hosts-file", type=Path, action="append", default=[], help="a catalogue file of your own"
    )
    command.add_argument("-o", "--output", type=Path, help="write there instead of to the terminal")


def _check_arguments(command: argparse.ArgumentParser) -> None:
    _shared(command)
    probes = command.add_argument_group("probes")
    probes.add_argument(
        "--resolver",
        action="append",
        default=[],
        metavar="ADDRESS[:PORT]",
        help="DNS server to ask, repeatable",
    )
    probes.add_argument("--proxy", metavar="URL", help="HTTP proxy, or none; default HTTPS_PROXY")
    probes.add_argument("--bypass", metavar="LIST", help="NO_PROXY list to go with it")
    probes.add_argument("--ca-file", type=Path, help="PEM file of more authorities to trust")
    probes.add_argument("--timeout", type=_seconds, default=5.0, help="seconds for one question (5)")
    probes.add_argument("--time-limit", type=_seconds, default=30.0, help="seconds for the whole run (30)")
    probes.add_argument("--at-once", type=_count, default=200, help="questions in the air at one time (200)")
    probes.add_argument("--no-cluster", action="store_true", help="do not ask the Kubernetes API")
    report = command.add_argument_group("report")
    report.add_argument("--format", choices=FORMATS, default="text")
    report.add_argument("--baseline", type=Path, metavar="REPORT", help="JSON report of a run that worked")
    report.add_argument(
        "--offline", type=Path, metavar="REPORT", help="judge a saved JSON report; probe nothing"
    )
    report.add_argument("-v", "--verbose", action="store_true", help="evidence of what is fine as well")
    command.set_defaults(command=_check)


def _hosts_arguments(command: argparse.ArgumentParser) -> None:
    _shared(command)
    command.add_argument("--format", choices=LISTS, default="text")
    command.set_defaults(command=_hosts)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.05 <= value <= 3600:
        raise argparse.ArgumentTypeError("must be between 0.05 and 3600 seconds")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError("must be between 1 and 1000")
    return value


def _check(arguments: argparse.Namespace) -> int:
    from connectivity import check  # noqa: PLC0415 - not needed for --help
    from connectivity.report.summary import exit_code  # noqa: PLC0415 - the same

    earlier = _read(arguments.baseline) if arguments.baseline else None
    run = check.rejudged(_read(arguments.offline)) if arguments.offline else _probe(arguments)
    _write(arguments, _rendered(arguments, run, earlier))
    return exit_code(run)


def _rendered(arguments: argparse.Namespace, run: Run, earlier: Run | None) -> str:
    from connectivity.report import machine, page  # noqa: PLC0415 - not needed for --help
    from connectivity.report.summary import changes  # noqa: PLC0415 - the same
    from connectivity.report.text import text  # noqa: PLC0415 - the same

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
    from connectivity import check, machine  # noqa: PLC0415 - not needed for --help
    from connectivity.probes.limit import Limits  # noqa: PLC0415 - the same

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
    return check.run(planned, vantage, limits, _progress if sys.stderr.isatty() else lambda done, total: None)


def _progress(done: int, total: int) -> None:
    end = "\r\x1b[K" if done == total else ""
    print(f"\r{done} of {total} hosts{end}", end="", file=sys.stderr, flush=True)


def _plan(arguments: argparse.Namespace, limits: Limits | None = None) -> Plan:
    """With `limits` the cluster itself is read as well."""
    from connectivity import check  # noqa: PLC0415 - not needed for --help
    from connectivity.catalogue.field import CatalogueError  # noqa: PLC0415 - the same
    from connectivity.catalogue.loader import load  # noqa: PLC0415 - the same
    from connectivity.context import ContextError  # noqa: PLC0415 - the same
    from connectivity.kubeconfig import KubeconfigError, find, locate  # noqa: PLC0415 - the same

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
        return check.plan(catalogue, _typed(arguments), cluster, undone, facts)
    except (CatalogueError, ContextError) as error:
        raise UsageError(str(error)) from error


def _typed(arguments: argparse.Namespace) -> list[Known]:
    from connectivity.context import from_flags  # noqa: PLC0415 - not needed for --help

    given = {setting.name: getattr(arguments, f"set_{setting.name}") for setting in SETTINGS}
    words = {True: "yes", False: "no"}
    return from_flags(
        {name: words[value] if isinstance(value, bool) else value for name, value in given.items()}
    )


def _hosts(arguments: argparse.Namespace) -> int:
    from connectivity.rules import azure_firewall, group, squid, table  # noqa: PLC0415 - not needed for --help
    from connectivity.rules.rule import gaps, rules  # noqa: PLC0415 - the same

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
    from connectivity.codes import codes  # noqa: PLC0415 - not needed for --help

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
    from connectivity.cluster.access import role  # noqa: PLC0415 - not needed for --help

    del arguments
    print(role(), end="")
    return 0


def _capacity_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rate", type=_positive, required=True, help="requests a second at the peak")
    command.add_argument("--latency", type=_positive, required=True, help="seconds one request takes")
    command.add_argument(
        "--utilization", type=_share, default=0.7, help="share of the time replicas are busy (0.7)"
    )
    command.add_argument("--concurrency", type=_count, default=1, help="requests at one time per replica (1)")
    command.add_argument("--cpu", type=_positive, help="cores one replica asks for")
    command.add_argument("--memory", type=_positive, help="GiB one replica asks for")
    command.set_defaults(command=_capacity)


def _capacity(arguments: argparse.Namespace) -> int:
    from connectivity.capacity import replicas, sentence  # noqa: PLC0415 - not needed for --help

    count = replicas(arguments.rate, arguments.latency, arguments.utilization, arguments.concurrency)
    print(sentence(count, arguments.cpu, arguments.memory))
    return 0


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("must be above 0 and at most 1")
    return value


def _docs(arguments: argparse.Namespace) -> int:
    from connectivity.page import hosts_page  # noqa: PLC0415 - not needed for --help

    wanted = hosts_page()
    if not arguments.check:
        arguments.file.write_text(wanted, encoding="utf-8")
        return 0
    if arguments.file.read_text(encoding="utf-8") == wanted:
        return 0
    print(
        f"connectivity: {arguments.file} is not up to date; run connectivity docs {arguments.file}",
        file=sys.stderr,
    )
    return 1


def _read(path: Path) -> Run:
    from connectivity.run import UnreadableRunError, read_run  # noqa: PLC0415 - not needed for --help

    try:
        return read_run(path)
    except UnreadableRunError as error:
        raise UsageError(str(error)) from error


def _write(arguments: argparse.Namespace, text: str) -> None:
    if arguments.output is not None:
        arguments.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def run_and_exit() -> NoReturn:
    """For ``python -m connectivity.cli``."""
    sys.exit(main())


if __name__ == "__main__":
    run_and_exit()
