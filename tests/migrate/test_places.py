"""The files that bring migrate to where people work: valid, safe to fill in, and in words that the program knows."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from kubernetes import client

from migrate.cli import parser
from migrate.preferences import KEYS, checked
from migrate.report import FORMATS

ROOT = Path(__file__).parent.parent.parent
CI = ROOT / "docs" / "ci"
SOURCE = "from azureml.core import Workspace\nws = Workspace.from_config()\n"


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("file", "vendor"),
    [
        (ROOT / "action.yml", "github-actions"),
        (CI / "github-fleet.yml", "github-workflows"),
        (CI / "azure-pipelines-step.yml", "azure-pipelines"),
        (CI / "gitlab-ci.yml", "gitlab-ci"),
    ],
    ids=lambda item: item.name if isinstance(item, Path) else "",
)
def test_the_vendor_s_own_schema_takes_the_file(file: Path, vendor: str) -> None:
    schemas = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((schemas / f"{vendor}.json").read_text(encoding="utf-8"))
    # PyYAML reads the key `on` of a workflow as true.
    data = {("on" if key is True else key): value for key, value in loaded(file).items()}
    jsonschema.validators.validator_for(schema)(schema).validate(data)


KINDS = {"Job": "V1Job", "ConfigMap": "V1ConfigMap", "PersistentVolumeClaim": "V1PersistentVolumeClaim"}


def test_kubernetes_knows_every_field() -> None:
    documents = list(yaml.safe_load_all((CI / "kubernetes-fleet.yml").read_text(encoding="utf-8")))
    assert [item["kind"] for item in documents] == ["ConfigMap", "PersistentVolumeClaim", "Job", "Job"]
    api = client.ApiClient()
    read = getattr(api, "_ApiClient__deserialize")  # noqa: B009 - its public way in has other arguments in each version
    for item in documents:
        model = read(item, KINDS[item["kind"]])
        assert api.sanitize_for_serialization(model) == item


def test_there_is_a_repository_for_every_pod() -> None:
    config, _, job, _ = yaml.safe_load_all((CI / "kubernetes-fleet.yml").read_text(encoding="utf-8"))
    listed = config["data"]["repositories.txt"].splitlines()
    assert len(listed) == job["spec"]["completions"]
    assert all(re.fullmatch(r"[\w-]+ https://\S+", line) for line in listed)


def scripts(data: object) -> Iterator[str]:
    """Yield every shell script in a document."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in {"run", "bash"} and isinstance(value, str):
                yield value
            elif key in {"args", "script"} and isinstance(value, list):
                yield from (item for item in value if isinstance(item, str))
            else:
                yield from scripts(value)
    elif isinstance(data, list):
        for item in data:
            yield from scripts(item)


def commands(script: str) -> Iterator[list[str]]:
    """Yield the arguments of each call of migrate, with something in place of variables."""
    for line in script.replace("\\\n", " ").splitlines():
        match = re.search(r'(?:^\s*|/)migrate"? (?=scan|report|status)(.*?)(?:\|\||$)', line)
        if match:
            plain = re.sub(r'\$\{(\w+)\[@\]\+"\$\{\1\[@\]\}"\}|"\$\{options\[@\]\}"', "", match.group(1))
            yield shlex.split(re.sub(r"\$\{?\w+(\[@\])?\}?", "x", plain))


FILES = [ROOT / "action.yml", *sorted(CI.glob("*.yml"))]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_every_command_is_one_that_the_program_takes(file: Path) -> None:
    documents = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
    found = [command for script in scripts(documents) for command in commands(script)]
    assert found
    for command in found:
        assert parser().parse_args(command).run


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_no_script_has_a_template_in_it(file: Path) -> None:
    for script in scripts(list(yaml.safe_load_all(file.read_text(encoding="utf-8")))):
        assert "${{" not in script
        assert "$(" not in script.replace("$(sed", "").replace("$((", "")


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_bash_takes_every_script(file: Path) -> None:
    for script in scripts(list(yaml.safe_load_all(file.read_text(encoding="utf-8")))):
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


class Runner:
    """A job of GitHub Actions as far as the scan step sees it."""

    def __init__(self, folder: Path) -> None:
        self.work, self.temp = folder / "work", folder / "temp"
        self.summary, self.output = folder / "summary", folder / "output"
        programs = self.temp / "migrate" / "bin"
        programs.mkdir(parents=True)
        self.work.mkdir()
        program = programs / "migrate"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m migrate "$@"\n')
        program.chmod(0o755)

    def scan(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        action = loaded(ROOT / "action.yml")
        step = next(item for item in action["runs"]["steps"] if item.get("id") == "scan")
        given = {name: item["default"] for name, item in action["inputs"].items()} | inputs
        variables = {
            name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: given[found.group(1)], value)
            for name, value in step["env"].items()
        }
        runner = {
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            ["bash", "-c", step["run"]],
            env={**os.environ, **runner, **variables},
            cwd=self.work,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    (made.work / "deploy.py").write_text(SOURCE)
    return made


def test_the_action_reports_everywhere(runner: Runner) -> None:
    done = runner.scan()
    assert done.returncode == 1
    assert done.stdout.startswith("::notice file=deploy.py,line=2")
    assert "## Azure ML v1" in runner.summary.read_text()
    outputs = dict(line.split("=", 1) for line in runner.output.read_text().splitlines())
    assert outputs["exit-code"] == "1"
    assert json.loads(Path(outputs["sarif"]).read_text())["runs"][0]["results"]
    assert json.loads(Path(outputs["json"]).read_text())["summary"]["findings"]
    assert Path(outputs["html"]).read_text().startswith("<!doctype html>")
    assert set(outputs) == set(loaded(ROOT / "action.yml")["outputs"])


def test_the_action_can_let_findings_pass_but_no_wrong_usage(runner: Runner) -> None:
    assert runner.scan(fail="false").returncode == 0
    assert runner.scan(fail="false", paths="not there").returncode == 2


def test_several_paths_and_options_reach_the_program(runner: Runner) -> None:
    (runner.work / "a b").mkdir()
    (runner.work / "a b" / "deploy.py").write_text(SOURCE)
    done = runner.scan(paths="a b\ndeploy.py\n", select="AML1,AML5", ignore="AML199", lossy="deny")
    assert done.returncode == 1
    assert "file=a b/deploy.py" in done.stdout
    assert "file=deploy.py" in done.stdout


@pytest.mark.parametrize("name", ["paths", "baseline", "diff", "select", "ignore", "lossy", "fail"])
@pytest.mark.parametrize(
    "text", ['"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "x && touch pwned", "--help"]
)
def test_an_input_is_never_a_command(runner: Runner, name: str, text: str) -> None:
    done = runner.scan(**{name: text})
    assert done.returncode in ({1} if name == "fail" else {2})
    assert "usage:" not in done.stdout
    assert not list(runner.temp.parent.rglob("pwned"))


def test_every_input_of_the_action_is_used() -> None:
    action = loaded(ROOT / "action.yml")
    steps = json.dumps(action["runs"])
    assert all(f"inputs.{name} " in steps for name in action["inputs"])


def fenced(page: str, language: str) -> Iterator[str]:
    """Yield the blocks of a language in a page of the docs."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    yield from re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_every_command_of_the_guide_is_one_that_the_program_takes() -> None:
    lines = [line for block in fenced("reports.md", "sh") for line in block.splitlines()]
    assert lines
    for line in lines:
        program, *words = shlex.split(line.partition(" > ")[0], comments=True)
        assert program == "migrate"
        assert parser().parse_args(words).run


def test_every_preference_is_in_the_guide_and_means_something() -> None:
    (block,) = fenced("reports.md", "toml")
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    table = tomllib.loads(block)["tool"]["migrate"]
    assert set(checked(table, "/x")) == set(KEYS)


def test_the_guide_names_every_format() -> None:
    text = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in FORMATS)


def test_every_yaml_of_the_guide_is_yaml() -> None:
    action = loaded(ROOT / "action.yml")
    for block in fenced("ci.md", "yaml"):
        data = yaml.safe_load(block)
        for step in data.get("steps", ()):
            if "OWNER" in step["uses"]:
                assert set(step["with"]) <= set(action["inputs"])
        for repository in data.get("repos", ()):
            assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in HOOKS}


HOOKS = loaded(ROOT / ".pre-commit-hooks.yaml")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_a_command_that_the_program_takes(hook: dict[str, Any]) -> None:
    program, *words = shlex.split(hook["entry"])
    assert program == "migrate"
    files = ["a.py", "-b.py"] if hook.get("pass_filenames", True) else []
    arguments = parser().parse_args([*words, *hook.get("args", ()), *files])
    assert arguments.paths == (files or ["."])


def test_hooks_have_what_pre_commit_asks_for() -> None:
    assert len({hook["id"] for hook in HOOKS}) == len(HOOKS)
    for hook in HOOKS:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["language"] == "python"
