from __future__ import annotations

import json
from pathlib import Path

import pytest

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.read.callers.reader import with_callers
from migrate.read.gathering import gathered
from migrate.read.reading import Reading, SourceFile
from migrate.read.registry import KINDS
from migrate.scan import Scanner
from migrate.usage import Form, Usage

URL = "http://20.50.1.7:80/api/v1/service/churn/score"
CONTAINER = "http://churn-test.westeurope.azurecontainer.io/score"
DEPLOY = """\
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AciWebservice, AksWebservice
scoring = InferenceConfig("score.py")
Model.deploy(ws, "churn", [model], scoring, AksWebservice.deploy_configuration(num_replicas=1), ws.compute_targets["a"])
Model.deploy(ws, "test", [model], scoring, AciWebservice.deploy_configuration(dns_name_label="churn-test"))
"""


def found(root: Path, name: str, text: str) -> list[Finding]:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    (root / "deploy.py").write_text(DEPLOY)
    scan = Scanner(KINDS).scan(gathered([str(root)], KINDS))
    return [item for item in scan.findings if item.place.path == name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ask.py", f'URL = "{URL}"\n'),
        ("web/client.ts", f'const url = "{URL}";\n'),
        ("app/Client.cs", f'var url = "{URL}";\n'),
        ("ask.sh", f"curl {URL}\n"),
        ("config/app.yml", f"scoring: {URL}\n"),
        ("appsettings.json", f'{{"Scoring": "{URL}"}}\n'),
        (".env", f"SCORING={URL}\n"),
        ("prod.env", f"SCORING={URL}\n"),
        ("terraform/main.tf", f'url = "{URL}"\n'),
        ("Makefile", f"ask:\n\tcurl {URL}\n"),
    ],
)
def test_an_address_is_found_in_every_kind_of_file(tmp_path: Path, name: str, text: str) -> None:
    (finding,) = found(tmp_path, name, text)
    assert (finding.rule, finding.service, finding.level) == ("AML510", "churn", Level.DECISION)
    assert "/api/v1/endpoint/churn/score" in finding.message


def test_in_documentation_it_is_advice(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "README.md", f"Ask {URL} for a score.\n")
    assert (finding.rule, finding.level) == ("AML510", Level.ADVICE)


def test_in_a_notebook_it_has_its_cell_and_outputs_are_not_read(tmp_path: Path) -> None:
    cells = [
        {
            "cell_type": "code",
            "source": ["import requests\n", f'requests.post("{URL}", timeout=5)'],
            "outputs": [],
        },
        {"cell_type": "code", "source": "1", "outputs": [{"text": f"{CONTAINER}"}]},
    ]
    findings = found(tmp_path, "ask.ipynb", json.dumps({"cells": cells, "nbformat": 4}))
    assert [(item.rule, item.place.cell, item.place.line) for item in findings] == [
        ("AML510", 0, 2),
        ("AML513", 0, 2),
    ]


def test_a_container_without_a_key_is_told_to_get_one(tmp_path: Path) -> None:
    rules = [item.rule for item in found(tmp_path, "ask.py", f'requests.post("{CONTAINER}", json=x)\n')]
    assert rules == ["AML510", "AML511"]
    header = f'requests.post("{CONTAINER}", headers={{"Authorization": f"Bearer {{key}}"}})\n'
    assert [item.rule for item in found(tmp_path, "ask.py", header)] == ["AML510"]


def test_a_written_key_is_told_and_counts_as_one_that_is_sent(tmp_path: Path) -> None:
    text = f'requests.post("{CONTAINER}", json=x)\napi_key = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"\n'
    findings = found(tmp_path, "ask.py", text)
    assert [(item.rule, item.place.line) for item in findings] == [("AML510", 1), ("AML514", 2)]
    assert "AbCdEf" not in repr(findings)


def test_status_codes_are_told_only_where_they_change(tmp_path: Path) -> None:
    retry = "if answer.status_code in (502, 504): again()\n"
    cluster = found(tmp_path, "ask.py", f'answer = requests.post("{URL}")\n{retry}')
    assert [item.rule for item in cluster] == ["AML510"]
    managed = found(tmp_path, "ask.py", f'answer = requests.post("{CONTAINER}")\n{retry}')
    assert [item.rule for item in managed] == ["AML510", "AML511", "AML512", "AML512"]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ('ws.webservices["churn"].get_keys()', "churn"),
        ('print(ws.webservices["churn"].scoring_uri)', "churn"),
        ('Webservice(ws, "churn").get_keys()', "churn"),
        ('Webservice(ws, name="churn").scoring_uri', "churn"),
        ("ws.webservices[name()].get_keys()", ""),
        ('ws.webservices["fraud"].get_keys()', ""),
    ],
)
def test_a_service_asked_for_by_name_elsewhere_is_joined(tmp_path: Path, text: str, service: str) -> None:
    head = "from azureml.core import Webservice, Workspace\nws = Workspace.from_config()\n"
    findings = found(tmp_path, "ask.py", f"{head}{text}\n")
    assert {item.service for item in findings if item.rule in {"AML114", "AML115"}} == {service}


def test_an_unknown_service_is_named_as_such(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "ask.sh", f"curl {URL.replace('churn', 'fraud')}\n")
    assert finding.service == ""
    assert "fraud: no service of this name" in finding.message


def test_a_finding_is_silenced_like_any_other(tmp_path: Path) -> None:
    assert not found(tmp_path, "ask.py", f'URL = "{URL}"  # migrate: ignore[AML510] is shut down with v1\n')


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ask.py", 'requests.post("https://contoso.com/score", timeout=5)\n'),
        ("web.js", "fetch('https://x/api/v1/service/list', {timeout: 5})\n"),
        ("page.md", "It was `http(s)://<host>/api/v1/service/<name>/score`.\n"),
        ("app.toml", "url = 'http://x.westus.azurecontainer.io/health'\n"),
        ("old.cs", "// azurecontainer.io\n"),
        ("page.html", f"{URL}\n"),
        ("scan.json", json.dumps({"schema": "migrate-scan/1", "what": URL}, indent=2)),
    ],
)
def test_other_files_are_left_alone(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, name, text) == []


def test_a_secret_in_an_address_is_not_kept() -> None:
    text = f"{CONTAINER} {URL}?key=0123456789abcdef0123456789abcdef"
    reading = with_callers(None, SourceFile("a.ts", text))
    assert reading is not None
    assert "0123456789abcdef" not in repr(reading)


def test_a_reading_without_a_caller_is_returned_as_it_is() -> None:
    reading = Reading("a.py", (Usage("azureml.core.Model", Place("a.py")),))
    assert with_callers(reading, SourceFile("a.py", "requests.post(u, timeout=5)")) is reading
    assert with_callers(None, SourceFile("a.ts", "/api/v1/service/")) is None


def test_habits_are_read_where_the_sdk_gives_the_address() -> None:
    usage = Usage("azureml.core.webservice.Webservice.scoring_uri", Place("a.py"), Form.ATTRIBUTE)
    text = "requests.post(service.scoring_uri, timeout=5)"
    reading = with_callers(Reading("a.py", (usage,)), SourceFile("a.py", text))
    assert reading is not None
    assert [item.symbol for item in reading.usages[1:]] == ["caller.timeout"]
