"""How long a scan takes beside the tools that search text or syntax, and whether the targets are met.

Run: python -m benchmarks.scan_speed [--rounds 9] [--no-large] [--keep FOLDER]
Everything is measured in one run, in turns, each time in a new process, with files warm; ratios are of medians. A peer
that is not installed is named and left out. Exit code 1 when a target is missed. With --no-large the repository of
100,000 files (1.2 GB) is not made.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.monorepo import monorepo, notebooks
from benchmarks.runs import ROOT, Command, in_turns, migrate
from migrate.read.registry import KINDS, needles

FILES, TIMES, BOOKS = 10_000, 10, 1_000
PATTERNS = ("$X.deploy_configuration($$$)", "Model.deploy($$$)", "Webservice($$$)")
"""What a search by syntax looks for: the nearest to the calls that a scan is about."""


class Line(NamedTuple):
    """One line of the result: what, what it should be, what it is; ``most`` tells that less is better."""

    what: str
    target: float
    measured: float
    most: bool = True

    @property
    def met(self) -> bool:
        """Tell whether the target is met."""
        return self.measured <= self.target if self.most else self.measured >= self.target

    def __str__(self) -> str:
        sign = "<=" if self.most else ">="
        said = "met" if self.met else "MISSED"
        return f"{self.what:<66} {sign} {self.target:>5.1f}   {self.measured:>7.2f}   {said}"


def words() -> list[str]:
    """Return every word that the byte search of a scan looks for."""
    found: dict[str, None] = {}
    for wanted in needles(KINDS).values():
        for needle in wanted:
            found |= dict.fromkeys(
                one.decode() for one in ([needle] if isinstance(needle, bytes) else needle[1:])
            )
    return list(found)


def ripgrep(folder: Path, *patterns: str) -> Command:
    each = [argument for word in patterns for argument in ("-e", word)]
    return Command(["rg", "--files-with-matches", "--fixed-strings", *each, str(folder)])


def semgrep(folder: Path, made: Path) -> Command:
    rules = "".join(
        f"  - id: r{number}\n    languages: [python]\n    severity: INFO\n    message: v1\n"
        f"    pattern: {pattern.replace('$$$', '...')}\n"
        for number, pattern in enumerate(PATTERNS)
    )
    rule = made / "semgrep.yml"
    rule.write_text(f"rules:\n{rules}", encoding="utf-8")
    options = ["--quiet", "--metrics", "off", "--disable-version-check", "--no-git-ignore"]
    return Command(["semgrep", "scan", *options, "--config", str(rule), str(folder)])


def ast_grep(folder: Path, made: Path) -> Command:
    rule = made / "ast-grep.yml"
    each = "".join(f"    - pattern: {pattern}\n" for pattern in PATTERNS)
    rule.write_text(f"id: v1\nlanguage: python\nrule:\n  any:\n{each}", encoding="utf-8")
    return Command(["ast-grep", "scan", "--rule", str(rule), str(folder)])


def scans(folder: Path, made: Path, rounds: int) -> list[Line]:
    """Measure a scan against rg, without the cache and with it."""
    rg, one = ripgrep(folder, *words()), ripgrep(folder, "azureml")
    plain = Command(migrate("scan", "--no-cache", str(folder)))
    cached = Command(migrate("scan", str(folder)), made / "cache")
    in_turns([rg, one, plain, cached], rounds)
    same = printed("scan", "--no-cache", folder) == printed("scan", folder, cache=made / "cache")
    print(f"rg for the same words {rg.seconds * 1000:.0f} ms, for azureml alone {one.seconds * 1000:.0f} ms")
    print(f"migrate scan {plain.seconds * 1000:.0f} ms, {plain.memory:.0f} MB; with cache", end=" ")
    print(f"{cached.seconds * 1000:.0f} ms, {'the same' if same else 'ANOTHER'} result")
    found = [Line("scan, no cache, against rg for the same words", 2.5, plain.seconds / rg.seconds)]
    found += against_peers(folder, made, plain.seconds)
    found.append(Line("second run, with cache, against rg", 1.4, cached.seconds / rg.seconds))
    found.append(Line("results with and without cache that differ", 0, 0 if same else 1))
    return found


def against_peers(folder: Path, made: Path, seconds: float) -> list[Line]:
    """Measure the searches by syntax: they take seconds, so twice is enough."""
    found = []
    for name, peer in (("semgrep", semgrep(folder, made)), ("ast-grep", ast_grep(folder, made))):
        if shutil.which(name) is None:
            print(f"{name} is not installed; not compared")
            continue
        in_turns([peer], 2)
        print(f"{name} {peer.seconds:.1f} s")
        found.append(Line(f"{name} against scan", 25, peer.seconds / seconds, most=False))
    return found


def growth(folder: Path, large: Path, rounds: int) -> list[Line]:
    """Measure ten times the files."""
    small, big = (Command(migrate("scan", "--no-cache", str(path))) for path in (folder, large))
    in_turns([small, big], max(rounds // 3, 2))
    print(f"{FILES * TIMES:,} files: {big.seconds:.2f} s, {big.memory:.0f} MB")
    return [
        Line("10 x the files, time", 11, big.seconds / small.seconds),
        Line("10 x the files, peak memory", 1.5, big.memory / small.memory),
    ]


def starts(rounds: int) -> list[Line]:
    """Measure the start of the program."""
    bare, helped = Command([sys.executable, "-c", "pass"]), Command(migrate("--help"))
    commands = [bare, helped]
    script = Path(sys.executable).with_name("migrate")
    if script.exists():
        commands.append(Command([str(script), "--help"]))
    in_turns(commands, rounds * 2)
    print(
        f"bare interpreter {bare.seconds * 1000:.0f} ms, migrate --help {helped.seconds * 1000:.0f} ms",
        end="",
    )
    print(f", by the installed script {commands[2].seconds * 1000:.0f} ms" if script.exists() else "")
    return [Line("migrate --help against a bare interpreter", 5, helped.seconds / bare.seconds)]


def books(folder: Path, rounds: int) -> None:
    """Print what a repository of notebooks costs; there is no target for it."""
    rg, plain = ripgrep(folder, *words()), Command(migrate("scan", "--no-cache", str(folder)))
    in_turns([rg, plain], max(rounds // 3, 2))
    print(f"{BOOKS:,} notebooks: {plain.seconds * 1000:.0f} ms, {plain.seconds / rg.seconds:.1f} x rg")


def printed(command: str, *rest: str | Path, cache: Path | None = None) -> bytes:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache or "")}
    argv = migrate(command, *map(str, rest))
    return subprocess.run(argv, capture_output=True, check=False, env=environ, cwd="/").stdout


def measured(made: Path, rounds: int, *, large: bool) -> list[Line]:
    """Make the repositories and measure everything."""
    made.mkdir(parents=True, exist_ok=True)
    kinds = {"small": FILES, "notebooks": BOOKS, **({"large": FILES * TIMES} if large else {})}
    for name, files in kinds.items():
        if not (made / name).exists():
            (notebooks if name == "notebooks" else monorepo)(made / name, files)
    lines = scans(made / "small", made, rounds)
    books(made / "notebooks", rounds)
    if large:
        lines += growth(made / "small", made / "large", rounds)
    return lines + starts(rounds)


def main() -> int:
    """Measure, and print every target with what was measured."""
    parser = argparse.ArgumentParser(description="Measure a scan against its targets.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--no-large", action="store_true", help="without the repository of 100,000 files")
    parser.add_argument("--keep", type=Path, help="folder to make the repositories in, or to find them")
    arguments = parser.parse_args()
    if shutil.which("rg") is None:
        print("rg is not installed; every ratio is against it", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        made = arguments.keep or Path(folder)
        lines = measured(made, arguments.rounds, large=not arguments.no_large)
    print(f"\n{'':<66}  target   measured")
    for line in lines:
        print(line)
    return 0 if all(line.met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
