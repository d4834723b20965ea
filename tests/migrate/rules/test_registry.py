from __future__ import annotations

import re
from pathlib import Path

import pytest

import migrate
from compat.mapping.setting import Api, Change, Decision, Fate
from compat.v1 import Service, ServiceKind
from compat.validation import CHECKS
from compat.value import Known, Place
from migrate.doctor.checks import CHECKS as SCRIPT_CHECKS
from migrate.read.configuration import objection as about_files
from migrate.read.notebook import objection as about_notebooks
from migrate.rules import RETIRED, answering, over_services, rules
from migrate.rules.rule import Context, Rule
from migrate.usage import Form, Usage

OBJECTIONS = {*about_files.RULES, *about_notebooks.RULES}
ALL = tuple(rules().values())
SERVICE = Service(ServiceKind.AKS, Known("churn"))


def ids_for(symbol: str, form: Form = Form.CALL) -> list[str]:
    return [rule.id for rule in answering(symbol, form)]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_says_what_was_found_why_and_where_to_read(rule: Rule) -> None:
    assert re.fullmatch(r"AML[1-59]\d\d", rule.id)
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    if rule.id < "AML9":
        assert rule.link.startswith("https://")
        assert rule.symbols or rule.claims or rule.id in OBJECTIONS
    if rule.symbols:
        assert rule.message.endswith(".")
        assert rule.example is not None


def test_no_retired_id_is_in_use() -> None:
    assert not RETIRED & set(rules())


def test_every_id_that_the_program_mentions_is_a_rule() -> None:
    folder = Path(migrate.__file__).parent
    text = "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    assert set(re.findall(r"\bAML\d{3}\b", text)) <= set(rules()) | {
        check.code for check in (*CHECKS, *SCRIPT_CHECKS)
    }


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("azureml.core.model.Model.deploy", ["AML101"]),
        ("azureml.core.webservice.AksWebservice.deploy_configuration", ["AML102"]),
        ("azureml.core.webservice.AksEndpoint", ["AML103"]),
        ("azureml.core.webservice.AciWebservice.deploy_configuration", ["AML104"]),
        ("azureml.core.webservice.AksWebservice", ["AML110"]),
        ("azureml.core.webservice.Webservice.get_keys", ["AML115"]),
        ("azureml.core.webservice.AksWebservice.get_keys", ["AML115"]),
        ("azureml.core.webservice.AciWebservice.scoring_uri", ["AML114"]),
        ("azureml.core.webservice.AksWebservice.num_replicas", ["AML124"]),
        ("azureml.core.workspace.Workspace.from_config", ["AML160", "AML403"]),
        ("azureml.core.compute.aks.AksProvisioningConfiguration.enable_ssl", ["AML153"]),
        ("config:deployment_config:aci", ["AML320"]),
        ("azureml.train.automl.AutoMLConfig", ["AML199"]),
    ],
)
def test_a_symbol_has_the_nearest_rule(symbol: str, expected: list[str]) -> None:
    assert ids_for(symbol) == expected


@pytest.mark.parametrize(
    "symbol",
    [
        "azure.ai.ml.MLClient",
        "azure.ai.ml.entities.Model",
        "scoring_script",
        "config:other",
        "numpy.array",
        "",
    ],
)
def test_what_is_not_v1_has_none(symbol: str) -> None:
    assert ids_for(symbol) == []


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("azureml.contrib.services.aml_request", ["AML404"]),
        ("azureml.contrib.services", ["AML404"]),
        ("azureml.contrib.services.aml_request.rawhttp", ["AML405"]),
        ("azureml.exceptions.WebserviceException", ["AML170"]),
        ("azureml.core.model.Model", ["AML100"]),
        ("azureml.core.webservice.AksEndpoint", ["AML100"]),
    ],
)
def test_an_import_is_looked_at_by_the_rules_about_imports_only(symbol: str, expected: list[str]) -> None:
    assert ids_for(symbol, Form.IMPORT) == expected


@pytest.mark.parametrize(("alone", "expected"), [(True, ["AML100"]), (False, [])])
def test_an_import_is_news_only_where_nothing_else_was_recognised(alone: bool, expected: list[str]) -> None:
    usage = Usage("azureml.core.model.Model", Place("a.py", 3), Form.IMPORT)
    context = Context(lone_imports=frozenset({usage.place} if alone else ()))
    said = [
        item.rule for rule in answering(usage.symbol, usage.form) for item in rule.findings(usage, context)
    ]
    assert said == expected


@pytest.mark.parametrize(("path", "expected"), [("score.py", []), ("train.py", ["AML199"])])
def test_a_run_context_outside_a_scoring_script_is_only_v1(path: str, expected: list[str]) -> None:
    usage = Usage("azureml.core.run.Run.get_context", Place(path))
    context = Context(frozenset({"score.py"}))
    said = [item.rule for rule in answering(usage.symbol) for item in rule.findings(usage, context)]
    assert [rule for rule in said if rule != "AML403"] == expected


@pytest.mark.parametrize(("path", "expected"), [("score.py", 1), ("train.py", 0)])
def test_a_workspace_is_a_blocker_only_in_a_scoring_script(path: str, expected: int) -> None:
    usage = Usage("azureml.core.run.Run.get_context", Place(path))
    context = Context(frozenset({"score.py"}))
    said = [item for rule in answering(usage.symbol) for item in rule.findings(usage, context)]
    assert sum(item.rule == "AML403" for item in said) == expected


def test_a_file_for_a_v1_endpoint_is_a_blocker() -> None:
    (rule,) = answering("config:deployment_config:aksendpoint")
    usage = Usage("config:deployment_config:aksendpoint", Place("dc.json"), Form.FILE)
    assert [item.level.value for item in rule.findings(usage, Context())] == ["blocker"]


def test_an_authentication_class_names_its_successor() -> None:
    usage = Usage("azureml.core.authentication.MsiAuthentication", Place("a.py"))
    (rule,) = answering(usage.symbol)
    assert "ManagedIdentityCredential" in next(iter(rule.findings(usage, Context()))).message


QUESTION = Decision("Which?")


def change(
    key: str, api: Api = Api.SERVICE, *, asks: bool = False, loss: bool = False, differs: bool = False
) -> Change:
    return Change(
        api, key, Fate.MANUAL, "Said.", decision=QUESTION if asks else None, loss=loss, differs=differs
    )


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (change("deployment_target", Api.DEPLOY, asks=True), "AML501"),
        (change("models", Api.DEPLOY, asks=True), "AML502"),
        (change("auth_enabled", asks=True), "AML503"),
        (change("primary_key", asks=True), "AML504"),
        (change("scoring_timeout_ms", asks=True), "AML505"),
        (change("traffic", asks=True), "AML506"),
        (change("collect_model_data", asks=True), "AML507"),
        (change("namespace", asks=True), "AML508"),
        (change("leaf_domain_label", Api.CLUSTER, asks=True), "AML509"),
        (change("cpu_cores", asks=True), "AML590"),
        (change("dns_name_label", loss=True), "AML591"),
        (change("failure_threshold", differs=True), "AML592"),
    ],
)
def test_a_change_that_asks_or_loses_has_one_rule(item: Change, expected: str) -> None:
    claiming = [rule.id for rule in over_services() if rule.claims and rule.claims(SERVICE, item)]
    assert claiming[0] == expected


@pytest.mark.parametrize(
    "key", ["cpu_cores", "auth_enabled", "primary_key", "models", "namespace", "traffic"]
)
def test_a_change_that_is_plain_has_none(key: str) -> None:
    assert [rule.id for rule in over_services() if rule.claims and rule.claims(SERVICE, change(key))] == []
