from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from compat.validation import Kind, Severity, page
from migrate.validate import Located, Vendor, VendorMissingError, render, summary, validate_files
from tests.compat.validation_examples import WHOLE, lay_out, right, wrong

ENDPOINT = WHOLE[Kind.KUBERNETES_ENDPOINT]
DEPLOYMENT = WHOLE[Kind.KUBERNETES_DEPLOYMENT]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path


def _write(folder: Path, text: str, name: str = "file.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _own(*paths: Path) -> list[Located]:
    return validate_files(paths, Vendor.OFF)


def _found(folder: Path, text: str) -> list[tuple[str, int]]:
    return [(one.problem.code, one.place.line) for one in _own(_write(folder, text))]


@pytest.mark.parametrize("vendor", [Vendor.OFF, Vendor.ON, Vendor.AUTO])
def test_good_files_have_no_problem(folder: Path, vendor: Vendor) -> None:
    files = [
        _write(folder, text, f"{kind.name}.yml")
        for kind, text in WHOLE.items()
        if kind not in {Kind.INSTANCE_TYPE, Kind.MANAGED_ENDPOINT, Kind.MANAGED_DEPLOYMENT}
    ]
    assert validate_files(files, vendor) == []


def test_problem_stands_on_the_line_of_its_key(folder: Path) -> None:
    assert _found(folder, ENDPOINT + "tags:\n  team: a\n  release: 7\n") == [("AML692", 6)]


def test_missing_key_stands_on_the_line_of_its_mapping(folder: Path) -> None:
    text = DEPLOYMENT.replace("{request_timeout_ms: 60000}", "\n  max_queue_wait_ms: 1")
    assert _found(folder, text) == [("AML679", 6)]


def test_missing_key_of_the_document_stands_where_it_begins(folder: Path) -> None:
    assert _found(folder, "# written by hand\n\n" + ENDPOINT.replace("name: churn\n", "")) == [("AML611", 3)]


def test_repeated_key_stands_on_the_second(folder: Path) -> None:
    assert _found(folder, ENDPOINT + "auth_mode: key\n") == [("AML606", 4)]


def test_item_of_a_list_has_its_line(folder: Path) -> None:
    text = (
        ENDPOINT
        + "identity:\n  type: user_assigned\n  user_assigned_identities:\n    - {resource_id: a}\n    - b\n"
    )
    assert _found(folder, text) == [("AML612", 8)]


def test_second_document_of_a_file_has_its_own_lines(folder: Path) -> None:
    assert _found(folder, f"{ENDPOINT}---\n{ENDPOINT.replace('churn', 'other')}colour: red\n") == [
        ("AML605", 5),
        ("AML610", 8),
    ]


def test_value_from_an_anchor_has_a_line(folder: Path) -> None:
    text = DEPLOYMENT + "liveness_probe: &probe\n  period: 0\nreadiness_probe:\n  <<: *probe\n  timeout: 2\n"
    assert _found(folder, text) == [("AML683", 12), ("AML683", 12)]


def test_unquoted_version_is_shown_as_written(folder: Path) -> None:
    [one] = _own(_write(folder, WHOLE[Kind.ENVIRONMENT] + "version: 1.10\n"))
    assert one.problem.sentence == "version 1.10 is not text; it is read as 1.1."
    assert one.problem.hint == 'Write "1.10".'


@pytest.mark.parametrize("version", ['"1.10"', "3", "v1", "2024-01-01T"])
def test_other_versions_are_left_alone(folder: Path, version: str) -> None:
    assert _found(folder, WHOLE[Kind.ENVIRONMENT] + f"version: {version}\n") == []


def test_several_files_are_looked_at_together(folder: Path) -> None:
    deployment = _write(folder, WHOLE[Kind.MANAGED_DEPLOYMENT], "b.yml")
    endpoint = _write(folder, ENDPOINT, "a.yml")
    assert [one.problem.code for one in _own(deployment, endpoint)] == ["AML627"]
    assert _own(deployment) == []


def test_same_file_twice_is_one_file(folder: Path) -> None:
    path = _write(folder, ENDPOINT)
    assert _own(path, path) == []


def test_ignore_file_that_hides_the_script_is_an_error(folder: Path) -> None:
    (folder / "src" / ".amlignore").write_text("*.py\n!helper.py\n", encoding="utf-8")
    [one] = _own(_write(folder, DEPLOYMENT))
    assert (one.problem.code, one.problem.severity) == ("AML697", Severity.ERROR)


def test_amlignore_stands_before_gitignore(folder: Path) -> None:
    (folder / "src" / ".gitignore").write_text("*.py\n", encoding="utf-8")
    (folder / "src" / ".amlignore").write_text("__pycache__/\n", encoding="utf-8")
    assert _found(folder, DEPLOYMENT) == []


def test_ignore_file_above_the_code_folder_does_not_count(folder: Path) -> None:
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    assert _found(folder, DEPLOYMENT) == []


def test_ignore_rules_are_those_of_the_vendor(folder: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from azure.ai.ml._utils._asset_utils import get_ignore_file

    from migrate.read.local import LocalFiles

    code = folder / "src"
    rules = "# a comment\n*.csv\n/data/\n!keep.csv\nnotes\n**/deep/*.txt\n\\#odd\n"
    (code / ".amlignore").write_text(rules, encoding="utf-8")
    for name in (
        "a.csv",
        "keep.csv",
        "data/x.py",
        "sub/data/x.py",
        "notes/a",
        "sub/notes",
        "q/deep/z.txt",
        "#odd",
    ):
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text("", encoding="utf-8")
    names = [path for path in code.rglob("*") if path.is_file() and path.name != ".amlignore"]
    ignored = get_ignore_file(code)
    expected = sorted(str(path.relative_to(code)) for path in names if ignored.is_file_excluded(path))
    assert list(LocalFiles().hidden(str(folder / "file.yml"), "./src")) == expected
    assert expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"# only a comment\n", "The file is empty."),
        (b"---\n", "The file is empty."),
        (b"- name: a\n", "This is a list; a v2 document is a mapping of keys."),
        (b"hello\n", "This is plain text; a v2 document is a mapping of keys."),
        (b"name: [a\n", "This is not YAML: expected ',' or ']', but got '<stream end>'."),
        (b"name: \xff\xfe\n", "The file is not UTF-8 (byte 6)."),
        (b"name: \x00\n", "This is not YAML: special characters are not allowed."),
        (b"a: &a [*a]\n", "An anchor refers to itself."),
        (b"? [a]\n: b\n", "A key of a mapping must be plain text."),
        (b"a: !!python/name:os.system x\n", "This is not YAML: could not determine a constructor"),
        (b"[" * 5000, "The text is nested more than 100 levels deep."),
        (b"a: " + b"{a: " * 150 + b"1" + b"}" * 150, "The document is nested more than 100 levels deep."),
        (b"a: 2024-13-45\n", "2024-13-45 cannot be read: month must be in 1..12."),
        (b"x" * 600_000, "The text has 600000 characters; more than 500000 are not read."),
    ],
)
def test_file_that_cannot_be_read_gets_one_sentence(folder: Path, content: bytes, sentence: str) -> None:
    path = folder / "bad.yml"
    path.write_bytes(content)
    [one] = validate_files([path], Vendor.ON)
    assert one.problem.code == "AML600"
    assert one.problem.sentence.startswith(sentence)


@pytest.mark.parametrize("entry", ["[{}]", "{{<<: [{}]}}"])
def test_anchors_that_multiply_are_bounded(folder: Path, entry: str) -> None:
    first = "a0: &a0 [x]\n" if entry == "[{}]" else "a0: &a0 {x: 1}\n"
    lines = [f"a{n}: &a{n} " + entry.format(",".join([f"*a{n - 1}"] * 9)) for n in range(1, 12)]
    [one] = _own(_write(folder, first + "\n".join(lines)))
    assert one.problem.sentence.startswith("The document has more than 100000 keys and values")


def test_huge_file_is_not_read(folder: Path) -> None:
    path = folder / "huge.yml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    [one] = _own(path)
    assert one.problem.sentence == "The file has 50000000 bytes; more than 2000000 are not read."


def test_missing_file_and_folder_get_a_sentence(folder: Path) -> None:
    missing = folder / "gone.yml"
    assert [one.problem.sentence for one in _own(missing, folder / "src")] == [
        f"{missing} does not exist.",
        f"{folder / 'src'} is a folder, not a file.",
    ]


def test_link_that_leads_to_itself_gets_a_sentence(folder: Path) -> None:
    loop = folder / "loop.yml"
    loop.symlink_to(loop)
    [one] = _own(loop)
    assert one.problem.code == "AML600"


def test_bad_file_does_not_stop_the_others(folder: Path) -> None:
    bad, good = _write(folder, "- a\n", "a.yml"), _write(folder, ENDPOINT + "colour: red\n", "b.yml")
    assert [one.problem.code for one in _own(bad, good)] == ["AML600", "AML610"]


def test_file_with_a_byte_order_mark_is_read(folder: Path) -> None:
    path = folder / "file.yml"
    path.write_bytes(b"\xef\xbb\xbf" + ENDPOINT.encode())
    assert _own(path) == []


def test_json_is_read_too(folder: Path) -> None:
    text = '{"name": "churn",\n "compute": "azureml:k8s",\n "auth_mode": "aad_token"}'
    assert _found(folder, text) == [("AML630", 3)]


def test_script_that_cannot_be_read_is_no_crash(folder: Path) -> None:
    (folder / "src" / "score.py").write_bytes(b"\xff\xfe\x00")
    assert _found(folder, DEPLOYMENT) == []


def test_script_with_null_bytes_does_not_parse(folder: Path) -> None:
    (folder / "src" / "score.py").write_bytes(b"a = 1\x00")
    assert [code for code, _ in _found(folder, DEPLOYMENT)] == ["AML699"]


def test_path_with_a_null_byte_is_a_missing_file(folder: Path) -> None:
    text = DEPLOYMENT.replace("code: ./src", 'code: "a\\0b"')
    assert [code for code, _ in _found(folder, text)] == ["AML694"]


def test_vendor_adds_what_our_checks_do_not_know(folder: Path) -> None:
    text = (
        ENDPOINT + "\nidentity:\n  type: user_assigned\n  user_assigned_identities:\n    - {resource_id: 3}\n"
    )
    found = validate_files([_write(folder, text)], Vendor.ON)
    assert [one.problem.code for one in found] == ["AML609"]


@pytest.mark.parametrize("code", ["AML600", "AML609"])
def test_example_of_what_no_check_says(folder: Path, code: str) -> None:
    row = page(code)
    assert row is not None
    found = validate_files([_write(folder, wrong(row))], Vendor.ON)
    assert [one.problem.code for one in found] == [code]
    assert validate_files([_write(folder, right(row))], Vendor.ON) == []


def test_vendor_still_speaks_of_keys_that_are_there_when_another_is_missing(folder: Path) -> None:
    text = ENDPOINT.replace("name: churn\n", "") + (
        "identity: {type: user_assigned, user_assigned_identities: [{resource_id: 3}]}\n"
    )
    found = validate_files([_write(folder, text)], Vendor.ON)
    assert sorted(one.problem.code for one in found) == ["AML609", "AML611"]


def test_tags_of_a_compute_must_be_text(folder: Path) -> None:
    path = _write(folder, WHOLE[Kind.KUBERNETES_COMPUTE] + "tags: {release: 7}\n")
    assert [(one.problem.code, one.is_error) for one in validate_files([path], Vendor.ON)] == [
        ("AML692", True)
    ]


def test_vendor_names_the_key(folder: Path) -> None:
    text = ENDPOINT + "identity: {type: user_assigned, user_assigned_identities: [{resource_id: 3}]}\n"
    [one] = validate_files([_write(folder, text)], Vendor.ON)
    assert one.problem.sentence.startswith("azure-ai-ml refuses identity")
    assert one.place.line == 4


def test_vendor_does_not_repeat_what_we_have_said(folder: Path) -> None:
    text = DEPLOYMENT.replace("endpoint_name: churn\n", "") + "colour: red\nliveness_probe: {period: PT1S}\n"
    found = validate_files([_write(folder, text)], Vendor.ON)
    assert [one.problem.code for one in found] == ["AML611", "AML610", "AML612"]


def test_vendor_off_does_not_import_the_package(folder: Path) -> None:
    path = _write(folder, ENDPOINT)
    code = (
        "import sys; from migrate.validate import *; "
        f"validate_files([{str(path)!r}], Vendor.OFF); "
        "print(any(name.startswith(('azure', 'libcst', 'kubernetes', 'rich')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_importing_the_module_does_not_import_yaml() -> None:
    code = "import sys, migrate.validate; print('yaml' in sys.modules, 'pathspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_vendor_on_without_the_package_says_what_to_install(folder: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules['azure.ai'] = None\n"
        "from migrate.validate import *\n"
        f"path = {str(_write(folder, ENDPOINT))!r}\n"
        "print(validate_files([path]))\n"
        "try:\n    validate_files([path], Vendor.ON)\n"
        "except VendorMissingError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "[]",
        'azure-ai-ml is not installed: pip install "azureml-v1-exit[azure]", or use --vendor off.',
    ]
    assert issubclass(VendorMissingError, Exception)


def test_text_has_file_line_code_sentence_and_hint(folder: Path) -> None:
    path = _write(folder, ENDPOINT.replace("key\n", "none\n"))
    assert render(_own(path)) == (
        f"{path}:3: AML631 auth_mode cannot be switched off: a v2 endpoint always authenticates.\n"
        "    Use key, and give the key to the callers."
    )


def test_text_marks_warnings(folder: Path) -> None:
    path = _write(folder, ENDPOINT.replace("auth_mode: key\n", ""))
    assert render(_own(path)).startswith(f"{path}:1: AML632 (warning) auth_mode is missing")


def test_summary_counts(folder: Path) -> None:
    found = _own(_write(folder, ENDPOINT + "colour: red\ntags: {a: 1, b: 2}\n"))
    assert summary(found, 1) == "1 error and 2 warnings in 1 file."
    assert summary([], 2) == "No problems in 2 files."
