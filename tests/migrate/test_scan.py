from __future__ import annotations

from pathlib import Path

import pytest

from compat.mapping.translation import translate
from compat.v1 import Service
from compat.value import Place
from migrate.finding import Finding, Level
from migrate.read.gathering import MissingPathError, gathered
from migrate.read.reading import Files, Reading, SourceFile
from migrate.read.registry import Kind
from migrate.scan import Choice, Scan, Scanner, Translated
from migrate.usage import Usage
from tests.migrate.readings import kind, read_deploy, reading

HIT = "import azureml.core\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "deploy.py").write_text(HIT + "a\nb\nc\n")
    (tmp_path / "score.py").write_text("def init(): pass\n")
    (tmp_path / "train.py").write_text("import sklearn\n")
    return tmp_path


def scanned(
    root: Path, read_with: Kind | None = None, choice: Choice | None = None, *, prefilter: bool = True
) -> Scan:
    kinds = (read_with or kind(read_deploy),)
    trees = gathered([str(root)], kinds, prefilter=prefilter)
    return Scanner(kinds, translate, choice or Choice()).scan(trees)


def ids(scan: Scan) -> list[str]:
    return [finding.rule for finding in scan.findings]


def test_a_service_is_found_with_what_becomes_of_it(repository: Path) -> None:
    scan = scanned(repository)
    (outcome,) = scan.outcomes
    assert outcome.plan is not None
    assert outcome.ledger.balanced
    assert {"AML101", "AML102", "AML106", "AML501", "AML504", "AML505"} <= set(ids(scan))
    assert (scan.repositories[0].files, scan.repositories[0].read) == (3, 1)


def test_a_service_finding_says_what_the_mapping_says_and_stands_where_the_setting_does(
    repository: Path,
) -> None:
    scan = scanned(repository)
    said = next(finding for finding in scan.findings if finding.rule == "AML505")
    change = next(item for item in scan.outcomes[0].changes if item.key == "scoring_timeout_ms")
    assert said.message.startswith(change.sentence)
    assert said.place == change.given[0].place
    assert said.service == "churn"


def test_each_sentence_is_said_once(repository: Path) -> None:
    for finding in scanned(repository).findings:
        sentences = finding.message.split(". ")
        assert len(set(sentences)) == len(sentences)


def test_a_file_without_the_word_is_not_read(repository: Path) -> None:
    found = scanned(repository).repositories[0]
    assert found.read == 1
    assert [usage.symbol for usage in found.usages if usage.place.path != "deploy.py"] == ["scoring_script"]


def test_everything_is_read_without_the_prefilter_and_nothing_more_is_found(repository: Path) -> None:
    fast, slow = scanned(repository), scanned(repository, prefilter=False)
    assert slow.repositories[0].read == 3
    assert slow.findings == fast.findings
    assert slow.outcomes == fast.outcomes


def test_nothing_is_said_of_a_tree_without_v1(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from azure.ai.ml import MLClient\n")
    scan = scanned(tmp_path)
    assert (scan.findings, scan.outcomes, scan.lossy, scan.our_fault) == ((), (), False, False)


def test_one_bad_file_is_one_finding_and_the_scan_goes_on(repository: Path) -> None:
    (repository / "bad.py").write_bytes(b"import azureml\xff")
    (repository / "nul.py").write_bytes(b"import azureml\0")
    scan = scanned(repository)
    assert [(item.rule, item.place.path) for item in scan.findings if item.level is Level.FAILURE] == [
        ("AML913", "bad.py"),
        ("AML914", "nul.py"),
    ]
    assert len(scan.outcomes) == 1
    assert not scan.our_fault


def test_an_empty_file_is_no_news_unless_it_was_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    assert ids(scanned(tmp_path, prefilter=False)) == []
    kinds = (kind(read_deploy),)
    named = Scanner(kinds, translate).scan(gathered([str(tmp_path / "a.py")], kinds))
    assert ids(named) == ["AML915"]


def test_a_file_that_a_reader_needs_and_cannot_have_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(HIT)
    (tmp_path / "dc.json").write_bytes(b"\xff")

    def read(source: SourceFile, files: Files) -> Reading:
        files.text("dc.json")
        return Reading(source.path)

    assert [(item.rule, item.place.path) for item in scanned(tmp_path, kind(read)).findings] == [
        ("AML913", "dc.json")
    ]


def test_a_reader_that_fails_is_our_fault_and_the_scan_goes_on(repository: Path) -> None:
    (repository / "a.py").write_text(HIT)

    def read(source: SourceFile, files: Files) -> Reading:
        if source.path == "a.py":
            raise RecursionError("too deep")
        return read_deploy(source, files)

    scan = scanned(repository, kind(read))
    assert ("AML920", "a.py") in [(item.rule, item.place.path) for item in scan.findings]
    assert scan.our_fault
    assert len(scan.outcomes) == 1


def test_a_mapping_that_fails_leaves_the_service_in_the_report(repository: Path) -> None:
    def fail(_: Service) -> Translated:
        raise ValueError("no row")

    kinds = (kind(read_deploy),)
    scan = Scanner(kinds, fail).scan(gathered([str(repository)], kinds))
    assert "AML922" in ids(scan)
    assert scan.outcomes[0].target is None
    assert (scan.lossy, scan.our_fault) == (True, True)


def test_an_unexpected_change_unbalances_the_ledger_and_is_our_fault(repository: Path) -> None:
    from dataclasses import replace

    def twice(service: Service) -> Translated:
        translation = translate(service)
        extra = replace(next(item for item in translation.changes if item.given), key="ghost")
        moved = replace(extra.given[0], place=Place("deploy.py", 99, 1))
        return replace(translation, changes=(*translation.changes, replace(extra, given=(moved,))))

    kinds = (kind(read_deploy),)
    scan = Scanner(kinds, twice).scan(gathered([str(repository)], kinds))
    assert "AML923" in ids(scan)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(select=("AML5",)), {"AML5"}),
        (Choice(ignore=("AML5",)), {"AML1"}),
        (Choice(select=("AML101", "AML505"), ignore=("AML505",)), {"AML1"}),
        (Choice(select=("AML9",)), set()),
    ],
)
def test_rules_are_chosen_by_id_or_prefix(repository: Path, choice: Choice, expected: set[str]) -> None:
    assert {rule[:4] for rule in ids(scanned(repository, choice=choice))} == expected


def test_a_suppressed_finding_is_gone_and_counted(repository: Path) -> None:
    (repository / "deploy.py").write_text(HIT + "a  # migrate: ignore[AML106] moving next week\nb\nc\n")
    scan = scanned(repository)
    assert "AML106" not in ids(scan)
    (silenced,) = scan.repositories[0].silenced
    assert (silenced.finding.rule, silenced.reason) == ("AML106", "moving next week")


def test_a_comment_about_a_rule_that_is_not_chosen_is_not_stale(repository: Path) -> None:
    (repository / "deploy.py").write_text(HIT + "a  # migrate: ignore[AML106] moving next week\nb\nc\n")
    assert "AML930" not in ids(scanned(repository, choice=Choice(select=("AML5", "AML9"))))


def test_findings_are_in_order_of_place_and_never_twice(tmp_path: Path) -> None:
    for name in ("b.py", "a.py"):
        (tmp_path / name).write_text(HIT)

    def read(source: SourceFile, _: Files) -> Reading:
        late, early = (Finding("AML901", Level.FAILURE, "Said.", Place(source.path, line)) for line in (9, 2))
        return Reading(source.path, findings=(late, early, late))

    found = scanned(tmp_path, kind(read)).findings
    assert [(item.place.path, item.place.line) for item in found] == [
        ("a.py", 2),
        ("a.py", 9),
        ("b.py", 2),
        ("b.py", 9),
    ]


def test_many_files_are_read_in_several_processes_with_the_same_result(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.py").write_text(HIT)

    def read(source: SourceFile, _: Files) -> Reading:
        return Reading(source.path, (Usage("azureml.core.model.Model.deploy", Place(source.path, 3)),))

    found = scanned(tmp_path, kind(read)).findings
    assert [item.place.path for item in found] == [f"{number:02}.py" for number in range(60)]


def test_a_rule_over_scoring_scripts_knows_them_from_the_services(repository: Path) -> None:
    (repository / "score.py").write_text(HIT)

    def read(source: SourceFile, _: Files) -> Reading:
        if source.path == "deploy.py":
            return reading()
        return Reading(source.path, (Usage("azureml.core.run.Run.get_context", Place(source.path, 1)),))

    assert ("AML403", "score.py") in [
        (item.rule, item.place.path) for item in scanned(repository, kind(read)).findings
    ]


def test_paths_that_overlap_are_scanned_once(repository: Path) -> None:
    (repository / "sub").mkdir()
    kinds = (kind(read_deploy),)
    trees = gathered(
        [str(repository), str(repository / "sub"), f"{repository}/.", str(repository / "deploy.py")], kinds
    )
    roots = [tree.root for tree in trees]
    assert roots[0] == str(repository)
    assert str(repository / "sub") not in roots


def test_a_file_can_be_named_by_itself(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    kinds = (kind(read_deploy),)
    (tree,) = gathered(["deploy.py"], kinds)
    assert (tree.shown, tree.paths) == (".", ["deploy.py"])


@pytest.mark.parametrize(
    ("name", "said"), [("nowhere", "does not exist"), ("pipe", "neither a file nor a folder")]
)
def test_a_path_that_is_not_there_is_refused_before_anything_is_read(
    tmp_path: Path, name: str, said: str
) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MissingPathError, match=said):
        gathered([str(tmp_path), str(tmp_path / name)], (kind(read_deploy),))


def test_a_scoring_script_that_a_service_names_is_told(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "score.py").write_text("def init(): ...\ndef run(data): ...\n", encoding="utf-8")
    (tmp_path / "src" / "other.py").write_text("def init(): ...\ndef run(data): ...\n", encoding="utf-8")
    (tmp_path / "deploy.py").write_text(
        "from azureml.core import Model, Workspace\n"
        "from azureml.core.model import InferenceConfig\n"
        "Model.deploy(Workspace.from_config(), 'churn', [], InferenceConfig('score.py', source_directory='src'))\n",
        encoding="utf-8",
    )
    from migrate.read.gathering import gathered as gather
    from migrate.read.registry import KINDS as EVERY

    [repository] = Scanner(EVERY).scan(gather([str(tmp_path)], EVERY)).repositories
    told = [usage.place.path for usage in repository.usages if usage.symbol == "scoring_script"]
    assert told == ["src/score.py"]
