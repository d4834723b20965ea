"""Shows that the byte search before parsing loses nothing: scans repositories with it and without, and compares.

Run: python -m benchmarks.prefilter FOLDER [FOLDER ...]
Each folder is a repository. Exit code 1 where a service, a usage or a finding is missing with the filter. What is found
without it only because more files were opened at all - that one does not parse, say - is counted apart.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from migrate.finding import Level
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Repository, Scanner


def facts(repository: Repository) -> set[str]:
    """Return everything that a scan says of v1."""
    found = {f"service {item.service.place} {item.service.name}" for item in repository.outcomes}
    found |= {f"usage {usage.place} {usage.symbol}" for usage in repository.usages}
    told = (item for item in repository.findings if item.level is not Level.FAILURE)
    return found | {f"finding {item.place} {item.rule} {item.message}" for item in told}


def scanned(folder: str, *, prefilter: bool) -> tuple[Repository, float]:
    started = time.perf_counter()
    [repository] = Scanner().scan(gathered([folder], KINDS, prefilter=prefilter)).repositories
    return repository, time.perf_counter() - started


def compared(folder: str) -> int:
    """Print what the filter does to a repository; return how many facts are lost."""
    fast, spent = scanned(folder, prefilter=True)
    slow, spent_without = scanned(folder, prefilter=False)
    lost = sorted(facts(slow) - facts(fast))
    failures = len(slow.findings) - len(fast.findings)
    print(
        f"{Path(folder).name}: {fast.files} files, {fast.read} read in {spent:.1f} s; without the filter "
        f"{slow.read} in {spent_without:.1f} s; {len(lost)} lost; {max(failures, 0)} more findings in all"
    )
    for fact in lost:
        print(f"  lost: {fact}")
    return len(lost)


def main() -> int:
    """Compare every folder of the command line."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    return 1 if sum([compared(folder) for folder in sys.argv[1:]]) else 0


if __name__ == "__main__":
    sys.exit(main())
