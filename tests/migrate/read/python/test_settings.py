"""Settings from outside the code: ``.env``, ``.ini`` and ``.toml`` files, settings classes, options of commands."""

import sys
from collections.abc import Mapping
from textwrap import indent

import pytest

from compat.value import DependsOn, Expression, Known, Value
from tests.migrate.read.python.tree import service

DEPLOY = """
    import os
    from azureml.core import Model, Workspace
    from azureml.core.webservice import AksWebservice
{code}
    made = AksWebservice.deploy_configuration(cpu_cores={value})
    Model.deploy(Workspace.from_config(), "churn", [], None, made)
"""


def cores(code: str, value: str, files: Mapping[str, str] | None = None) -> Value:
    source = DEPLOY.format(code=indent(code, "    "), value=value)
    return service(source, files).settings["cpu_cores"].value


def open_with(found: Value, kind: DependsOn, name: str, default: object) -> None:
    assert isinstance(found, Expression)
    assert (kind, name) in [(one.kind, one.name) for one in found.depends]
    assert (found.default.value if found.default else "none") == default


@pytest.mark.parametrize(
    ("code", "value", "files"),
    [
        (
            "import configparser\nc = configparser.ConfigParser()\nc.read('a.ini')",
            "c.getint('aks', 'cores')",
            {"a.ini": "[aks]\ncores = 4"},
        ),
        (
            "from configparser import ConfigParser\nc = ConfigParser()\nc.read('a.ini')",
            "int(c['aks']['cores'])",
            {"a.ini": "[aks]\ncores = 4"},
        ),
        (
            "from configparser import ConfigParser\nc = ConfigParser()\nc.read('a.ini')",
            "int(c.get('aks', 'cores'))",
            {"a.ini": "[DEFAULT]\ncores = 4\n[aks]\nx = 1"},
        ),
        (
            "from configparser import ConfigParser\nc = ConfigParser()\nc.read('a.ini')",
            "c.getint('aks', 'cores', fallback=4)",
            {"a.ini": "[aks]\nx = 1"},
        ),
        ("import toml\nc = toml.load('a.toml')", "c['aks']['cores']", {"a.toml": "[aks]\ncores = 4"}),
        (
            "import tomllib\nwith open('a.toml', 'rb') as f:\n    c = tomllib.load(f)",
            "c['aks']['cores']",
            {"a.toml": "[aks]\ncores = 4"},
        ),
        (
            "from omegaconf import OmegaConf\nc = OmegaConf.load('a.yml')",
            "c.aks.cores",
            {"a.yml": "aks: {cores: 4}"},
        ),
        (
            "import yaml\nfrom box import Box\nc = Box(yaml.safe_load(open('a.yml')))",
            "c.aks.cores",
            {"a.yml": "aks: {cores: 4}"},
        ),
        (
            "from ruamel.yaml import YAML\nc = YAML().load(open('a.yml'))",
            "c['aks']['cores']",
            {"a.yml": "aks: {cores: 4}"},
        ),
        ("os.environ['CORES'] = '4'", "int(os.environ['CORES'])", {}),
        ("os.environ['CORES'] = '4'", "int(os.getenv('CORES', '2'))", {}),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    n: list = field(default_factory=list)",
            "len(C().n) + 4",
            {},
        ),
        (
            "from pydantic import BaseModel, Field\nclass C(BaseModel):\n    n: int = Field(4, ge=1)",
            "C().n",
            {},
        ),
        ("from pydantic import BaseModel\nclass C(BaseModel):\n    n: int", "C(n=4).n", {}),
    ],
)
def test_what_a_file_of_the_tree_or_the_code_says_is_known(
    code: str, value: str, files: dict[str, str]
) -> None:
    if "toml" in code and sys.version_info < (3, 11):
        pytest.skip("Python reads TOML from 3.11 on")
    assert cores(code, value, files) == Known(4)


LOADED = "from dotenv import load_dotenv\nload_dotenv()"


def test_a_committed_env_file_is_a_default_and_never_certain() -> None:
    found = cores(LOADED, "os.environ['CORES']", {".env": "# ours\nexport CORES='4'\n"})
    open_with(found, DependsOn.ENVIRONMENT, "CORES", "4")
    found = cores(LOADED, "os.environ.get('CORES', '2')", {".env": "CORES=4 # four"})
    open_with(found, DependsOn.ENVIRONMENT, "CORES", "4")


def test_an_env_file_named_by_its_path_is_read() -> None:
    code = "from dotenv import load_dotenv\nload_dotenv('config/dev.env')"
    found = cores(code, "os.getenv('CORES')", {"config/dev.env": "CORES=4", ".env": "CORES=2"})
    open_with(found, DependsOn.ENVIRONMENT, "CORES", "4")


def test_an_env_file_as_a_dictionary_is_a_default() -> None:
    code = "from dotenv import dotenv_values\nc = dotenv_values('.env')"
    open_with(cores(code, "c['CORES']", {".env": "CORES=4"}), DependsOn.FILE, ".env", "4")


@pytest.mark.parametrize(
    ("files", "default"),
    [({}, "2"), ({".env": "OTHER=4"}, "2"), ({".env": "CORES=${OTHER}"}, "2"), ({".env": "not a line"}, "2")],
)
def test_without_a_value_in_an_env_file_the_codes_own_default_counts(
    files: dict[str, str], default: str
) -> None:
    found = cores(LOADED, "os.environ.get('CORES', '2')", files)
    open_with(found, DependsOn.ENVIRONMENT, "CORES", default)


def test_a_secret_of_an_env_file_is_never_read() -> None:
    found = cores(LOADED, "os.environ['AML_PASSWORD']", {".env": "AML_PASSWORD=hunter-2-hunter"})
    assert "hunter" not in repr(found)


SETTINGS = "from pydantic_settings import BaseSettings\nclass C(BaseSettings):\n    cores: int = 4\n"


@pytest.mark.parametrize(
    ("code", "files", "variable", "default"),
    [
        (SETTINGS, {}, "CORES", 4),
        (SETTINGS + "    class Config:\n        env_prefix = 'AML_'\n", {}, "AML_CORES", 4),
        (SETTINGS + "    model_config = {'env_prefix': 'AML_'}\n", {}, "AML_CORES", 4),
        (SETTINGS + "    class Config:\n        env_file = '.env'\n", {".env": "CORES=8"}, "CORES", "8"),
        (SETTINGS.replace("4", "Field(4, env='N')"), {}, "N", 4),
        (SETTINGS.replace(" = 4", ""), {}, "CORES", "none"),
    ],
)
def test_a_settings_class_asks_the_environment(
    code: str, files: dict[str, str], variable: str, default: object
) -> None:
    code = code.replace("import BaseSettings", "import BaseSettings; from pydantic import Field")
    open_with(cores(code, "C().cores", files), DependsOn.ENVIRONMENT, variable, default)


def test_a_settings_class_that_is_given_a_value_has_it() -> None:
    assert cores(SETTINGS, "C(cores=2).cores") == Known(2)


COMMAND = """
from azureml.core import Model, Workspace
from azureml.core.webservice import AksWebservice
{code}
    made = AksWebservice.deploy_configuration(cpu_cores=cores)
    Model.deploy(Workspace.from_config(), "churn", [], None, made)
{call}
"""


@pytest.mark.parametrize("call", ["if __name__ == '__main__':\n    main()", ""])
@pytest.mark.parametrize(
    ("code", "name", "default"),
    [
        (
            "import click\n@click.command()\n@click.option('--cores', default=4)\ndef main(cores):",
            "--cores",
            4,
        ),
        (
            "import click\n@click.command()\n@click.option('-c', '--cpu', 'cores', default='4', type=int)\n"
            "def main(cores):",
            "--cpu",
            4,
        ),
        (
            "import click\n@click.command()\n@click.option('--cores', required=True)\ndef main(cores):",
            "--cores",
            "none",
        ),
        ("import click\n@click.command()\n@click.argument('cores')\ndef main(cores):", "cores", None),
        ("import typer\ndef main(cores: int = typer.Option(4, '--cpu')):", "--cpu", 4),
        ("import typer\ndef main(cores: int = typer.Option(4)):", "--cores", 4),
    ],
)
def test_an_option_of_a_command_waits_for_the_command_line(
    code: str, name: str, default: object, call: str
) -> None:
    found = service(COMMAND.format(code=code, call=call)).settings["cpu_cores"].value
    open_with(found, DependsOn.ARGUMENT, name, default)


def test_a_position_on_the_command_line_is_named() -> None:
    open_with(cores("import sys", "sys.argv[2]"), DependsOn.ARGUMENT, "argument 2", "none")


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("import configparser\nc = configparser.ConfigParser()\nc.read('b.ini')", "c['aks']['cores']"),
        ("import configparser\nc = configparser.ConfigParser()\nc.read('a.ini')", "c.get('aks', 'cores')"),
        ("import configparser\nc = configparser.ConfigParser()\nc.read('a.ini')", "c['other']['cores']"),
        ("import toml\nc = toml.load('a.ini')", "c['aks']['cores']"),
        ("c = {'get_cores': 1}", "c.cores"),
    ],
)
def test_what_a_file_does_not_say_is_open(code: str, value: str) -> None:
    assert not isinstance(cores(code, value, {"a.ini": "[aks]\nx"}), Known)


def test_a_widget_of_a_notebook_has_what_its_runner_puts_in() -> None:
    code = "dbutils = input()\ndbutils.widgets.text(name='cores', defaultValue='4')"
    found = cores(code, "int(dbutils.widgets.get('cores'))")
    open_with(found, DependsOn.ARGUMENT, "widget cores", 4)
    found = cores("dbutils = input()", "dbutils.widgets.get('cores')")
    open_with(found, DependsOn.ARGUMENT, "widget cores", "none")
    assert not isinstance(cores("dbutils = input()", "dbutils.other.get('cores')"), Known)
