"""Every verdict the judge can give has a row, and no fix leaves a brace behind."""

import re
from pathlib import Path

import connectivity
from connectivity.codes import codes
from connectivity.judge.wording import fill

JUDGE = Path(connectivity.__file__).parent / "judge"


def test_every_code_the_judge_speaks_of_is_explained() -> None:
    text = "".join(path.read_text() for path in JUDGE.glob("*.py"))
    spoken = set(
        re.findall(r'"((?:dns|tcp|tls|http|proxy|private|udp|router|pull|coredns)-[a-z0-9-]+)"', text)
    )
    assert len(spoken) > 50
    assert spoken - {"router-storage-table"} <= set(codes())


def test_rows_are_whole() -> None:
    for code in codes().values():
        assert code.title
        assert code.meaning.endswith(".")
        assert code.source.startswith("https://") or not code.source


def test_a_placeholder_nobody_knows_becomes_a_word() -> None:
    assert fill("Allow {host}: {rule}", {"host": "a.example"}) == "Allow a.example: (its rule)"
    assert all("{" not in fill(code.fix, {}) for code in codes().values())
