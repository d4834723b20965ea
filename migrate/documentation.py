"""``python -m migrate.documentation [--check]``: the generated pages of docs/, from rules, rows and arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from compat.explanation import setting_page
from compat.mapping.settings import SETTINGS
from compat.validation import CHECKS
from migrate.cli import parser
from migrate.doctor.checks import CHECKS as SCRIPT_CHECKS
from migrate.explain import check_page, rule_page, script_check_page
from migrate.rules import rules

DOCS = Path(__file__).parent.parent / "docs"
_NOTE = "<!-- Written by python -m migrate.documentation; change the {source}, not this page. -->"
_GROUPS = {
    "AML1": "SDK",
    "AML2": "Command lines and pipelines",
    "AML3": "Files",
    "AML4": "Scoring scripts",
    "AML5": "Services",
    "AML9": "What could not be read",
}


def rules_page() -> str:
    """Return docs/rules.md."""
    lines = [_NOTE.format(source="rule"), "", "# Rules", "", "`migrate explain <id>` prints one of them.", ""]
    lines += ["Retired ids are never given again. Levels, most urgent first:", ""]
    lines += ["blocker, decision, loss, change, advice; failure is about our own reading.", ""]
    for group, members in groupby(rules().values(), key=lambda rule: rule.id[:4]):
        lines += [f"## {_GROUPS[group]}", ""]
        for rule in members:
            lines += [*rule_page(rule, level=3), ""]
    lines += ["## v2 files", "", "`migrate validate` reports these.", ""]
    for check in sorted(CHECKS, key=lambda check: check.code):
        lines += [*check_page(check, level=3), ""]
    lines += ["## Scoring scripts in the v2 server", "", "`migrate doctor` reports these.", ""]
    for script_check in sorted(SCRIPT_CHECKS, key=lambda check: check.code):
        lines += [*script_check_page(script_check, level=3), ""]
    return "\n".join(lines)


def settings_page() -> str:
    """Return docs/settings.md."""
    lines = [_NOTE.format(source="row"), "", "# Settings", ""]
    lines += [
        "What every v1 setting means in v2. `migrate explain <setting>` prints one, in any spelling.",
        "",
    ]
    ordered = sorted(SETTINGS, key=lambda row: row.api.value)
    for api, rows in groupby(ordered, key=lambda row: row.api):
        lines += [f"## {api.value.capitalize()}", ""]
        for row in sorted(rows, key=lambda row: row.key):
            lines += [*setting_page(row, level=3), ""]
    return "\n".join(lines)


def cli_page() -> str:
    """Return docs/cli.md. Our own layout: that of argparse differs between versions of Python."""
    top = parser()
    lines = [
        _NOTE.format(source="arguments"),
        "",
        "# Command line",
        "",
        top.description or "",
        "",
        top.epilog or "",
        "",
    ]
    for name, command in _commands(top):
        lines += [f"## {name}", "", command.description or "", ""]
        for action in command._actions:
            if action.dest != "help":
                lines.append(f"- `{_spelt(action)}`: {action.help}")
        lines.append("")
    return "\n".join(lines)


def _spelt(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings)
    if action.nargs == 0:
        return name
    choices = "|".join(map(str, action.choices)) if action.choices else ""
    value = str(action.metavar or choices or action.dest.upper())
    return f"{name} {value}".strip() + ("..." if action.nargs == "+" else "")


def _commands(top: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in top._actions:
        if isinstance(action.choices, dict):
            for name, command in action.choices.items():
                yield f"{top.prog} {name}" if " " not in top.prog else command.prog, command
                yield from _commands(command)


PAGES: Mapping[str, Callable[[], str]] = {
    "rules.md": rules_page,
    "settings.md": settings_page,
    "cli.md": cli_page,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pages, or check that they are what would be written."""
    command = argparse.ArgumentParser(prog="python -m migrate.documentation", description=__doc__)
    command.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a page is out of date"
    )
    command.add_argument("--into", type=Path, default=DOCS, help="folder of the pages (default: docs)")
    arguments = command.parse_args(argv)
    stale = []
    for name, written in PAGES.items():
        file, text = arguments.into / name, written()
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not arguments.check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    verb = "out of date" if arguments.check else "written"
    sys.stderr.writelines(f"{arguments.into / name}: {verb}\n" for name in stale)
    return int(arguments.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
