"""The ready files for fleets, run as their machines would run them, with folders and repositories of this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
CI = ROOT / "docs" / "ci"
SOURCE = "from azureml.core import Workspace\nws = Workspace.from_config()\n"
NAMES = ("churn", "fraud", "forecast")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "migrate").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m migrate "$@"\n')
    (programs / "migrate").chmod(0o755)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)

    def running(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        inherited = {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={**os.environ, **inherited, **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return running


@pytest.fixture
def repositories(tmp_path: Path, run: Run) -> list[str]:
    """A line for each repository, as in the list of the fleet; the second one has nothing of v1."""
    lines = []
    for name in NAMES:
        folder = tmp_path / "remote" / name
        folder.mkdir(parents=True)
        (folder / "deploy.py").write_text("import os\n" if name == "fraud" else SOURCE)
        done = run(
            'git init -q "$F"; cd "$F"; git add -A; git -c user.name=n -c user.email=n@example.org commit -qm m',
            F=str(folder),
        )
        assert done.returncode == 0, done.stderr
        lines.append(f"{name} {folder}")
    return lines


def pods() -> list[Any]:
    documents = yaml.safe_load_all((CI / "kubernetes-fleet.yml").read_text(encoding="utf-8"))
    return [item["spec"]["template"]["spec"]["containers"][0] for item in documents if item["kind"] == "Job"]


def script_of(pod: Any, tmp_path: Path) -> str:
    """The script of a pod, with the folders it mounts below ours."""
    (script,) = pod["args"]
    for mount in pod["volumeMounts"]:
        script = script.replace(f"{mount['mountPath']}/", f"{tmp_path}{mount['mountPath']}/")
    return str(script)


def test_every_pod_scans_its_repository_and_the_last_job_puts_them_together(
    tmp_path: Path, run: Run, repositories: list[str]
) -> None:
    scan, report = pods()
    for folder in ("fleet", "reports"):
        (tmp_path / folder).mkdir()
    (tmp_path / "fleet" / "repositories.txt").write_text("\n".join(repositories) + "\n")
    for index in range(len(NAMES)):
        (tmp_path / "checkout").mkdir()
        done = run(script_of(scan, tmp_path), JOB_COMPLETION_INDEX=str(index))
        assert done.returncode == 0, done.stderr
        (tmp_path / "checkout").rename(tmp_path / f"checkout-{index}")
    done = run(script_of(report, tmp_path))
    assert done.returncode == 0, done.stderr
    whole = json.loads((tmp_path / "reports" / "fleet" / "all.json").read_text())
    assert [item["root"] for item in whole["repositories"]] == sorted(NAMES)
    assert [len(item["findings"]) > 0 for item in whole["repositories"]] == [True, True, False]
    assert "## Azure ML v1" in done.stdout


def test_a_pod_that_cannot_clone_fails(tmp_path: Path, run: Run) -> None:
    for folder in ("fleet", "reports", "work"):
        (tmp_path / folder).mkdir()
    (tmp_path / "fleet" / "repositories.txt").write_text(f"gone {tmp_path}/gone\n")
    scan, _ = pods()
    assert run(script_of(scan, tmp_path), JOB_COMPLETION_INDEX="0").returncode
    assert not list((tmp_path / "reports").iterdir())


def steps(job: str) -> dict[str, str]:
    workflow = yaml.safe_load((CI / "github-fleet.yml").read_text(encoding="utf-8"))
    return {step["name"]: step["run"] for step in workflow["jobs"][job]["steps"] if "run" in step}


def test_the_jobs_of_the_matrix_hand_in_a_report_each(tmp_path: Path, run: Run) -> None:
    naming, merging = (
        steps("scan")["Name the report after its repository"],
        steps("report")["Put the reports together"],
    )
    output, summary = tmp_path / "output", tmp_path / "summary"
    (tmp_path / "deploy.py").write_text(SOURCE)
    for name in NAMES:
        assert run(f"migrate scan deploy.py --format json={name}.json").returncode == 1
        variables = {"REPOSITORY": f"example/{name}", "REPORT": f"{name}.json", "GITHUB_OUTPUT": str(output)}
        assert run(naming, **variables).returncode == 0
    assert output.read_text().splitlines() == [f"name=example--{name}" for name in NAMES]
    without_install = "\n".join(line for line in merging.splitlines() if "pip install" not in line)
    assert run(without_install, GITHUB_STEP_SUMMARY=str(summary)).returncode == 0
    roots = [item["root"] for item in json.loads((tmp_path / "fleet.json").read_text())["repositories"]]
    assert roots == [f"example--{name}" for name in sorted(NAMES)]
    assert "example--churn/deploy.py" in summary.read_text()
