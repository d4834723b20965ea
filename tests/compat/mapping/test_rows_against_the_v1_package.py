"""The installed azureml-core is the judge of the rows: a keyword without a row, or another default, is red."""

import inspect
import re

import pytest
from azureml.core.compute import AksCompute
from azureml.core.compute.aks import AksAttachConfiguration, AksProvisioningConfiguration
from azureml.core.environment import Environment
from azureml.core.model import Model
from azureml.core.webservice import AciWebservice, AksEndpoint, AksWebservice, LocalWebservice, Webservice

from compat.mapping import settings
from compat.mapping.setting import ACI, AKS, AKS_ENDPOINT, LOCAL, Api

CONFIGURATIONS = [
    (AKS, AksWebservice.deploy_configuration),
    (AKS_ENDPOINT, AksEndpoint.deploy_configuration),
    (AKS_ENDPOINT, AksEndpoint.create_version),
    (AKS_ENDPOINT, AksEndpoint.update_version),
    (AKS_ENDPOINT, AksEndpoint.update),
    (ACI, AciWebservice.deploy_configuration),
    (ACI, AciWebservice.update),
    (AKS, AksWebservice.update),
    (LOCAL, LocalWebservice.deploy_configuration),
    (LOCAL, LocalWebservice.update),
]
DEPLOYS = [
    Model.deploy,
    Webservice.deploy,
    Webservice.deploy_from_model,
    Webservice.deploy_from_image,
    Webservice.deploy_local_from_model,
]
# AksWebservice.update takes these through **kwargs; they stand in the body of the method only.
MIGRATION_KEYWORDS = ("is_migration", "compute_target")


def keywords(function):
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = inspect.signature(function).parameters.values()
    return [item.name for item in parameters if item.kind in kinds and item.name != "self"]


def named(function):
    return getattr(function, "__qualname__", str(function))


@pytest.mark.parametrize(
    ("kind", "function"), CONFIGURATIONS, ids=lambda item: getattr(item, "value", None) or named(item)
)
def test_every_keyword_has_a_row_for_its_kind(kind, function):
    for keyword in keywords(function):
        row = settings.setting(Api.SERVICE, keyword)
        if row is None:
            assert settings.setting(Api.DEPLOY, keyword) is not None, keyword
        else:
            assert kind in row.kinds, keyword


@pytest.mark.parametrize("function", DEPLOYS, ids=named)
def test_every_argument_of_a_deploying_call_has_a_row(function):
    missing = [name for name in keywords(function) if settings.setting(Api.DEPLOY, name) is None]
    assert missing == []


@pytest.mark.parametrize("keyword", MIGRATION_KEYWORDS)
def test_the_hidden_migration_keywords_have_rows(keyword):
    assert keyword in inspect.getsource(AksWebservice.update)
    assert settings.setting(Api.DEPLOY, keyword) is not None


@pytest.mark.parametrize(
    "function",
    [
        AksCompute.provisioning_configuration,
        AksCompute.attach_configuration,
        AksProvisioningConfiguration.enable_ssl,
        AksAttachConfiguration.enable_ssl,
    ],
    ids=named,
)
def test_every_keyword_about_a_cluster_has_a_row(function):
    missing = [name for name in keywords(function) if settings.setting(Api.CLUSTER, name) is None]
    assert missing == []


@pytest.mark.parametrize(
    "function",
    [
        Environment.get,
        Environment.from_conda_specification,
        Environment.from_pip_requirements,
        Environment.from_docker_image,
        Environment.from_dockerfile,
        Environment.from_docker_build_context,
        Environment.from_existing_conda_environment,
        Environment.load_from_directory,
        Environment.clone,
        Environment.__init__,
    ],
    ids=named,
)
def test_every_argument_that_makes_an_environment_has_a_row(function):
    rows = {key for key in keywords(function) if settings.setting(Api.ENVIRONMENT, key)}
    assert set(keywords(function)) - rows <= {"workspace", "kwargs"}


def test_every_row_of_a_kind_is_a_keyword_of_that_kind():
    taken = {}
    for kind, function in CONFIGURATIONS:
        taken.setdefault(kind, set()).update(keywords(function))
    strangers = [
        (row.key, kind.value)
        for row in settings.SERVICE_SETTINGS
        for kind in row.kinds
        if row.key not in taken[kind]
    ]
    assert strangers == []


def documented_defaults(function):
    """Yield (keyword, default) for every 'Defaults to X' in a docstring of azureml-core."""
    for block in re.split(r"\n\s*:param ", function.__doc__ or "")[1:]:
        keyword, _, text = block.partition(":")
        found = re.search(r"Defaults? to ([A-Za-z]+|[0-9.]*[0-9])", re.sub(r"\s+", " ", text))
        if found:
            yield keyword, {"True": True, "False": False}.get(found[1], found[1])


@pytest.mark.parametrize(
    ("kind", "function"),
    [
        (AKS, AksWebservice.deploy_configuration),
        (AKS_ENDPOINT, AksEndpoint.deploy_configuration),
        (ACI, AciWebservice.deploy_configuration),
    ],
    ids=lambda item: getattr(item, "value", None) or named(item),
)
def test_defaults_are_those_of_the_docstrings(kind, function):
    stated = dict(documented_defaults(function))
    assert len(stated) >= 5
    for keyword, default in stated.items():
        row = settings.setting(Api.SERVICE, keyword)
        expected = row.default_for(kind)
        assert (expected is default) if isinstance(default, bool) else (float(default) == expected), keyword


@pytest.mark.parametrize(
    ("kind", "function"),
    [pair for pair in CONFIGURATIONS if "deploy_configuration" in named(pair[1])],
    ids=lambda item: getattr(item, "value", None) or named(item),
)
def test_signatures_default_to_nothing_so_the_service_decides(kind, function):
    """The rows' defaults are the service's: the SDK itself sends null for what was not given."""
    for item in inspect.signature(function).parameters.values():
        assert item.default is None or (kind is AKS_ENDPOINT and item.name == "version_name"), item.name
