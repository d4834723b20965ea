"""``python -m compat``: what v1 means in v2, at the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0 when the setting is known, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m compat", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    setting = commands.add_parser("setting", help="print what a v1 setting means in v2")
    setting.add_argument("name", help="a keyword, a key of a deployment file, or -- and a flag")
    arguments = parser.parse_args(argv)
    return _setting(arguments.name)


def _setting(name: str) -> int:
    from compat.explanation import setting_page
    from compat.mapping.settings import named

    rows = named(name)
    if not rows:
        print(
            f"python -m compat: v1 has no setting {name!r}; docs/settings.md lists them all", file=sys.stderr
        )
        return 2
    print("\n\n".join("\n".join(setting_page(row, level=1)) for row in rows))
    return 0
