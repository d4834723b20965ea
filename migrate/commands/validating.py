"""``migrate validate`` as a command: v2 files in, problems out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from migrate.cli import CLEAN, FINDINGS, WrongUsageError
from migrate.report.surface import clean
from migrate.validate import Vendor, VendorMissingError, render, summary, validate_files


def validate_command(arguments: argparse.Namespace) -> int:
    """Check v2 YAML files, print what is wrong with each line, and return the exit code."""
    files = [file for path in arguments.files for file in _files(Path(path))]
    try:
        found = validate_files(files, Vendor(arguments.vendor))
    except VendorMissingError as error:
        raise WrongUsageError(str(error)) from None
    if found:
        print("\n".join(clean(line) for line in render(found).split("\n")))
    print(summary(found, len(files)), file=sys.stderr)
    return FINDINGS if any(one.is_error for one in found) else CLEAN


def _files(path: Path) -> list[Path]:
    """Return a file, or the YAML files below a folder."""
    if path.is_dir():
        found = sorted(
            file for file in path.rglob("*") if file.suffix in {".yml", ".yaml"} and file.is_file()
        )
        if not found:
            raise WrongUsageError(f"{path} has no YAML files")
        return found
    if not path.exists():
        raise WrongUsageError(f"{path} does not exist")
    return [path]
