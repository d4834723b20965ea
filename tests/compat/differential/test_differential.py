"""Each v1 snippet twice: on the real azureml-core, and on compat over the real azure-ai-ml."""

from pathlib import Path

import pytest

from compat.differences import DIFFERENCES
from tests.compat.differential.of_services import SNIPPETS as SERVICES
from tests.compat.differential.of_settings import SNIPPETS as SETTINGS
from tests.compat.differential.of_workspace import SNIPPETS as WORKSPACE
from tests.compat.differential.running import Snippet, on_compat, on_v1

EVERY = (*SETTINGS, *WORKSPACE, *SERVICES)
KNOWN = {one.key for one in DIFFERENCES}


def test_there_are_enough_of_them():
    assert len(EVERY) >= 60
    assert len({one.name for one in EVERY}) == len(EVERY)
    told = {key for one in EVERY for key in one.differs.values()}
    # What the comparison itself looks away from, or what v1 fills and the loopback leaves empty.
    assert KNOWN - told == {"address", "progress", "attributes", "container size"}
    assert told <= KNOWN


@pytest.mark.parametrize("snippet", EVERY, ids=lambda snippet: snippet.name)
def test_both_say_the_same(snippet: Snippet, tmp_path: Path):
    old = on_v1(snippet, tmp_path / "old" / "here").parts()
    new = on_compat(snippet, tmp_path / "new" / "here").parts()
    for part, value in old.items():
        if part in snippet.differs:
            assert new[part] != value, f"{part} does not differ any more: {snippet.differs[part]}"
        else:
            assert new[part] == value, part
