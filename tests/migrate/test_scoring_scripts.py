"""Scoring scripts that no service names, told by their functions and by v1 beside them."""

import pytest

from migrate.scripts import SYMBOL
from tests.migrate.read.python.tree import read

V1 = "from azureml.core import Model\n"
INIT = "def init():\n    Model.get_model_path('m')\n"


def told(text: str) -> bool:
    return any(usage.symbol == SYMBOL for usage in read(text, path="anything.py").usages)


@pytest.mark.parametrize(
    "run", ["def run(data): ...", "def run(raw_data, headers): ...", "async def run(data): ..."]
)
def test_init_and_run_beside_v1_make_a_scoring_script(run: str) -> None:
    assert told(V1 + INIT + run)


@pytest.mark.parametrize(
    "text",
    [
        V1 + INIT + "def run(mini_batch): ...",
        V1 + INIT + "def run(batch): ...",
        V1 + "def init():\n    argparse.ArgumentParser()\n    Model.get_model_path('m')\ndef run(data): ...",
        V1 + "def init(path): ...\ndef run(data): Model.get_model_path('m')",
        V1 + INIT + "def run(): ...",
        V1 + INIT,
        V1 + "def run(data): Model.get_model_path('m')",
        "def init(): ...\ndef run(data): ...",
        V1 + "class A:\n    def init(self): ...\n    def run(self, data): Model.get_model_path('m')",
        V1 + INIT + "def run(data): ...\nModel.deploy(None, 'x', [])",
    ],
)
def test_other_files_are_none(text: str) -> None:
    assert not told(text)
