"""Every fault of the table gets its own verdict and fix, at the first try, as often as one asks.

CONNECTIVITY_REPEAT=10 makes each of them ten times over.
"""

import os
import re
from pathlib import Path

import pytest

from connectivity.verdict import State
from tests.connectivity.network.fault import AZ, Fault
from tests.connectivity.network.fault_table import FAULTS

REPEAT = int(os.environ.get("CONNECTIVITY_REPEAT", "1"))


@pytest.mark.parametrize("again", range(REPEAT))
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_has_exactly_its_own_verdict_and_fix(tmp_path: Path, fault: Fault, again: int) -> None:
    with fault.made(tmp_path) as made:
        found = [each for each in made.verdicts if each.state is not State.FINE]
        assert [each.code for each in found] == [fault.code]
        assert re.fullmatch(expected(fault.fix, made.words), found[0].fix)
    assert found[0].evidence
    assert found[0].symptom


def expected(fix: str, words: dict[str, str]) -> str:
    """Three dots stand for what differs from run to run."""
    told = fix.format(az=AZ.format(**words), **words)
    return ".+".join(re.escape(part) for part in told.split("..."))


def test_there_are_enough_of_them_and_hardly_two_share_a_verdict() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names) >= 25
    assert len({fault.code for fault in FAULTS}) >= 50
