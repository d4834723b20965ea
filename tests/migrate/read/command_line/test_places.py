"""Where commands stand: makefiles, Dockerfiles, Markdown."""

from __future__ import annotations

import pytest

from compat.value import Expression, Known, Unresolved, Value
from migrate.read.command_line.dockerfile import read_dockerfile
from migrate.read.command_line.makefile import read_makefile
from migrate.read.command_line.markdown import blocks, read_markdown
from migrate.read.command_line.script_files import read_script
from migrate.read.reading import Reading, SourceFile
from tests.migrate.read.command_line.commands import shown
from tests.migrate.read.configuration.files import Memory

NO_FILES = Memory({})


def make(text: str) -> Reading | None:
    return read_makefile(SourceFile("Makefile", text), NO_FILES)


def docker(text: str) -> Reading | None:
    return read_dockerfile(SourceFile("Dockerfile", text), NO_FILES)


def markdown(text: str) -> Reading | None:
    return read_markdown(SourceFile("README.md", text), NO_FILES)


def value(reading: Reading | None) -> Value:
    assert reading is not None
    return reading.usages[-1].arguments[0].value


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", "az ml service \\\n delete"),
        ("a.PS1", "az ml service `\n delete"),
        ("a.cmd", "az ml service ^\n delete"),
        ("a.bat", "@az ml service ^\n delete"),
    ],
)
def test_the_ending_of_a_file_says_its_shell(path: str, text: str) -> None:
    assert shown(read_script(SourceFile(path, text), NO_FILES)) == ["1: az ml service delete"]
    assert read_script(SourceFile(path, "az ml job list"), NO_FILES) is None


def test_a_recipe_and_its_variables() -> None:
    text = "NAME = churn\nSTAGE ?= qa\n\nup: x\n\t@az ml service show \\\n\t  -n $(NAME)\n\t-az ml service list\n"
    assert shown(make(text)) == ["5: az ml service show name=churn", "7: az ml service list"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("N = a\nt:\n\taz ml service show -n ${N}", Known),
        ("N := a\nt:\n\taz ml service show -n $(N)-b", Known),
        ("N ?= a\nt:\n\taz ml service show -n $(N)", Expression),
        ("t:\n\taz ml service show -n $(N)", Expression),
        ("t:\n\taz ml service show -n $$N", Expression),
        ("N = $(shell cat x)\nt:\n\taz ml service show -n $(N)", Unresolved),
        ("N = a\nN = b\nt:\n\taz ml service show -n $(N)", Unresolved),
        ("t:\n\tN=a; az ml service show -n $$N", Known),
    ],
)
def test_a_variable_of_make(text: str, kind: type) -> None:
    assert isinstance(value(make(text)), kind)


@pytest.mark.parametrize(
    "text",
    [
        "# az ml service list",
        "t:\n\t# az ml service list",
        "t:\n\techo az ml service list",
        "X = az ml service list",
    ],
)
def test_a_makefile_that_stays_silent(text: str) -> None:
    assert make(text) is None


def test_the_places_of_a_recipe() -> None:
    reading = make("t:\n\t@true && az ml service show -n $$N")
    assert reading is not None
    assert (reading.usages[0].place.line, reading.usages[0].place.column) == (2, 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x\nRUN az extension add -n azure-cli-ml", ["2: az extension add azure-cli-ml n=azure-cli-ml"]),
        (
            "FROM x\nRUN true \\\n # note\n && az ml service list \\\n && az ml service show -n a",
            ["4: az ml service list", "5: az ml service show name=a"],
        ),
        ("ENV N=a\nRUN az ml service show -n $N", ["2: az ml service show name=a"]),
        (
            "ARG N=a\nRUN az ml service show -n $N",
            ["2: az ml service show name=$N (command-line argument N, default a)"],
        ),
        (
            "RUN <<X\naz ml service list\nX\nRUN az ml service show -n b",
            ["2: az ml service list", "4: az ml service show name=b"],
        ),
        ("CMD az ml service list", ["1: az ml service list"]),
        ("RUN --mount=type=cache,target=/x az ml service list", ["1: az ml service list"]),
    ],
)
def test_a_dockerfile(text: str, expected: list[str]) -> None:
    assert shown(docker(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# RUN az ml service list",
        "COPY az ml service /x",
        "LABEL a='az ml service list'",
        "RUN pip install x # az ml ",
    ],
)
def test_a_dockerfile_that_stays_silent(text: str) -> None:
    assert docker(text) is None


MARKDOWN = {
    "fence": ("# T\n\n```bash\naz ml service list\n```\n", ["4: az ml service list"]),
    "tilde": ("~~~\naz ml service list\n~~~", ["2: az ml service list"]),
    "prompt": ("```console\n$ az ml service list\nnothing ml here\n```", ["2: az ml service list"]),
    "in a list": ("1. x\n\n   ```sh\n   az ml service list\n   ```\n", ["4: az ml service list"]),
    "in a quote": ("> ```sh\n> az ml service list\n> ```\n", ["2: az ml service list"]),
    "azurecli": ("```azurecli-interactive\naz ml service list\n```", ["2: az ml service list"]),
    "powershell": ("```powershell\naz ml service `\n list\n```", ["2: az ml service list"]),
    "blank": (
        "```sh\naz ml service show -n <my service> -g rg\n```",
        ["2: az ml service show name=unresolved: it is a blank to be filled in resource_group=rg"],
    ),
    "pipeline": ("```yaml\nsteps:\n- script: az ml service list\n```", ["3: az ml service list"]),
    "open to the end": ("```sh\naz ml service list\n", ["2: az ml service list"]),
    "longer fence": ("````sh\n```\naz ml service list\n````", ["3: az ml service list"]),
}


@pytest.mark.parametrize(("text", "expected"), MARKDOWN.values(), ids=MARKDOWN)
def test_a_code_block(text: str, expected: list[str]) -> None:
    assert shown(markdown(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Run `az ml service list` first.",
        "Then az ml service list.",
        "```python\nx = 'az ml service list'\n```",
        "```json\n{}\n```\naz ml service list",
        "```sh\naz ml online-endpoint list\n```",
        "```sh\n# az ml service list\n```",
        "<!-- az ml service list -->",
    ],
)
def test_a_document_that_stays_silent(text: str) -> None:
    assert markdown(text) is None


def test_documentation_makes_no_service() -> None:
    reading = markdown("```sh\naz ml model deploy -n a -m m:1 --ic i.json --dc d.json\n```")
    assert reading is not None
    assert [usage.symbol for usage in reading.usages] == ["az ml model deploy"]
    assert not reading.services
    assert not reading.findings


def test_two_blocks_are_two_scripts() -> None:
    text = "```sh\nN=a\n```\n```sh\naz ml service show -n $N\n```"
    assert [block.language for block in blocks(text)] == ["sh", "sh"]
    assert isinstance(value(markdown(text)), Expression)
