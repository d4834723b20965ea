"""Whatever the text: the readers give an answer, in time that grows with the text alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from migrate.read.command_line.dockerfile import read_dockerfile
from migrate.read.command_line.makefile import read_makefile
from migrate.read.command_line.markdown import read_markdown
from migrate.read.command_line.passage import Where
from migrate.read.command_line.reader import Block, read_blocks
from migrate.read.command_line.script_files import read_script
from migrate.read.command_line.shell import Shell
from migrate.read.command_line.yaml_files import read_yaml
from migrate.read.reading import Reading, SourceFile
from tests.migrate.read.configuration.files import Memory

FILES = {"dc.json": '{"computeType": "aks", "numReplicas": 2}', "ic.json": '{"entryScript": "s.py"}'}
PIECES = (
    *(
        "az ml model deploy",
        "az ml service delete",
        " -n ",
        " --dc dc.json",
        " -m a:1",
        "xargs -I {} ",
        "eval ",
    ),
    *(
        "'",
        '"',
        "`",
        "$(",
        "${",
        "}",
        ")",
        "(",
        "$((",
        "<<X\n",
        "X\n",
        "|",
        "&&",
        ";",
        "\n",
        "\\\n",
        "^\n",
        "`\n",
    ),
    *(
        "${{ ",
        " }}",
        "%A%",
        "#{x}#",
        "<a b>",
        "if ",
        "then ",
        "fi",
        "for i in ",
        "do ",
        "done",
        "case x in",
        "esac",
    ),
    *(
        "@'\n",
        "'@",
        '@"\n',
        "<#",
        "#>",
        "param(",
        "$x = ",
        "set A=",
        "::",
        "rem ",
        "steps:\n",
        "- bash: ",
        "  |\n",
    ),
    *(
        "- task: AMLModelDeploy@0\n",
        "  inputs:\n",
        "variables:\n",
        "```sh\n",
        "```\n",
        "RUN ",
        "\t",
        "  ",
        "x: ",
        "\0",
        "é",
    ),
)
READERS = {
    "a.sh": read_script,
    "a.ps1": read_script,
    "a.cmd": read_script,
    "Makefile": read_makefile,
    "Dockerfile": read_dockerfile,
    "README.md": read_markdown,
    "azure-pipelines.yml": read_yaml,
    ".github/workflows/x.yml": read_yaml,
}
ANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def valid(reading: Reading | None, text: str) -> None:
    lines = text.count("\n") + 1
    for usage in reading.usages if reading is not None else ():
        assert 1 <= usage.place.line <= lines
        assert usage.place.line <= usage.place.end_line <= lines + 1


@pytest.mark.parametrize("path", READERS)
def test_any_text_is_read(path: str) -> None:
    @ANY
    @given(some.lists(some.one_of(some.sampled_from(PIECES), some.text(max_size=5)), max_size=40))
    def check(pieces: list[str]) -> None:
        text = "".join(pieces) + "\n# az ml "
        valid(READERS[path](SourceFile(path, text), Memory({**FILES})), text)

    check()


@pytest.mark.parametrize("shell", list(Shell))
def test_any_line_of_a_notebook_is_read(shell: Shell) -> None:
    @ANY
    @given(some.text(alphabet="az ml service-n$(){}'\"`\\^%\n#<>|;&=@", max_size=120))
    def check(text: str) -> None:
        block = Block(f"az ml service list {text}", Where("a.ipynb", cell=3), shell)
        reading = read_blocks("a.ipynb", [block], Memory({}))
        assert all(usage.place.cell == 3 for usage in reading.usages)

    check()


@pytest.mark.parametrize(
    "piece",
    [
        "$(",
        "`",
        "'",
        '"',
        "${",
        "(",
        "$((",
        "bash -c '",
        "<<X\n",
        "${{ ",
        "#{",
        "<a",
        "{",
        "@(",
        "if x; then ",
        "a\\\n",
        "%A",
        "__A",
    ],
)
@pytest.mark.parametrize("path", ["a.sh", "a.ps1", "a.cmd", "Makefile", "README.md"])
def test_deep_and_long_texts_end(path: str, piece: str) -> None:
    text = "az ml service list\n" + piece * 3000 + "\n"
    READERS[path](SourceFile(path, text), Memory({}))


def test_a_pipeline_that_refers_to_itself_ends() -> None:
    text = "a: &a\n  b: *a\n  bash: az ml service list\nvariables:\n- template: azure-pipelines.yml\n"
    reading = read_yaml(SourceFile("azure-pipelines.yml", text), Memory({"azure-pipelines.yml": text}))
    assert reading is not None
    assert len(reading.usages) == 1
