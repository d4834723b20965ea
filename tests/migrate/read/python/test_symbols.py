"""The inventory against the installed azureml-core: red on any difference."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Iterator, Mapping
from types import ModuleType

import pytest

from migrate.read.python import inventory, symbols
from migrate.read.python.signatures import SIGNATURES

# Marshmallow-style attributes and private parameters are left out of the table on purpose.
_BROKEN_ON_PURPOSE = {"azureml.core.runconfig.ContainerRegistry", "azureml.core.runconfig.Dataset"}


@pytest.fixture(scope="module")
def modules() -> Mapping[str, ModuleType]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        core = importlib.import_module("azureml.core")
        names = [one.name for one in pkgutil.walk_packages(core.__path__, "azureml.core.")]
        found = {"azureml.core": core}
        for name in names:
            # Some modules of the package need parts of the standard library that newer Pythons have dropped.
            with contextlib.suppress(ModuleNotFoundError):
                found[name] = importlib.import_module(name)
        return found


def _classes() -> Iterator[tuple[str, str]]:
    for module, names in inventory.CLASSES.items():
        for name in names:
            yield f"azureml.core.{module}", name


@pytest.mark.parametrize(("module", "name"), list(_classes()), ids=lambda one: one)
def test_every_path_of_a_class_is_known_and_no_other(
    module: str, name: str, modules: Mapping[str, ModuleType]
) -> None:
    assert name in vars(modules[module])
    visible = {f"{home}.{name}" for home, content in modules.items() if name in vars(content)}
    known = {path for path, short in symbols._paths().items() if short == name}
    assert known == visible
    assert all(symbols.resolve(path) == symbols.Symbol(name) for path in visible)


def _methods() -> Iterator[tuple[str, str]]:
    for owner, methods in SIGNATURES.items():
        if owner != "mlflow.azureml":
            yield from ((owner, method) for method in methods)


@pytest.mark.parametrize(("owner", "method"), list(_methods()), ids=lambda one: one)
def test_parameters_stand_in_the_order_of_the_package(
    owner: str, method: str, modules: Mapping[str, ModuleType]
) -> None:
    found = vars(modules[symbols._homes()[owner]])[owner].__dict__[method]
    bound = not isinstance(found, staticmethod)
    plain = found.__func__ if isinstance(found, staticmethod | classmethod) else found
    parameters = list(inspect.signature(plain).parameters.values())[1 if bound else 0 :]
    names = [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    keyword_only = [f"/{one.name}" for one in parameters if one.kind is one.KEYWORD_ONLY]
    public = [one for one in [*names, *keyword_only] if not one.startswith(("_", "/_"))]
    assert SIGNATURES[owner][method].split() == public


@pytest.mark.parametrize(
    "owner", [*inventory.SERVICES, "Model", "InferenceConfig", "Environment", "CondaDependencies"]
)
def test_no_public_method_is_missing(owner: str, modules: Mapping[str, ModuleType]) -> None:
    left_out = {"deserialize", "check_for_existing_webservice", "refresh_state", "serialize"}
    left_out |= {"validate_configuration", "build_create_payload", "build_profile_payload"}
    left_out |= {"validation_script_content", "get_default_number_of_packages", "sdk_origin_url"}
    cls = vars(modules[symbols._homes()[owner]])[owner]
    public = {
        name
        for name, value in vars(cls).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, staticmethod | classmethod))
    }
    assert {name for name in public - left_out if symbols.parameters(owner, name) is None} == set()


def test_constants_have_the_package_s_values(modules: Mapping[str, ModuleType]) -> None:
    for path, value in inventory.CONSTANTS.items():
        first, *rest = path.split(".")
        found: object = vars(modules[symbols._homes()[first]])[first]
        for part in rest:
            found = getattr(found, part)
        assert found == value


def test_attributes_of_configurations_are_their_keywords(modules: Mapping[str, ModuleType]) -> None:
    webservice = modules["azureml.core.webservice"]
    for owner in ("AksWebservice", "AksEndpoint", "AciWebservice", "LocalWebservice"):
        configuration = vars(webservice)[owner].deploy_configuration()
        wanted = symbols.parameters(owner, "deploy_configuration")
        assert wanted is not None
        assert set(wanted) <= set(vars(configuration))


@pytest.mark.parametrize(
    ("dotted", "name"),
    [
        ("azureml.core.webservice.aks.AksWebservice.get_keys", "azureml.core.webservice.Webservice.get_keys"),
        ("azureml.core.webservice.AksWebservice.deploy_configuration",) * 2,
        ("azureml.core.webservice.AksEndpoint.deploy_configuration",) * 2,
        ("azureml.core.model.AksCompute.create", "azureml.core.compute.ComputeTarget.create"),
        ("azureml.core.Webservice.deploy_from_image", "azureml.core.webservice.Webservice.deploy_from_image"),
        ("azureml.core.image.ContainerImage.image_configuration",) * 2,
        ("azureml.monitoring.modeldatacollector.ModelDataCollector", "azureml.monitoring.ModelDataCollector"),
    ],
)
def test_a_member_is_named_after_the_class_that_means_it(dotted: str, name: str) -> None:
    found = symbols.resolve(dotted)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "dotted",
    [
        "azure.ai.ml.entities.Model",
        "azureml",
        "azureml.core",
        "Model.deploy",
        "sklearn.Model",
        "myazureml.core.Model",
    ],
)
def test_other_names_are_nobody_s(dotted: str) -> None:
    assert symbols.resolve(dotted) is None


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        ("azureml.pipeline.core.Pipeline", True),
        ("azureml.core.authentication", True),
        ("mlflow.azureml", True),
        ("azureml.ai.monitoring.Collector", False),
        ("azureml.mlflow", False),
        ("azureml", False),
        ("mlflow.sklearn", False),
    ],
)
def test_packages_of_v1(dotted: str, expected: bool) -> None:
    assert symbols.is_v1(dotted) is expected
