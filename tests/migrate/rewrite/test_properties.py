"""What holds for every source: the result parses, a second run changes nothing, order does not matter."""

from __future__ import annotations

import ast
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compat.value import Place
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice, applied, chosen
from migrate.rewrite.diff import unified
from migrate.rewrite.engine import Engine, Rewrite
from migrate.rewrite.original import original_of
from migrate.rewrite.proposal import Edit, Proposal
from migrate.rules.rule import Safety
from tests.migrate.rewrite.rewriting import run
from tests.samples import Sample, samples

SCRIPTS = [sample for sample in samples() if sample.script]


def rewritten(root: Path) -> Rewrite:
    return Engine(choice=Choice(unsafe=True)).rewrite(gathered([str(root)], KINDS))


def python_of(found: Rewrite) -> dict[str, bytes]:
    return {change.path: change.after for change in found.changes if change.path.endswith(".py")}


@pytest.mark.parametrize("sample", SCRIPTS, ids=lambda sample: sample.name)
def test_a_sample_parses_and_is_final(tmp_path: Path, sample: Sample) -> None:
    root = Path(shutil.copytree(sample.folder / "v1", tmp_path / "v1"))
    found = rewritten(root)
    for change in found.changes:
        (root / change.path).write_bytes(change.after)

    assert sample.script in python_of(found)
    for data in python_of(found).values():
        ast.parse(data)
    assert rewritten(root).changes == ()


@pytest.mark.parametrize("sample", SCRIPTS, ids=lambda sample: sample.name)
def test_line_ends_and_marks_make_no_difference(tmp_path: Path, sample: Sample) -> None:
    plain = Path(shutil.copytree(sample.folder / "v1", tmp_path / "plain"))
    odd = Path(shutil.copytree(sample.folder / "v1", tmp_path / "odd"))
    script = odd / sample.script
    script.write_bytes(b"\xef\xbb\xbf" + script.read_bytes().replace(b"\n", b"\r\n"))

    expected = python_of(rewritten(plain))[sample.script]
    found = python_of(rewritten(odd))[sample.script]
    assert found == b"\xef\xbb\xbf" + expected.replace(b"\n", b"\r\n")


PIECES = st.sampled_from(
    [
        "print(service.state)",
        "service.delete()",
        "first, second = service.get_keys()",
        "answer = service.run(data)",
        "service.update(tags={})",
        "x = 1  # service.delete()",
        "text = 'service.delete()'",
        "for name in names:\n    print(service.scoring_uri, name)",
        "try:\n    service.wait_for_deployment()\nexcept Exception:\n    pass",
        "def f(service):\n    return service.get_logs()",
        "f(service)",
        "Experiment(ws, 'train')",
        "model = Model(ws, 'churn')",
        "print(model.id, ws.name)",
        "if ws: pass",
        "service = Webservice(ws, 'other')",
        "",
        "# a comment",
    ]
)
HEAD = """\
from azureml.core import Experiment, Model, Webservice, Workspace

ws = Workspace.from_config()
service = Webservice(ws, 'churn')
"""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(PIECES, max_size=8))
def test_any_mix_of_calls_gives_python_that_is_final(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    text = HEAD + "\n".join(lines) + "\n"
    found = run(tmp_path_factory.mktemp("one"), {"deploy.py": text})

    assert found.findings == ()
    if found.changes:
        first = found.changes[0].after.decode()
        ast.parse(first)
        again = run(tmp_path_factory.mktemp("two"), {"deploy.py": first})
        assert [unified(one.path, one.before, one.after).decode() for one in again.changes] == []


EDITS = st.builds(
    lambda start, width, text: Edit(start, start + width, text),
    st.integers(0, 20),
    st.integers(0, 6),
    st.sampled_from(["", "x", "yy\n"]),
)


@given(edits=st.lists(EDITS, max_size=8), seed=st.integers())
def test_the_order_of_rules_makes_no_difference(edits: list[Edit], seed: int) -> None:
    place = Place("a.py", 1)
    proposals = [
        Proposal(f"AML1{number:02}", Safety.SAFE, place, "x", (edit,)) for number, edit in enumerate(edits)
    ]
    mixed = random.Random(seed).sample(proposals, len(proposals))

    taken = chosen(proposals)
    assert taken == chosen(mixed)
    text = "0123456789012345678901234567"
    applied(text, [edit for one in taken for edit in one.edits])


@given(text=st.text(st.sampled_from("ab\u00e9\u20ac\r\n \t\x0c"), max_size=40), data=st.data())
def test_bytes_outside_an_edit_stay(text: str, data: st.DataObject) -> None:
    raw = f"#{text}".encode()
    original = original_of(raw, cookies=True)
    start = data.draw(st.integers(0, len(original.text)))
    end = data.draw(st.integers(start, len(original.text)))

    assert original.spliced([]) == raw
    found = original.spliced([Edit(start, end, "NEW")])
    head, _, tail = found.partition(b"NEW")
    assert raw.startswith(head)
    assert raw.endswith(tail)
    assert original_of(found, cookies=True).text == original.text[:start] + "NEW" + original.text[end:]
