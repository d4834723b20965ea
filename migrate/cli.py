"""The command line: arguments and exit codes; no decisions.

Exit codes: 0 nothing to report, 1 findings, 2 wrong usage, 3 something failed in this program, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

CLEAN, FINDINGS, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130

_COMMANDS = ("scan", "explain")
_NOTE = (
    "Exit codes: 0 nothing to report, 1 findings, 2 wrong usage, "
    "3 something failed in this program, 130 interrupted."
)


class WrongUsageError(Exception):
    """What the user asked for cannot be done; the message says what to do instead."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. The one handler for everything that goes wrong."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except WrongUsageError as error:
        return _said(str(error), USAGE)
    except KeyboardInterrupt:
        return _said("interrupted", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return CLEAN
    except OSError as error:
        return _said(f"{error.strerror or error}: {error.filename}" if error.filename else str(error), USAGE)
    except Exception as error:  # noqa: BLE001 - the edge: a fault of ours is one sentence, not a traceback
        return _said(f"this is a fault in migrate ({type(error).__name__}: {error}); please report it", FAULT)


def parser() -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    top = argparse.ArgumentParser(
        prog="migrate", description="Find Azure ML v1 in a repository and turn it into v2.", epilog=_NOTE
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _scan(
        commands.add_parser(
            "scan", help="say what v1 services there are and what becomes of them", epilog=_NOTE
        )
    )
    _explain(
        commands.add_parser("explain", help="print the page of a rule (AML104) or a setting (num_replicas)")
    )
    return top


def _scan(command: argparse.ArgumentParser) -> None:
    command.description = "Read code and configuration, never run it, and report every v1 construct."
    command.add_argument("paths", metavar="PATH", nargs="+", help="folder or file to scan")
    command.add_argument(
        "--format",
        metavar="FORMAT[=FILE]",
        action="append",
        default=[],
        help="text (default) or json; with =FILE it is written there; may be given several times",
    )
    command.add_argument(
        "--select", metavar="ID", action="append", default=[], help="report only these ids or prefixes"
    )
    command.add_argument(
        "--ignore", metavar="ID", action="append", default=[], help="do not report these ids or prefixes"
    )
    command.add_argument(
        "--lossy",
        choices=("allow", "deny"),
        default="allow",
        help="deny: exit 1 if any setting is lost or not analysed, whatever is selected",
    )
    command.add_argument("--exit-zero", action="store_true", help="exit 0 also when there are findings")
    command.add_argument(
        "--no-ignore", action="store_true", help="read what .gitignore and .migrateignore leave out"
    )
    command.add_argument(
        "--no-prefilter", action="store_true", help="parse every file, not only those that name v1"
    )
    command.set_defaults(run=_run_scan)


def _explain(command: argparse.ArgumentParser) -> None:
    command.description = "Print the page of a rule or of a setting."
    command.add_argument(
        "subject", metavar="ID|SETTING", help="a rule id, or a setting in any of its v1 spellings"
    )
    command.set_defaults(run=_run_explain)


def _run_scan(arguments: argparse.Namespace) -> int:
    from migrate.command import scan_command

    return scan_command(arguments)


def _run_explain(arguments: argparse.Namespace) -> int:
    from migrate.explain import page

    try:
        sys.stdout.write(page(arguments.subject))
    except LookupError as error:
        raise WrongUsageError(str(error.args[0])) from None
    return CLEAN


def _said(message: str, code: int) -> int:
    print(f"migrate: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
