"""Commands and exit codes: 0 fine, 1 broken requirement, 2 usage, 3 could not check, 130 interrupted."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from connectivity.arguments import parser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from connectivity.places import Rehearsal
    from connectivity.run import Run

USAGE, UNCHECKED, INTERRUPTED = 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point. Returns the exit code; every error ends in one sentence on stderr."""
    arguments = parser().parse_args(argv)
    from connectivity.request import UsageError

    try:
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
    from connectivity import check, request
    from connectivity.report.summary import exit_code

    if arguments.dry_run:
        return _rehearsed(arguments, request.manifests(arguments))
    earlier = _read(arguments.baseline) if arguments.baseline else None
    run = check.rejudged(_read(arguments.offline)) if arguments.offline else request.probe(arguments)
    _write(arguments, _rendered(arguments, run, earlier))
    return exit_code(run)


def _rehearsed(arguments: argparse.Namespace, found: Rehearsal) -> int:
    from connectivity.remote.manifest import as_yaml
    from connectivity.request import say

    _write(arguments, as_yaml(found.manifests))
    for line in (*found.remarks, *found.undone):
        say(line)
    return UNCHECKED if found.undone else 0


def _watch(arguments: argparse.Namespace) -> int:
    import time

    from connectivity import request
    from connectivity.report.summary import exit_code
    from connectivity.watching import watch

    code = 0
    for run, told in watch(
        lambda: request.probe(arguments), lambda: time.sleep(arguments.every), arguments.times
    ):
        sys.stdout.write(told)
        sys.stdout.flush()
        code = exit_code(run)
    return code


def _rendered(arguments: argparse.Namespace, run: Run, earlier: Run | None) -> str:
    import shutil

    from connectivity.report import machine, page, web
    from connectivity.report.summary import changes
    from connectivity.report.text import text

    changed = changes(run, earlier) if earlier else []
    if arguments.format == "text":
        terminal = sys.stdout.isatty() and arguments.output is None
        width = shutil.get_terminal_size().columns if terminal else None
        colour = terminal and "NO_COLOR" not in os.environ
        return text(run, changed, colour=colour, width=width, verbose=arguments.verbose)
    formats = {
        "json": machine.as_json,
        "junit": machine.junit,
        "sarif": machine.sarif,
        "html": web.html,
        "markdown": page.markdown,
    }
    return formats[arguments.format](run, changed)


def _pack(arguments: argparse.Namespace) -> int:
    from connectivity import request
    from connectivity.places import question
    from connectivity.remote.source import program
    from connectivity.vantage import Place, Vantage

    planned = request.plan(arguments)
    place = Vantage(Place(arguments.place), arguments.name)
    _write(arguments, program(question(planned, place, request.limits(arguments))))
    for line in planned.undone:
        request.say(line)
    return UNCHECKED if planned.undone else 0


def _hosts(arguments: argparse.Namespace) -> int:
    from connectivity.request import brief, plan, say
    from connectivity.rules import azure_firewall, group, squid, table
    from connectivity.rules.rule import gaps, outgoing, rules

    planned = plan(arguments, brief(arguments) if arguments.read_cluster else None)
    targets = tuple(each for each in planned.targets if not each.inside)
    tables = {"text": table.text, "csv": table.as_csv, "markdown": table.markdown}
    renderings = {
        "bicep": azure_firewall.bicep,
        "az": azure_firewall.az,
        "terraform": azure_firewall.terraform,
        "squid": squid.squid,
    }
    if arguments.format in tables:
        _write(arguments, tables[arguments.format](targets))
    elif arguments.format == "nsg":
        _write(arguments, group.nsg(rules(targets)))
    else:
        _write(arguments, renderings[arguments.format](outgoing(rules(targets))))
    left_out = () if arguments.format in tables else gaps(targets)
    for line in (*planned.undone, *planned.notes, *left_out):
        say(line)
    return UNCHECKED if planned.undone or left_out else 0


def _explain(arguments: argparse.Namespace) -> int:
    from connectivity.codes import codes
    from connectivity.request import UsageError

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
    from connectivity.cluster.access import manifests

    print(manifests(arguments.subject, arguments.namespace), end="")
    return 0


def _capacity(arguments: argparse.Namespace) -> int:
    from connectivity import request
    from connectivity.capacity import CapacityError
    from connectivity.demand import report
    from connectivity.report.summary import BY_STATE

    try:
        facts, undone = request.cluster_facts(arguments)
        text, state = report(arguments, facts)
    except CapacityError as error:
        raise request.UsageError(str(error)) from error
    print(text, end="")
    for line in undone:
        request.say(line)
    return UNCHECKED if undone and BY_STATE[state] == 0 else BY_STATE[state]


def _read(path: Path) -> Run:
    from connectivity.request import UsageError
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
