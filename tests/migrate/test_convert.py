"""Writing: whole files, the same bytes each time, and never over what the user has edited."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compat import v1
from compat.emit.folders import folders
from compat.emit.ledger import LossPolicy, losses, unread
from compat.mapping.translation import Translation, translate
from compat.v2 import Target
from compat.value import Expression, Known, Place, Value
from migrate.convert import Outcome, convert
from tests.compat.emit import translations as made
from tests.unprivileged import nobody, open_folder


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_twice_is_the_same_as_once(tmp_path: Path) -> None:
    first = convert([made.on_kubernetes(), made.with_versions()], tmp_path, root=tmp_path)
    before = tree(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    second = convert([made.on_kubernetes(), made.with_versions()], tmp_path, root=tmp_path)
    assert tree(tmp_path) == before
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times
    assert set(second.unchanged) == set(first.written)
    assert (second.written, second.exit_code, first.exit_code) == ((), 0, 0)


def test_two_folders_get_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        convert([made.on_managed()], tmp_path / name, root=tmp_path)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_local_paths_lead_to_the_repository(tmp_path: Path) -> None:
    convert([made.on_managed()], tmp_path / "out" / "v2", root=tmp_path / "repo")
    text = (tmp_path / "out" / "v2" / "churn" / "deployment.yml").read_text()
    assert "code: ../../../repo/src" in text


def test_an_edited_file_is_kept_and_named(tmp_path: Path) -> None:
    convert([made.on_managed()], tmp_path, root=tmp_path)
    edited = tmp_path / "churn" / "endpoint.yml"
    edited.write_text("name: mine\n")
    for _ in range(2):
        outcome = convert([made.on_managed()], tmp_path, root=tmp_path)
        assert edited.read_text() == "name: mine\n"
        assert (outcome.kept, outcome.exit_code) == (("churn/endpoint.yml",), 1)


def test_force_takes_an_edited_file_back(tmp_path: Path) -> None:
    convert([made.on_managed()], tmp_path, root=tmp_path)
    (tmp_path / "churn" / "endpoint.yml").write_text("name: mine\n")
    outcome = convert([made.on_managed()], tmp_path, root=tmp_path, force=True)
    assert (outcome.written, outcome.kept, outcome.exit_code) == (("churn/endpoint.yml",), (), 0)
    assert convert([made.on_managed()], tmp_path, root=tmp_path).written == ()


def test_a_file_that_was_never_ours_is_kept(tmp_path: Path) -> None:
    (tmp_path / "churn").mkdir()
    (tmp_path / "churn" / "README.md").write_text("My notes.\n")
    outcome = convert([made.on_managed()], tmp_path, root=tmp_path)
    assert outcome.kept == ("churn/README.md",)
    assert (tmp_path / "churn" / "README.md").read_text() == "My notes.\n"


def test_our_own_file_follows_the_source(tmp_path: Path) -> None:
    convert([made.on_managed()], tmp_path, root=tmp_path)
    changed = made.on_managed()
    endpoint = replace(changed.plan.endpoint, description=Known("new"))
    changed = replace(changed, plan=replace(changed.plan, endpoint=endpoint))
    outcome = convert([changed], tmp_path, root=tmp_path)
    assert outcome.written == ("churn/endpoint.yml",)
    assert "description: new" in (tmp_path / "churn" / "endpoint.yml").read_text()


def test_line_ends_that_git_changed_are_no_edit(tmp_path: Path) -> None:
    convert([made.on_managed()], tmp_path, root=tmp_path)
    file = tmp_path / "churn" / "endpoint.yml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    outcome = convert([made.on_managed()], tmp_path, root=tmp_path)
    assert (outcome.kept, outcome.written) == ((), ())
    assert b"\r\n" in file.read_bytes()


def test_files_of_an_earlier_run_are_named_and_left(tmp_path: Path) -> None:
    convert([made.on_kubernetes()], tmp_path, root=tmp_path)
    outcome = convert([made.with_versions()], tmp_path, root=tmp_path)
    assert "churn/endpoint.yml" in outcome.stale
    assert (tmp_path / "churn" / "endpoint.yml").exists()
    assert outcome.exit_code == 0
    (tmp_path / "churn" / "endpoint.yml").unlink()
    assert "churn/endpoint.yml" not in convert([made.with_versions()], tmp_path, root=tmp_path).stale


def test_a_deleted_file_comes_back(tmp_path: Path) -> None:
    convert([made.on_managed()], tmp_path, root=tmp_path)
    (tmp_path / "churn" / "endpoint.yml").unlink()
    assert convert([made.on_managed()], tmp_path, root=tmp_path).written == ("churn/endpoint.yml",)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 9, "files": {}}', b'{"version": 1, "files": [1]}']
)
def test_a_broken_manifest_makes_every_difference_an_edit(tmp_path: Path, content: bytes) -> None:
    convert([made.on_managed()], tmp_path, root=tmp_path)
    (tmp_path / ".migrate.json").write_bytes(content)
    (tmp_path / "churn" / "endpoint.yml").write_text("name: mine\n")
    outcome = convert([made.on_managed()], tmp_path, root=tmp_path)
    assert outcome.kept == ("churn/endpoint.yml",)
    assert "cannot be used" in outcome.notes[0]


def test_a_manifest_cannot_point_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    out = tmp_path / "out"
    out.mkdir()
    (out / ".migrate.json").write_text(
        json.dumps({"version": 1, "files": {"../secret.txt": "0", "/etc/hosts": "0"}})
    )
    assert convert([made.on_managed()], out, root=tmp_path).stale == ()


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = convert([made.on_managed()], tmp_path / "file", root=tmp_path)
    assert outcome.exit_code == 3
    assert "could not be written" in outcome.problems[0]
    assert "-o" in outcome.problems[0]


def test_a_folder_in_the_way_of_a_file_is_a_sentence_and_the_rest_is_written(tmp_path: Path) -> None:
    (tmp_path / "churn" / "endpoint.yml").mkdir(parents=True)
    outcome = convert([made.on_managed()], tmp_path, root=tmp_path)
    assert len(outcome.problems) == 1
    assert "churn/deployment.yml" in outcome.written


def test_no_half_file_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "churn" / "endpoint.yml").mkdir(parents=True)
    convert([made.on_managed()], tmp_path, root=tmp_path, force=True)
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_nothing_to_convert_writes_nothing(tmp_path: Path) -> None:
    assert convert([], tmp_path / "out", root=tmp_path) == Outcome()
    assert not (tmp_path / "out").exists()


def test_both_targets_stand_side_by_side(tmp_path: Path) -> None:
    kubernetes = made.on_kubernetes()
    managed = replace(made.on_managed(), service=kubernetes.service)
    outcome = convert([kubernetes, managed], tmp_path, root=tmp_path)
    assert outcome.folders == ("churn",)
    names = set(tree(tmp_path))
    assert {"churn/kubernetes/endpoint.yml", "churn/managed/endpoint.yml", "churn/compare.md"} <= names
    assert "code: ../../src" in (tmp_path / "churn" / "managed" / "deployment.yml").read_text()


def test_one_target_has_no_folder_of_its_own(tmp_path: Path) -> None:
    convert([made.on_kubernetes()], tmp_path, root=tmp_path)
    assert "churn/endpoint.yml" in tree(tmp_path)
    assert "churn/compare.md" not in tree(tmp_path)


def at(
    name: Value, line: int, kind: v1.ServiceKind = v1.ServiceKind.AKS, path: str = "deploy.py"
) -> Translation:
    translation = made.on_managed()
    endpoint = replace(translation.plan.endpoint, name=name)
    service = replace(translation.service, kind=kind, name=name, place=Place(path, line))
    return replace(translation, plan=replace(translation.plan, endpoint=endpoint), service=service)


AKS, ACI = v1.ServiceKind.AKS, v1.ServiceKind.ACI


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([at(Known("churn"), 1), at(Known("fraud"), 2)], ["churn", "fraud"]),
        ([at(Known("churn"), 1, AKS), at(Known("churn"), 2, ACI)], ["churn-aks", "churn-aci"]),
        ([at(Known("churn"), 9), at(Known("Churn"), 2)], ["churn-aks-2", "Churn-aks"]),
        ([at(Expression("args.name"), 3, path="jobs/deploy.py")], ["unnamed-deploy"]),
        ([at(Known("../../etc"), 1), at(Known("a/b\0c"), 2), at(Known("NUL"), 3)], ["etc", "a-b-c", "_NUL"]),
        ([at(Known("x-2"), 1), at(Known("x"), 2), at(Known("x"), 3)], ["x-2", "x-aks", "x-aks-2"]),
    ],
)
def test_every_service_has_a_folder_of_its_own(services: list[Translation], expected: list[str]) -> None:
    assert folders(services) == expected


def test_the_order_of_services_does_not_change_their_folders() -> None:
    services = [at(Known("churn"), line) for line in (3, 1, 2)]
    by_line = dict(zip((3, 1, 2), folders(services), strict=True))
    again = dict(
        zip((1, 2, 3), folders(sorted(services, key=lambda each: each.service.place.line)), strict=True)
    )  # type: ignore[union-attr]
    assert by_line == again


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_folders_never_meet_and_never_leave(names: list[str]) -> None:
    found = folders([at(Known(name), line) for line, name in enumerate(names)])
    assert len({name.casefold() for name in found}) == len(names)
    assert all(os.path.basename(name) == name and name not in {"", ".", ".."} for name in found)  # noqa: PTH119


def test_a_read_only_folder_is_a_sentence() -> None:
    with open_folder() as folder:
        folder.chmod(0o555)
        with nobody():
            outcome = convert([made.on_managed()], folder, root=folder)
        folder.chmod(0o755)
    assert outcome.exit_code == 3
    assert "Permission denied" in outcome.problems[0]


@pytest.mark.parametrize(
    ("policy", "sentences", "denied"),
    [(LossPolicy.ALLOW, 0, False), (LossPolicy.WARN, 2, False), (LossPolicy.DENY, 2, True)],
)
def test_the_policy_judges_losses(policy: LossPolicy, sentences: int, denied: bool) -> None:
    translation = made.on_kubernetes()
    found = losses(translation.changes, policy, unread(translation.service))
    assert (len(found.sentences), found.denied) == (sentences, denied)


def test_nothing_lost_is_nothing_denied() -> None:
    found = losses((made.TIMEOUT, made.CARRIED, made.DROPPED), LossPolicy.DENY)
    assert (found.sentences, found.denied) == ((), False)


@pytest.mark.parametrize(("targets", "page"), [([Target.MANAGED], "README.md"), (list(Target), "compare.md")])
def test_the_page_to_read_first(targets: list[Target], page: str, tmp_path: Path) -> None:
    outcome = convert(
        [translate(made.service(), target) for target in targets], tmp_path / "v2", root=tmp_path
    )
    [folder] = outcome.folders
    assert outcome.page(folder) == f"{folder}/{page}"
    assert (tmp_path / "v2" / outcome.page(folder)).is_file()
