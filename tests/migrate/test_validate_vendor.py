"""What azure-ai-ml's own loader says to every mistake, and to every document we call right."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from compat.validation import Check, Kind, Loader, kind_of
from migrate import vendor_loader
from migrate.vendor_loader import Refusal
from tests.compat.validation_examples import CHECKED, WHOLE, documents, lay_out, right, wrong

ASKED = [row for row in CHECKED if row.loader is not Loader.NOT_ASKED]
_INTENDED = {"AML602": Kind.MANAGED_ENDPOINT}
"""The command that would be given a file whose kind cannot be told."""


def _kind(row: Check, text: str) -> Kind:
    return _INTENDED.get(row.code) or kind_of(documents(text)[0])[0] or row.example.kind


def _refusals(folder: Path, text: str, kind: Kind) -> list[Refusal]:
    lay_out(folder)
    file = folder / "file.yml"
    file.write_text(text, encoding="utf-8")
    return vendor_loader.refusals(str(file), kind)


def _verdict(found: list[Refusal]) -> Loader:
    if not found:
        return Loader.ACCEPTS
    return Loader.REFUSES_TO_SEND if all(one.sending for one in found) else Loader.REFUSES


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.code)
def test_loader_says_to_the_mistake_what_the_page_says(row: Check, tmp_path: Path) -> None:
    text = wrong(row)
    assert _verdict(_refusals(tmp_path, text, _kind(row, text))) is row.loader


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.code)
def test_loader_takes_the_right_example(row: Check, tmp_path: Path) -> None:
    text = right(row)
    assert _refusals(tmp_path, text, _kind(row, text)) == []


@pytest.mark.parametrize("kind", [kind for kind in WHOLE if kind is not Kind.INSTANCE_TYPE], ids=str)
def test_loader_takes_the_whole_documents(kind: Kind, tmp_path: Path) -> None:
    assert _refusals(tmp_path, WHOLE[kind], kind) == []


def test_most_mistakes_are_let_through() -> None:
    accepted = [row for row in ASKED if row.loader is Loader.ACCEPTS]
    assert len(accepted) > 40


def test_refusal_names_the_key(tmp_path: Path) -> None:
    text = WHOLE[Kind.KUBERNETES_DEPLOYMENT] + "liveness_probe: {period: PT1S}\n"
    found = _refusals(tmp_path, text, Kind.KUBERNETES_DEPLOYMENT)
    assert found == [Refusal(("liveness_probe", "period"), "Not a valid integer.")]


def test_refusal_of_one_of_several_forms_names_the_deepest_key(tmp_path: Path) -> None:
    text = WHOLE[Kind.KUBERNETES_DEPLOYMENT].replace("{type: default}", "{type: default, colour: red}")
    [found] = _refusals(tmp_path, text, Kind.KUBERNETES_DEPLOYMENT)
    assert found == Refusal(("scale_settings", "colour"), "Unknown field.")


def test_refusal_to_send_is_marked_and_plain(tmp_path: Path) -> None:
    text = WHOLE[Kind.ENVIRONMENT].replace("image: python\n", "")
    [found] = _refusals(tmp_path, text, Kind.ENVIRONMENT)
    assert found == Refusal((), "Docker image or Dockerfile is required for environments.", sending=True)


def test_loader_that_breaks_is_a_refusal(tmp_path: Path) -> None:
    text = WHOLE[Kind.KUBERNETES_DEPLOYMENT].replace("azureml:churn:3", "[azureml:churn:3]")
    [found] = _refusals(tmp_path, text, Kind.KUBERNETES_DEPLOYMENT)
    assert found.sentence.startswith("The loader breaks on this file (AttributeError:")


def test_no_refusal_has_colours_or_several_lines(tmp_path: Path) -> None:
    for row in ASKED:
        text = wrong(row)
        for found in _refusals(tmp_path, text, _kind(row, text)):
            assert "\x1b" not in found.sentence
            assert "\n" not in found.sentence
            assert found.sentence.endswith(".")


def test_loader_is_quiet_and_leaves_logging_as_it_was(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    before = logging.root.manager.disable
    _refusals(tmp_path, WHOLE[Kind.KUBERNETES_DEPLOYMENT] + "colour: red\n", Kind.KUBERNETES_DEPLOYMENT)
    assert capfd.readouterr() == ("", "")
    assert list(recwarn) == []
    assert logging.root.manager.disable == before


def test_other_kinds_are_not_asked_about(tmp_path: Path) -> None:
    assert _refusals(tmp_path, "dependencies: []\n", Kind.CONDA) == []


def test_package_is_found_without_being_imported() -> None:
    import subprocess

    code = "import sys; from migrate import vendor_loader as v; print(v.is_installed(), 'azure.ai.ml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
