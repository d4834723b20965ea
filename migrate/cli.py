"""The command line: arguments and exit codes; no decisions. A command is imported when it runs.

Exit codes: 0 nothing to report, 1 findings, 2 wrong usage, 3 something failed in this program, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

CLEAN, FINDINGS, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130

_NOTE = (
    "Exit codes: 0 nothing to report, 1 findings, 2 wrong usage, "
    "3 something failed in this program, 130 interrupted."
)


class WrongUsageError(Exception):
    """What the user asked for cannot be done; the message says what to do instead."""


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the arguments, run the command, and return its exit code."""
    return guarded(parser().parse_args(argv))


def guarded(arguments: argparse.Namespace) -> int:
    """Run a parsed command: the one handler for everything that goes wrong."""
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
    said = "Find Azure ML v1 in a repository and turn it into v2."
    top = argparse.ArgumentParser(prog="migrate", description=said, epilog=_NOTE)
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for name, fill, said in (
        ("scan", _scan, "say what v1 services there are and what becomes of them"),
        ("convert", _convert, "write v2 YAML for every service"),
        ("rewrite", _rewrite, "turn v1 code into v2 code: print the diff, or write it"),
        ("validate", _validate, "check v2 YAML, by our own checks and by Azure's loader"),
        ("doctor", _doctor, "check a scoring script, and serve it once in the real v2 server"),
        ("explain", _explain, "print the page of a rule (AML104) or a setting (num_replicas)"),
        ("status", _status, "say how far it is from an earlier report to now"),
        ("report", _report, "put JSON reports together, and show them in another format"),
        ("completion", _completion, "print what a shell needs to complete commands and options"),
    ):
        fill(commands.add_parser(name, help=said, epilog=_NOTE))
    return top


def _scan(command: argparse.ArgumentParser) -> None:
    command.description = "Read code and configuration, never run it, and report every v1 construct."
    _reading(command)
    _lossy(command)
    _format(command, "text")
    _selecting(command, "report")
    said = "report only what this baseline, or JSON report, does not know"
    command.add_argument("--baseline", metavar="FILE", default="", help=said)
    said = "write a baseline that knows every finding, and exit 0"
    command.add_argument("--write-baseline", metavar="FILE", default="", help=said)
    said = "report only findings in files that changed since a git revision"
    command.add_argument("--diff", metavar="BASE", default="", help=said)
    command.add_argument("--diff-lines", action="store_true", help="with --diff: only in lines that changed")
    command.add_argument("--exit-zero", action="store_true", help="exit 0 also when there are findings")
    command.set_defaults(run=_run_scan)


def _convert(command: argparse.ArgumentParser) -> None:
    command.description = "Write v2 YAML that means what v1 meant, a folder for each service."
    _reading(command)
    _lossy(command)
    said = "folder to write to (default: v2)"
    command.add_argument("-o", "--output", metavar="DIR", default="v2", help=said)
    said = "kind of endpoint (default: the nearest to what the service ran on)"
    command.add_argument("--target", choices=("kubernetes", "managed", "both"), default="", help=said)
    said = "answer a decision, for one service or for all; may be given several times"
    command.add_argument("--set", metavar="[SERVICE:]KEY=VALUE", action="append", default=[], help=said)
    said = "overwrite files that were edited since they were written"
    command.add_argument("--force", action="store_true", help=said)
    command.set_defaults(run=_run_convert)


def _rewrite(command: argparse.ArgumentParser) -> None:
    command.description = "Rewrite v1 code to v2, as a diff on standard output unless --write is given."
    _reading(command, paths="*")
    _selecting(command, "rewrite")
    command.add_argument(
        "--unsafe", action="store_true", help="also rewrite what wants a look before it runs"
    )
    said = "answer a decision as for convert, for one service or for all; may be given several times"
    command.add_argument("--set", metavar="[SERVICE:]KEY=VALUE", action="append", default=[], help=said)
    said = "settings as arguments in the code (default), or in the files that convert writes"
    command.add_argument("--style", choices=("sdk", "yaml"), default="sdk", help=said)
    said = "folder that convert writes to (default: v2)"
    command.add_argument("--yaml", metavar="DIR", default="v2", help=said)
    command.add_argument("--write", action="store_true", help="change the files")
    command.add_argument("--check", action="store_true", help="exit 1 if anything would change")
    command.add_argument(
        "--interactive", action="store_true", help="ask about each change, and write those taken"
    )
    command.add_argument("--patch", metavar="FILE", default="", help="write what git apply takes")
    command.add_argument(
        "--commit-each", action="store_true", help="write, and make one git commit a service"
    )
    command.add_argument("--undo", action="store_true", help="put back what the last run changed")
    said = "write into a git tree with changes; undo over later edits"
    command.add_argument("--force", action="store_true", help=said)
    command.set_defaults(run=_run_rewrite)


def _validate(command: argparse.ArgumentParser) -> None:
    command.description = "Check v2 YAML files for what Azure refuses or reads otherwise than written."
    command.add_argument("files", metavar="FILE", nargs="+", help="YAML file, or folder of them")
    said = "ask the loader of azure-ai-ml too (default: where it is installed)"
    command.add_argument("--vendor", choices=("auto", "on", "off"), default="auto", help=said)
    command.set_defaults(run=_run_validate)


def _explain(command: argparse.ArgumentParser) -> None:
    command.description = "Print the page of a rule, a check of v2 files, or a setting."
    said = "an id, or a setting in any of its v1 spellings (after -- if it starts with a dash)"
    command.add_argument("subject", metavar="ID|SETTING", help=said)
    command.set_defaults(run=_run_explain)


def _doctor(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Check a scoring script for the v2 server, then run it there once, on 127.0.0.1, with a sample request. "
        "This runs the script; with --lint-only it is only read."
    )
    command.add_argument("script", metavar="SCRIPT", help="the scoring script")
    command.add_argument("--lint-only", action="store_true", help="read the script, do not run it")
    said = "file or folder as it is registered; it lies below AZUREML_MODEL_DIR under its own name"
    command.add_argument("--model", metavar="PATH", default="", help=said)
    said = "folder to use as AZUREML_MODEL_DIR itself"
    command.add_argument("--model-dir", metavar="DIR", default="", help=said)
    said = "the request to send (default: the sample of the script's own schema, or none)"
    command.add_argument("--request", metavar="FILE|JSON", help=said)
    said = "type of the request's content (default: by the file's suffix, or application/json)"
    command.add_argument("--content-type", metavar="TYPE", default="", help=said)
    said = "interpreter that has the server and the model's packages (default: this one)"
    command.add_argument("--python", metavar="PATH", default="", help=said)
    said = "a variable for the script, which sees none of yours; may be given several times"
    command.add_argument("--env", metavar="NAME=VALUE", action="append", default=[], help=said)
    said = "folder of the code, which holds the script (default: the script's own)"
    command.add_argument("--code", metavar="DIR", default="", help=said)
    said = "seconds that the start and the request may each take (default: 60)"
    command.add_argument("--timeout", metavar="SECONDS", type=float, default=60, help=said)
    command.set_defaults(run=_run_doctor)


def _status(command: argparse.ArgumentParser) -> None:
    command.description = "Compare two reports: services, findings by level, what is gone and what is new."
    command.add_argument("before", metavar="OLD.json", help="JSON report of an earlier scan")
    said = "JSON report of a later scan, or a folder to scan now (default: the current folder)"
    command.add_argument("now", metavar="NEW.json|PATH", nargs="?", default=".", help=said)
    command.add_argument("--json", action="store_true", help="print it as JSON")
    _how_to_read(command)
    _selecting(command, "count")
    command.set_defaults(run=_run_status)


def _report(command: argparse.ArgumentParser) -> None:
    command.description = "Work with JSON reports that were written to files."
    actions = command.add_subparsers(metavar="ACTION", required=True, help="merge")
    said = "put reports together to one: those of the shards of a fleet, or a single one in another format"
    merge = actions.add_parser("merge", help=said, description=f"{said[0].upper()}{said[1:]}.", epilog=_NOTE)
    merge.add_argument("files", metavar="FILE.json", nargs="+", help="JSON report of a scan")
    _format(merge, "text, or json with -o")
    merge.add_argument(
        "-o", "--output", metavar="FILE", default="", help="file for the format that names none"
    )
    merge.add_argument("--exit-zero", action="store_true", help="exit 0 also when there are findings")
    merge.set_defaults(run=_run_merge)


def _completion(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Print a completion script. It holds every command and option; nothing is run to complete."
    )
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="shell to complete in")
    command.set_defaults(run=_run_completion)


def _format(command: argparse.ArgumentParser, default: str) -> None:
    said = f"text, json, sarif, junit, github, azure, markdown or html (default: {default})"
    said = f"{said}; with =FILE it is written there; may be given several times"
    command.add_argument("--format", metavar="FORMAT[=FILE]", action="append", default=[], help=said)


def _reading(command: argparse.ArgumentParser, paths: str = "+") -> None:
    """Add what every command that reads v1 takes."""
    command.add_argument("paths", metavar="PATH", nargs=paths, help="folder or file to read")
    _how_to_read(command)


def _how_to_read(command: argparse.ArgumentParser) -> None:
    said = "leave out what matches, as a line of a .gitignore would; may be given several times"
    command.add_argument("--exclude", metavar="PATTERN", action="append", default=[], help=said)
    command.add_argument(
        "--no-config", action="store_true", help="do not read [tool.migrate] in pyproject.toml"
    )
    said = "read what .gitignore and .migrateignore leave out"
    command.add_argument("--no-ignore", action="store_true", help=said)
    said = "parse every file, not only those that name v1"
    command.add_argument("--no-prefilter", action="store_true", help=said)


def _lossy(command: argparse.ArgumentParser) -> None:
    said = "deny: exit 1 if any setting is lost or not analysed, whatever is selected (default: allow)"
    command.add_argument("--lossy", choices=("allow", "deny"), default="", help=said)


def _selecting(command: argparse.ArgumentParser, verb: str) -> None:
    said = f"{verb} only these ids or prefixes"
    command.add_argument("--select", metavar="ID", action="append", default=[], help=said)
    said = f"do not {verb} these ids or prefixes"
    command.add_argument("--ignore", metavar="ID", action="append", default=[], help=said)


def _run_scan(arguments: argparse.Namespace) -> int:
    _prefer(arguments)
    from migrate.commands.scanning import scan_command

    return scan_command(arguments)


def _run_convert(arguments: argparse.Namespace) -> int:
    _prefer(arguments)
    from migrate.commands.converting import convert_command

    return convert_command(arguments)


def _run_rewrite(arguments: argparse.Namespace) -> int:
    _prefer(arguments)
    from migrate.commands.rewriting import rewrite_command

    return rewrite_command(arguments)


def _run_validate(arguments: argparse.Namespace) -> int:
    from migrate.commands.validating import validate_command

    return validate_command(arguments)


def _run_doctor(arguments: argparse.Namespace) -> int:
    from migrate.commands.doctoring import doctor_command

    return doctor_command(arguments)


def _run_explain(arguments: argparse.Namespace) -> int:
    from migrate.explain import page

    try:
        sys.stdout.write(page(arguments.subject))
    except LookupError as error:
        raise WrongUsageError(str(error.args[0])) from None
    return CLEAN


def _run_status(arguments: argparse.Namespace) -> int:
    _prefer(arguments)
    from migrate.commands.comparing import status_command

    return status_command(arguments)


def _run_merge(arguments: argparse.Namespace) -> int:
    from migrate.commands.merging import merge_command

    return merge_command(arguments)


def _run_completion(arguments: argparse.Namespace) -> int:
    from migrate.commands.completing import completion_command

    return completion_command(arguments)


def _prefer(arguments: argparse.Namespace) -> None:
    """Let pyproject.toml fill what the command line left open."""
    from migrate.preferences import PreferenceError, prefer

    try:
        prefer(arguments)
    except PreferenceError as error:
        raise WrongUsageError(str(error)) from None


def _said(message: str, code: int) -> int:
    print(f"migrate: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
