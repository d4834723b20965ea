"""Paths built from ``__file__`` are anchored at the root of the tree; others stay as they are written."""

from __future__ import annotations

import pytest

from compat.value import Known
from migrate.read.python import anchors
from tests.migrate.read.python.test_services import HEAD
from tests.migrate.read.python.tree import Tree, plain, read

IMPORTS = "from pathlib import Path\n" + HEAD


def scoring(code: str, path: str = "jobs/deploy.py", before: str = "") -> tuple[object, list[str]]:
    source = f"{IMPORTS}{before}\nModel.deploy(ws, 's', [], InferenceConfig({code}), aks())"
    (found,) = read(source, path=path).services
    assert found.scoring is not None
    value = found.scoring.settings["entry_script"].value
    return plain(value), [one.spelling for one in found.scoring.unread]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("os.path.join(os.path.dirname(__file__), 'score.py')", "//jobs/score.py"),
        (
            "os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'score.py')",
            "//src/score.py",
        ),
        (
            "os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), 'score.py')",
            "//score.py",
        ),
        ("f'{os.path.dirname(__file__)}/score.py'", "//jobs/score.py"),
        ("os.path.dirname(__file__) + '/../score.py'", "//score.py"),
        ("str(Path(__file__).parent / 'score.py')", "//jobs/score.py"),
        ("Path(__file__).resolve().parent.joinpath('score.py').as_posix()", "//jobs/score.py"),
        ("str(Path(__file__).absolute().parents[0] / 'score.py')", "//jobs/score.py"),
        ("str(Path(__file__).resolve().parents[1] / 'src' / 'score.py')", "//src/score.py"),
        ("str(Path(__file__).with_name('score.py'))", "//jobs/score.py"),
        ("os.path.normpath(os.path.join(__file__, '../score.py'))", "//jobs/score.py"),
        ("os.path.join(os.path.dirname(__file__), '../../score.py')", "//../score.py"),
        ("os.path.join(os.getcwd(), 'score.py')", "./score.py"),
        ("os.path.join(os.path.dirname(os.getcwd()), 'score.py')", "../score.py"),
        ("str(Path.cwd().parent / 'score.py')", "../score.py"),
        ("os.path.abspath('score.py')", "score.py"),
        ("'src/./score.py'", "src/./score.py"),
        ("'score.py'", "score.py"),
        ("os.path.join('src', 'score.py')", "src/score.py"),
    ],
)
def test_a_script_by_its_path(code: str, expected: str) -> None:
    assert scoring(code) == (expected, [])


def test_a_source_at_the_root() -> None:
    for code in (
        "os.path.join(os.path.dirname(__file__), 'score.py')",
        "f'{Path(__file__).parent}/score.py'",
    ):
        assert scoring(code, "deploy.py") == ("//score.py", [])


def test_the_name_of_the_root_is_not_known() -> None:
    found, _ = scoring("Path(__file__).parent.name", "deploy.py")
    assert not isinstance(found, str)
    assert scoring("Path(__file__).parent.name") == ("jobs", [])


@pytest.mark.parametrize(
    ("before", "script", "lost"),
    [
        ("os.chdir('src')", "'score.py'", ["os.chdir('src')"]),
        ("os.chdir(ws.name)", "'score.py'", ["os.chdir(ws.name)"]),
        ("os.chdir('..')", "os.path.join(os.path.dirname(__file__), 'score.py')", []),
        ("os.chdir(os.path.dirname(os.path.abspath(__file__)))", "'score.py'", []),
    ],
)
def test_a_changed_working_directory_is_said(before: str, script: str, lost: list[str]) -> None:
    found, unread = scoring(script, before=before)
    assert isinstance(found, str)
    assert unread == lost


def test_an_anchored_file_is_found_at_its_place_only() -> None:
    tree = Tree({"conda.yml": "", "jobs/env/conda.yml": ""})
    assert anchors.find(tree, "//conda.yml", "jobs/deploy.py") == "conda.yml"
    assert anchors.find(tree, "//jobs/env/../env/conda.yml", "") == "jobs/env/conda.yml"
    assert anchors.find(tree, "//jobs/conda.yml", "jobs/deploy.py") is None
    assert anchors.find(tree, "//../conda.yml", "jobs/deploy.py") is None
    assert anchors.find(tree, "conda.yml", "jobs/deploy.py") == "conda.yml"


def test_a_file_that_is_loaded_beside_the_source() -> None:
    source = (
        f"{IMPORTS}k = json.load(open(os.path.join(os.path.dirname(__file__), 'conf.json')))\n"
        "Model.deploy(ws, k['name'], [])"
    )
    (found,) = read(source, {"jobs/conf.json": '{"name": "svc"}'}, "jobs/deploy.py").services
    assert found.name == Known("svc")
