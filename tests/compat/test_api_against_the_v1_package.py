"""The faces against the installed azureml-core: every public name is there, every signature is v1's own."""

import importlib
import inspect

import azureml.core
import azureml.core.compute
import azureml.core.webservice
import azureml.exceptions
import pytest
from azureml.core import authentication

from compat.azureml import core
from compat.runtime.standing import Stand, Tombstone, standing_of

CLASSES = [
    ("core", "Workspace"),
    ("core", "Model"),
    ("core.model", "InferenceConfig"),
    ("core", "Environment"),
    ("core.conda_dependencies", "CondaDependencies"),
    ("core.container_registry", "ContainerRegistry"),
    ("core.webservice", "Webservice"),
    ("core.webservice", "AksWebservice"),
    ("core.webservice", "AciWebservice"),
    ("core.webservice", "AksEndpoint"),
    ("core.webservice.aks", "AksServiceDeploymentConfiguration"),
    ("core.webservice.aks", "AksEndpointDeploymentConfiguration"),
    ("core.webservice.aci", "AciServiceDeploymentConfiguration"),
    ("core.compute", "ComputeTarget"),
    ("core.compute", "AksCompute"),
    *(
        ("core.authentication", name)
        for name in (
            "AbstractAuthentication",
            "InteractiveLoginAuthentication",
            "ServicePrincipalAuthentication",
            "MsiAuthentication",
            "AzureCliAuthentication",
            "TokenAuthentication",
        )
    ),
]
# Data attributes of v1's training clusters, which mean nothing to a service.
ABSENT = {"DEFAULT_CPU_CLUSTER_CONFIGURATION", "DEFAULT_GPU_CLUSTER_CONFIGURATION"}
# Properties of v1 that are plain attributes here.
ABSENT |= {"environment_variables", "address", "username", "password", "registry_identity"}


def both(path, name):
    return tuple(
        getattr(importlib.import_module(f"{root}.{path}"), name) for root in ("azureml", "compat.azureml")
    )


def members(cls):
    found = {}
    for base in reversed(cls.__mro__):
        if base is not object and base.__module__ != "builtins":
            found |= {name: thing for name, thing in vars(base).items() if not name.startswith("_")}
    return found


def shape(thing):
    """Return names, kinds and defaults of the parameters; annotations are ours."""
    thing = thing.__func__ if isinstance(thing, (staticmethod, classmethod)) else thing
    return [
        (one.name, one.kind, getattr(one.default, "name", one.default))
        for one in inspect.signature(thing).parameters.values()
    ]


METHODS = [
    (path, name, member)
    for path, name in CLASSES
    for member, thing in members(both(path, name)[0]).items()
    if inspect.isfunction(getattr(thing, "__func__", thing)) and member not in ABSENT
]


@pytest.mark.parametrize(("path", "name"), CLASSES)
def test_every_public_name_of_v1_is_there(path, name):
    old, new = both(path, name)
    missing = set(members(old)) - set(members(new)) - ABSENT
    assert not missing


@pytest.mark.parametrize(("path", "name"), CLASSES)
def test_no_other_name_passes_for_v1s(path, name):
    old, new = both(path, name)
    shown = {one for one, thing in members(new).items() if standing_of(thing).stand is not Stand.OURS}
    callable_ = {
        one for one in shown if inspect.isfunction(getattr(members(new)[one], "__func__", members(new)[one]))
    }
    assert callable_ <= set(members(old))


@pytest.mark.parametrize(("path", "name", "member"), METHODS)
def test_every_signature_is_v1s(path, name, member):
    old, new = both(path, name)
    expected = shape(inspect.getattr_static(old, member))
    got = shape(inspect.getattr_static(new, member))
    if (name, member) == ("TokenAuthentication", "get_token"):
        assert [one[0] for one in got] == [one[0] for one in expected]
    else:
        assert got == expected


@pytest.mark.parametrize(
    ("path", "name"), [one for one in CLASSES if one[1] not in {"Webservice", "AksWebservice"}]
)
def test_every_constructor_is_v1s(path, name):
    old, new = both(path, name)
    assert shape(new.__init__) == shape(old.__init__)


def test_static_stays_static():
    for path, name, member in METHODS:
        old, new = both(path, name)
        kinds = [type(inspect.getattr_static(cls, member)) for cls in (old, new)]
        assert kinds[0] is kinds[1], (name, member)


@pytest.mark.parametrize("path", ["core", "core.compute", "core.webservice"])
def test_every_class_of_v1s_packages_can_be_imported(path):
    old, new = (importlib.import_module(f"{root}.{path}") for root in ("azureml", "compat.azureml"))
    wanted = {
        name for name, thing in vars(old).items() if inspect.isclass(thing) and not name.startswith("_")
    }
    helpers = {"SynapseWorkspaceLinkedServiceConfiguration", "diagnostic_log"}
    assert {name for name in wanted if not hasattr(new, name)} <= helpers


def test_exceptions_have_v1s_names_and_bases():
    new = importlib.import_module("compat.azureml.exceptions")
    for name in azureml.exceptions.__all__:
        assert hasattr(new, name), name
    for name in (
        "WebserviceException",
        "UserErrorException",
        "ComputeTargetException",
        "AuthenticationException",
    ):
        old = [base.__name__ for base in getattr(azureml.exceptions, name).__mro__]
        assert [base.__name__ for base in getattr(new, name).__mro__] == old


def test_what_is_out_of_scope_imports_and_refuses():
    assert isinstance(core.Experiment, Tombstone)
    assert standing_of(core.Experiment).stand is Stand.REFUSED


def test_authentication_classes_are_all_there():
    theirs = {
        name for name in vars(authentication) if name.endswith("Authentication") and not name.startswith("_")
    }
    ours = vars(importlib.import_module("compat.azureml.core.authentication"))
    assert {name for name in theirs if name not in ours} <= {
        "ArmTokenAuthentication",
        "AzureMLTokenAuthentication",
    }
