"""Whatever looks like a secret in v1 code reaches no file, no report and no terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import main
from migrate.report import FORMATS

SOURCE = """
from azureml.core import Environment, Model, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AciWebservice

ws = Workspace.from_config()
env = Environment("env")
env.python.conda_dependencies = CondaDependencies.create(pip_packages=["joblib", {pip}])
env.docker.base_image = {image}
env.environment_variables = {{"NAME": {variable}}}
config = AciWebservice.deploy_configuration(
    cpu_cores=1, memory_gb=1, auth_enabled=True, primary_key={key}, description={description}, tags={{"url": {tag}}}
)
Model.deploy(ws, "churn", [Model(ws, "m", version=1)], InferenceConfig("score.py", environment=env), config)
"""
PLAIN = {
    "pip": "'numpy'",
    "image": "'registry.example/img:1'",
    "variable": "'plain'",
    "key": "None",
    "description": "'words'",
    "tag": "'https://example.org/page'",
}


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("pip", "--extra-index-url=https://user:hunter2hunter2@example.org/simple"),
        ("pip", "--extra-index-url https://user:hunter2hunter2@example.org/simple"),
        ("pip", "git+https://hunter2hunter2@example.org/repo.git"),
        ("image", "https://user:hunter2hunter2@registry.example/img:1"),
        ("variable", "Bearer hunter2hunter2"),
        ("variable", "Basic hunter2hunter2"),
        ("variable", "sk-hunter2hunter2hunter2"),
        ("variable", "https://example.org/data?sig=hunter2hunter2"),
        ("key", "hunter2hunter2"),
        ("description", "password=hunter2hunter2"),
        ("tag", "https://user:hunter2hunter2@example.org"),
    ],
)
def test_no_secret_is_told(where: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "v1"
    folder.mkdir()
    (folder / "score.py").write_text("def init(): ...\ndef run(data): ...\n", encoding="utf-8")
    (folder / "deploy.py").write_text(SOURCE.format(**{**PLAIN, where: repr(text)}), encoding="utf-8")
    reports = {name: tmp_path / f"scan.{name}" for name in FORMATS if name != "text"}
    files = [option for name, file in reports.items() for option in ("--format", f"{name}={file}")]
    main(["scan", str(folder), "--format", "text", *files])
    main(["convert", str(folder), "-o", str(tmp_path / "v2"), "--target", "both"])
    told = capsys.readouterr()
    written = [path.read_text(encoding="utf-8") for path in (tmp_path / "v2").rglob("*") if path.is_file()]
    assert len(written) > 5
    written += [file.read_text(encoding="utf-8") for file in reports.values()]
    for output in (told.out, told.err, *written):
        assert "hunter2" not in output


def test_what_is_no_secret_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "v1"
    folder.mkdir()
    (folder / "score.py").write_text("def init(): ...\ndef run(data): ...\n", encoding="utf-8")
    (folder / "deploy.py").write_text(SOURCE.format(**PLAIN), encoding="utf-8")
    main(["convert", str(folder), "-o", str(tmp_path / "v2")])
    capsys.readouterr()
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "v2").rglob("*.yml"))
    for text in ("numpy", "registry.example/img:1", "plain", "words", "https://example.org/page"):
        assert text in written
