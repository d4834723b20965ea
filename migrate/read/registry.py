"""Which reader reads which file, and the words without which it finds nothing there.

A new kind of source is one more row. ``load`` imports the reader, so that nothing is imported for a kind
that does not occur.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migrate.read.reading import Files, Reading, SourceFile
    from migrate.read.sieve import Needle, Needles

    Reader = Callable[[SourceFile, Files], Reading | None]


class Kind:
    """One kind of source: its suffixes (or whole names), its needles, and how to get its reader."""

    def __init__(
        self, name: str, suffixes: tuple[str, ...], needles: tuple[Needle, ...], load: Callable[[], Reader]
    ) -> None:
        self.name = name
        self.suffixes = suffixes
        self.needles = needles
        self.load = load


def _python() -> Reader:
    from migrate.read.python.source import read_source

    return read_source


def _notebook() -> Reader:
    from migrate.read.notebook.reader import read_notebook

    return read_notebook


def _configuration() -> Reader:
    from migrate.read.configuration.reader import read_configuration

    return read_configuration


def _script() -> Reader:
    from migrate.read.command_line.script_files import read_script

    return read_script


def _makefile() -> Reader:
    from migrate.read.command_line.makefile import read_makefile

    return read_makefile


def _dockerfile() -> Reader:
    from migrate.read.command_line.dockerfile import read_dockerfile

    return read_dockerfile


def _markdown() -> Reader:
    from migrate.read.command_line.markdown import read_markdown

    return read_markdown


def _client() -> Reader:
    from migrate.read.callers.reader import read_callers

    return read_callers


def _r() -> Reader:
    from migrate.read.r_source import read_r

    return read_r


def _bicep() -> Reader:
    from migrate.read.configuration.resources import read_bicep

    return read_bicep


def _yaml() -> Reader:
    from migrate.read.command_line.yaml_files import read_yaml

    return read_yaml


_CONFIGURATION = (
    # The words without which its reader recognises no file; a test holds the two lists together.
    b"computeType",
    b"entryScript",
    b"condaDependencies",
    b"userManagedDependencies",
    b"containerResource",
    b"azureml",
    b"autoScaler",
)

_RESOURCES = b"Microsoft.MachineLearningServices/workspaces/"
"""What a template of Azure resources must hold to make anything in a workspace."""

_COMMANDS = (b" ml ", b"az ml", b"azure-cli-ml", b"azure_cli_ml")
"""What a text must hold to have a command of the v1 extension in it."""

_INSTALLS = (b"azureml-", b"azureml_")
"""What a script must hold to install a package of v1."""

_CLIENTS = (
    # Source of other languages and settings files: only callers are looked for there.
    *(
        ".js",
        ".jsx",
        ".mjs",
        ".cjs",
        ".ts",
        ".tsx",
        ".vue",
        ".cs",
        ".java",
        ".kt",
        ".go",
        ".php",
        ".rb",
    ),
    *(".http", ".env", ".ini", ".properties", ".config", ".tf", ".tfvars"),
)
CALLERS = (b"/api/v1/service/", b"azurecontainer.io")
"""What any text must hold to have the address of a v1 service in it; a test holds them together with the reader."""
_DATABRICKS = b"# Databricks notebook source"
"""How Python source begins that is a notebook of Databricks."""

MARKER = b"migrate: AML"
"""What a rewrite leaves beside code that a person has to change; files that have nothing else of v1 count too."""

KINDS = (
    # A notebook of Databricks may get every v1 name from one that it runs, or have commands only.
    Kind(
        "python",
        (".py", ".pyw"),
        (b"azureml", b"az ml ", (_DATABRICKS, b"# MAGIC %run", b"# MAGIC %sh")),
        _python,
    ),
    # JSON may spell any letter as an escape; no writer of notebooks does so with letters of ASCII. Cells may write
    # configuration files, and get every v1 name from a notebook that they run.
    Kind("notebook", (".ipynb",), (b"%run ", *_COMMANDS, *_CONFIGURATION), _notebook),
    Kind("configuration", (".json",), (*_CONFIGURATION, _RESOURCES), _configuration),
    Kind("bicep", (".bicep",), (_RESOURCES,), _bicep),
    Kind("r", (".r", ".rmd", ".qmd"), (b"azuremlsdk",), _r),
    Kind("yaml", (".yml", ".yaml"), (*_CONFIGURATION, *_COMMANDS, b"ModelDeploy", b"aml-deploy"), _yaml),
    Kind("script", (".sh", ".bash", ".ps1", ".psm1", ".cmd", ".bat"), (*_COMMANDS, *_INSTALLS), _script),
    Kind("makefile", ("Makefile", "makefile", "GNUmakefile", ".mk"), (*_COMMANDS, *_INSTALLS), _makefile),
    Kind("dockerfile", ("Dockerfile", "dockerfile", ".dockerfile"), (*_COMMANDS, *_INSTALLS), _dockerfile),
    Kind("markdown", (".md", ".markdown"), _COMMANDS, _markdown),
    Kind("requirements", (".txt", ".in", ".lock", ".toml", ".cfg", "Pipfile"), (b"azureml",), _client),
    Kind("client", _CLIENTS, (), _client),
)


def needles(kinds: tuple[Kind, ...]) -> Needles:
    """Return the needles by suffix; any text may call a service, or hold a marker."""
    return {suffix: (*kind.needles, *CALLERS, MARKER) for kind in kinds for suffix in kind.suffixes}


def by_suffix(kinds: tuple[Kind, ...]) -> Mapping[str, Kind]:
    """Return the kind of each suffix."""
    return {suffix: kind for kind in kinds for suffix in kind.suffixes}
