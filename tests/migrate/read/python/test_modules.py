"""Values that come out of other modules of the tree, followed as Python would import them."""

from collections.abc import Mapping

import pytest

from compat.value import Dependency, DependsOn, Expression, Known, Unresolved, Value
from migrate.read.python import modules
from tests.migrate.read.python.tree import plain, read, service, services, settings

DEPLOY = """
    from azureml.core import Model, Workspace
    from azureml.core.webservice import AksWebservice
    {imports}
    ws = Workspace.from_config()
    made = AksWebservice.deploy_configuration(cpu_cores={cores})
    Model.deploy(ws, {name}, [], None, made)
"""

DATACLASS = "from dataclasses import dataclass\n@dataclass\nclass Config:\n"
PROPERTY = f"{DATACLASS}    stage: str = 'x'\n    @property\n    def name(self):\n        return f'chur{{self.stage}}'"


def named(imports: str, name: str, files: Mapping[str, str], cores: str = "1") -> Value:
    return service(DEPLOY.format(imports=imports, name=name, cores=cores), files).name


@pytest.mark.parametrize(
    ("imports", "name", "files"),
    [
        ("import config", "config.NAME", {"config.py": "NAME = 'churn'"}),
        ("import config as c", "c.NAME", {"config.py": "NAME = 'churn'"}),
        ("from config import NAME", "NAME", {"config.py": "NAME = 'churn'"}),
        ("from config import NAME as n", "n", {"config.py": "NAME = 'churn'"}),
        ("from config import *", "NAME", {"config.py": "NAME = 'churn'"}),
        ("from pkg.config import NAME", "NAME", {"pkg/config.py": "NAME = 'churn'"}),
        ("import pkg.config", "pkg.config.NAME", {"pkg/config.py": "NAME = 'churn'"}),
        ("import pkg.config as c", "c.NAME", {"pkg/__init__.py": "", "pkg/config.py": "NAME = 'churn'"}),
        ("from pkg import config", "config.NAME", {"pkg/config.py": "NAME = 'churn'"}),
        (
            "import pkg",
            "pkg.NAME",
            {"pkg/__init__.py": "from .config import NAME", "pkg/config.py": "NAME = 'churn'"},
        ),
        (
            "import pkg",
            "pkg.config.NAME",
            {"pkg/__init__.py": "from . import config", "pkg/config.py": "NAME = 'churn'"},
        ),
        (
            "from pkg.a.b import NAME",
            "NAME",
            {"pkg/a/b.py": "from ..c import NAME", "pkg/c.py": "NAME = 'churn'"},
        ),
        ("from lib.config import NAME", "NAME", {"src/lib/config.py": "NAME = 'churn'"}),
        ("from config import names", "names['prod']", {"config.py": "names = {'prod': 'churn', 'dev': 'x'}"}),
        ("from config import Config", "Config.NAME", {"config.py": "class Config:\n    NAME = 'churn'"}),
        (
            "from config import Config",
            "Config().name",
            {"config.py": "class Config:\n    def __init__(self):\n        self.name = 'churn'"},
        ),
        ("from config import Config", "Config().name", {"config.py": f"{DATACLASS}    name: str = 'churn'"}),
        ("from config import Config", "Config(stage='n').name", {"config.py": PROPERTY}),
        (
            "from config import Name",
            "Name.PROD.value",
            {"config.py": "from enum import Enum\nclass Name(Enum):\n    PROD = 'churn'"},
        ),
        ("from config import name", "name()", {"config.py": "def name():\n    return 'churn'"}),
        (
            "from config import name",
            "name('rn')",
            {"config.py": "BASE = 'chu'\ndef name(end):\n    return BASE + end"},
        ),
        (
            "from config import S",
            "S['name']",
            {"config.py": "import json\nS = json.load(open('s.json'))", "s.json": '{"name": "churn"}'},
        ),
        (
            "from config import S",
            "S['name']",
            {
                "config.py": "import yaml\nwith open('s.yml') as f:\n    S = yaml.safe_load(f)",
                "s.yml": "name: churn",
            },
        ),
        ("import config\nconfig.NAME = 'churn'", "config.NAME", {"config.py": "NAME = 'other'"}),
        (
            "import sys\nsys.path.append('tools/lib')\nimport config",
            "config.NAME",
            {"tools/lib/config.py": "NAME = 'churn'"},
        ),
        (
            "import importlib\nconfig = importlib.import_module('pkg.config')",
            "config.NAME",
            {"pkg/config.py": "NAME = 'churn'"},
        ),
        (
            "try:\n    from config import NAME\nexcept ImportError:\n    NAME = 'other'",
            "NAME",
            {"config.py": "NAME = 'churn'"},
        ),
    ],
)
def test_a_value_of_another_module_is_known(imports: str, name: str, files: dict[str, str]) -> None:
    assert named(imports.replace("\n", "\n    "), name, files) == Known("churn")


def test_where_a_value_was_written_is_in_the_other_module() -> None:
    found = named("from config import NAME", "NAME", {"config.py": "\nNAME = 'churn'"})
    assert isinstance(found, Known)
    assert found.place is not None
    assert (found.place.path, found.place.line) == ("config.py", 2)


def test_a_module_beside_the_program_wins_over_one_above() -> None:
    files = {"a/config.py": "NAME = 'near'", "config.py": "NAME = 'far'"}
    source = DEPLOY.format(imports="from config import NAME", name="NAME", cores="1")
    [found] = read(source, files, "a/deploy.py").services
    assert found.name == Known("near")


def test_a_package_wins_over_a_module_of_its_name() -> None:
    files = {"config/__init__.py": "NAME = 'package'", "config.py": "NAME = 'module'"}
    assert named("from config import NAME", "NAME", files) == Known("package")


def test_what_another_module_builds_is_read() -> None:
    files = {
        "parts.py": """
from azureml.core.webservice import AksWebservice

def configuration(cores, **more):
    config = AksWebservice.deploy_configuration(cpu_cores=cores, **more)
    config.auth_enabled = False
    return config
"""
    }
    found = service(
        """
        from azureml.core import Model, Workspace
        from parts import configuration
        Model.deploy(Workspace.from_config(), "churn", [], None, configuration(2, memory_gb=4))
        """,
        files,
    )
    assert settings(found) == {"cpu_cores": 2, "memory_gb": 4, "auth_enabled": False}


def test_a_value_that_an_imported_module_asks_the_environment_for_is_an_expression() -> None:
    files = {"config.py": "import os\nNAME = os.environ.get('NAME', 'churn')"}
    found = named("from config import NAME", "NAME", files)
    assert isinstance(found, Expression)
    assert found.depends == (Dependency(DependsOn.ENVIRONMENT, "NAME"),)
    assert found.default == Known("churn")


def test_a_dictionary_that_another_imported_module_changes_is_read_as_changed() -> None:
    files = {
        "config.py": "S = {'name': 'first'}",
        "overrides.py": "from config import S\nS['name'] = 'second'",
    }
    assert named("from config import S\n    import overrides", "S['name']", files) == Known("second")


def test_the_guard_of_main_does_not_hold_in_an_imported_module() -> None:
    files = {"config.py": "NAME = 'churn'\nif __name__ == '__main__':\n    NAME = 'other'"}
    assert named("from config import NAME", "NAME", files) == Known("churn")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"config.py": "OTHER = 1"}, "config.py does not set NAME"),
        ({"config.py": "NAME = = 'x'"}, "config.py is not valid Python"),
        ({"config.py": "NAME = 'x'\n" + "#" * modules.LARGEST}, "config.py is too large to follow"),
        ({"config.py": "NAME = 'x'\n" + "x = [1, 2]\n" * 10_000}, "config.py takes too many steps to follow"),
        ({}, "config.NAME comes from a module that was not read"),
    ],
)
def test_what_a_module_does_not_tell_is_open_and_says_why(files: dict[str, str], why: str) -> None:
    for imports, name in (("import config", "config.NAME"), ("from config import NAME", "NAME")):
        found = named(imports, name, files)
        assert isinstance(found, Unresolved)
        assert found.why == why
        assert found.settle


@pytest.mark.parametrize("module", ["json", "yaml", "azureml", "numpy"])
def test_a_package_that_is_not_of_the_tree_is_not_looked_for_in_it(module: str) -> None:
    found = named(f"import {module}", f"{module}.NAME", {f"{module}.py": "NAME = 'churn'"})
    assert not isinstance(found, Known)


def test_modules_that_import_each_other_end() -> None:
    files = {
        "a.py": "import b\nNAME = 'churn'\ndef name():\n    return b.END",
        "b.py": "import a\nEND = 'end'\ndef name():\n    return a.NAME",
    }
    assert named("import a, b", "b.name()", files) == Known("churn")
    assert named("import a, b", "a.name()", files) == Known("end")


def test_a_module_that_imports_the_program_ends() -> None:
    files = {"config.py": "import deploy\nNAME = 'churn'", "deploy.py": "import config"}
    assert named("from config import NAME", "NAME", files) == Known("churn")


def test_a_long_chain_of_imports_ends_and_says_so() -> None:
    files = {f"m{n}.py": f"from m{n + 1} import NAME" for n in range(40)} | {"m40.py": "NAME = 'churn'"}
    found = named("from m0 import NAME", "NAME", files)
    assert isinstance(found, Unresolved)
    assert "imported too deeply" in found.why


def test_the_v1_of_an_imported_module_is_told_by_its_own_reading() -> None:
    files = {
        "other.py": "from azureml.core import Model, Workspace\nModel.deploy(Workspace.from_config(), 'x', [])"
    }
    found = read("from azureml.core import Workspace\nimport other\nWorkspace.from_config()", files)
    assert not found.services
    assert {usage.place.path for usage in found.usages} == {"deploy.py"}
    assert not found.across.lent


def test_an_import_of_the_program_that_only_another_module_uses_is_still_told() -> None:
    files = {"other.py": "from azureml.core import Model, Workspace\nModel(Workspace.from_config(), 'm')"}
    found = read("from azureml.core import Model\nimport other", files)
    assert [usage.symbol for usage in found.usages] == ["azureml.core.model.Model"]


def test_functions_of_other_modules_are_not_run_for_themselves() -> None:
    files = {
        "parts.py": "from azureml.core import Model\ndef deploy(ws, name):\n    Model.deploy(ws, name, [])"
    }
    found = read("from azureml.core import Workspace\nfrom parts import deploy", files)
    assert not found.across.lent
    assert not found.services


def test_a_value_set_on_one_way_only_is_not_certain() -> None:
    files = {"config.py": "import os\nCORES = 1\nif os.environ.get('X'):\n    CORES = 2"}
    found = service(DEPLOY.format(imports="import config", name="'x'", cores="config.CORES"), files)
    assert not isinstance(found.settings["cpu_cores"].value, Known)


def test_a_secret_of_another_module_is_not_told() -> None:
    files = {"config.py": "primary_key = 'very-secret-key-1'"}
    [found] = services(
        """
        from azureml.core import Model, Workspace
        from azureml.core.webservice import AksWebservice
        import config
        made = AksWebservice.deploy_configuration(primary_key=config.primary_key, tags={"k": config.primary_key})
        Model.deploy(Workspace.from_config(), "churn", [], None, made)
        """,
        files,
    )
    assert "very-secret" not in repr(found)
    assert plain(found.name) == "churn"


def test_a_function_of_another_module_that_takes_too_long_is_left_out_and_the_rest_is_read() -> None:
    loop = "".join(f"    x{number} = [{number}, {number}]\n" for number in range(8_000))
    files = {"slow.py": f"def slow(made):\n{loop}    return 1\n", "config.py": "NAME = 'churn'"}
    source = DEPLOY.format(imports="import config, slow", name="config.NAME", cores="slow.slow(ws)")
    found = read(source, files)
    assert not found.findings
    [service_] = found.services
    assert service_.name == Known("churn")
    cores = service_.settings["cpu_cores"].value
    assert isinstance(cores, Unresolved)
    assert cores.why == "slow.py:1 takes too many steps to follow"
