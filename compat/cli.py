"""``python -m compat``: what v1 means in v2, and v1 scripts running on v2, at the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0, a script's own exit code, 2 for wrong usage, 3 where compat refuses."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (ValueError, OSError, ImportError) as error:
        print(f"python -m compat: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return the command's arguments."""
    top = argparse.ArgumentParser(prog="python -m compat", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    setting = commands.add_parser("setting", help="print what a v1 setting means in v2")
    setting.add_argument("name", help="a keyword, a key of a deployment file, or -- and a flag")
    setting.set_defaults(run=_setting)
    run = commands.add_parser("run", help="run a v1 deploy script on v2, unmodified")
    _script(run)
    run.set_defaults(run=_run)
    record = commands.add_parser(
        "record", help="write what a v1 deploy script would deploy, contacting nothing"
    )
    record.add_argument("-o", "--output", required=True, metavar="DIR", help="the folder to write to")
    _script(record)
    record.set_defaults(run=_record)
    usage = commands.add_parser("usage", help="sum up the v1 calls that are still made")
    usage.add_argument("--log", metavar="FILE", help="another log than the usual one")
    usage.add_argument("--fail", action="store_true", help="exit with 1 if any call was made")
    usage.set_defaults(run=_usage)
    return top


def _script(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="answer a question, as for migrate convert",
    )
    parser.add_argument("--answers", metavar="FILE", help="answers in a YAML or JSON file")
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="NAME",
        help="agree to a change that is refused otherwise",
    )
    parser.add_argument(
        "--no-check", action="store_true", help="do not look for refused names before the script runs"
    )
    parser.add_argument("script", help="the v1 script")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its own arguments")


def _setting(arguments: argparse.Namespace) -> int:
    from compat.explanation import setting_page
    from compat.mapping.settings import named

    rows = named(arguments.name)
    if not rows:
        said = f"v1 has no setting {arguments.name!r}; docs/settings.md lists them all"
        print(f"python -m compat: {said}", file=sys.stderr)
        return 2
    print("\n\n".join("\n".join(setting_page(row, level=1)) for row in rows))
    return 0


def _run(arguments: argparse.Namespace) -> int:
    return _execute(arguments, "")


def _record(arguments: argparse.Namespace) -> int:
    return _execute(arguments, str(Path(arguments.output).resolve()))


def _execute(arguments: argparse.Namespace, record: str) -> int:
    from compat.execution import Wanted, execute

    script = Path(arguments.script)
    if not script.is_file():
        raise ValueError(f"{script}: there is no such script")
    wanted = Wanted(
        script,
        arguments.arguments,
        _answers(arguments),
        tuple(arguments.accept),
        not arguments.no_check,
        record,
    )
    return execute(wanted)


def _answers(arguments: argparse.Namespace) -> dict[str, str]:
    from compat.runtime.session import answers_of

    found: dict[str, str] = {}
    if arguments.answers:
        import yaml

        try:
            plain = yaml.safe_load(Path(arguments.answers).read_text(encoding="utf-8")) or {}
        except yaml.YAMLError as error:
            raise ValueError(f"{arguments.answers} is neither YAML nor JSON: {error}") from None
        found |= answers_of(plain)
    for pair in arguments.set:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise ValueError(f"--set {pair}: it is KEY=VALUE")
        found[key] = value
    return found


def _usage(arguments: argparse.Namespace) -> int:
    from compat.runtime.usage import log_file, page, read

    log = Path(arguments.log) if arguments.log else log_file()
    used = list(read(log))
    print("\n".join(page(used, log)))
    return 1 if used and arguments.fail else 0
