"""Every rule's example, through the real readers: what the docs show is what happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rules import rules
from migrate.rules.rule import Rule
from migrate.scan import Scanner

WITH_EXAMPLE = [rule for rule in rules().values() if rule.example is not None]
DEPLOY = """\
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AciWebservice

service = Model.deploy(
    ws, "beside", [model], InferenceConfig("score.py"), AciWebservice.deploy_configuration(auth_enabled=True)
)
"""
"""A service that names score.py, for rules that look at scoring scripts only."""

SEVERAL = '[Model(ws, "churn", version=3), Model(ws, "labels", version=1)]'


def found(root: Path, rule: Rule, text: str) -> list[str]:
    assert rule.example is not None
    (root / rule.example.path).write_text(text)
    if rule.example.path == "score.py":
        models = SEVERAL if rule.id == "AML406" else "[model]"
        (root / "service.py").write_text(DEPLOY.replace("[model]", models))
    scan = Scanner(KINDS, packages=True).scan(gathered([str(root)], KINDS))
    return [item.rule for item in scan.findings if item.place.path == rule.example.path]


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=lambda rule: rule.id)
def test_the_example_gives_the_finding(tmp_path: Path, rule: Rule) -> None:
    assert rule.example is not None
    assert rule.id in found(tmp_path, rule, rule.example.before)


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=lambda rule: rule.id)
def test_what_it_becomes_is_no_v1_any_more(tmp_path: Path, rule: Rule) -> None:
    assert rule.example is not None
    assert not [item for item in found(tmp_path, rule, rule.example.after) if not item.startswith("AML9")]
