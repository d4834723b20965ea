"""What is passed to code that cannot be followed may be changed there."""

import pytest

from compat.value import Known, Unresolved
from tests.migrate.read.python.tree import service

DEPLOY = """
    from azureml.core import Model, Workspace
    from azureml.core.webservice import AksWebservice
    made = AksWebservice.deploy_configuration(cpu_cores=2)
    options = {{"memory_gb": 4}}
    {code}
    made.memory_gb = options["memory_gb"]
    Model.deploy(Workspace.from_config(), "churn", [], None, made)
"""


def known(code: str, files: dict[str, str] | None = None) -> tuple[bool, bool]:
    found = service(DEPLOY.format(code=code.replace("\n", "\n    ")), files).settings
    return isinstance(found["cpu_cores"].value, Known), isinstance(found["memory_gb"].value, Known)


@pytest.mark.parametrize(
    "code",
    [
        "import ours\nours.tweak(made)",
        "from .ours import tweak\ntweak(made)",
        "from ours.deep import tweak\ntweak(config=made)",
        "from ours import Tweaker\nTweaker().apply(made)",
        "from ours import tweak\ntweak([made])",
        "from ours import tweak\ntweak({'x': {'y': made}})",
        "from ours import tweak\nholder = [1]\nholder.append(made)\ntweak(*holder)",
    ],
)
def test_a_configuration_that_unknown_code_gets_is_not_certain_any_more(code: str) -> None:
    assert known(code) == (False, True)


def test_a_dictionary_that_unknown_code_gets_is_not_certain_any_more() -> None:
    assert known("import ours\nours.tweak(options)") == (True, False)


def test_why_is_said_with_what_it_was() -> None:
    found = service(DEPLOY.format(code="import ours; ours.tweak(made)")).settings["cpu_cores"].value
    assert isinstance(found, Unresolved)
    assert found.why == "it was 2; it is passed to ours.tweak, which is not followed and may change it"
    assert found.settle


@pytest.mark.parametrize(
    "code",
    [
        "print(made, options)",
        "import json\njson.dumps(options)",
        "import yaml\nyaml.dump(options)",
        "import logging\nlogging.getLogger().info(made, options)",
        "import numpy as np\nnp.array(options)",
        "import ours\nours.tweak('text', 1)",
        "import ours\nclient = ours.Client()\nclient.log_params(options)",
        "import ours\nours.tweak(Workspace.from_config())",
    ],
)
def test_what_only_looks_leaves_everything_certain(code: str) -> None:
    assert known(code) == (True, True)


def test_code_of_the_tree_is_followed_and_only_what_it_changes_changes() -> None:
    files = {
        "ours.py": "def tweak(made):\n    made.cpu_cores = 8\ndef look(made):\n    return made.cpu_cores"
    }
    found = service(DEPLOY.format(code="import ours; ours.tweak(made)"), files)
    assert found.settings["cpu_cores"].value == Known(8)
    assert known("import ours\nours.look(made)", files) == (True, True)


def test_a_module_that_unknown_code_gets_is_not_certain_any_more() -> None:
    files = {"conf.py": "CORES = 2\nclass C:\n    CORES = 2"}
    code = "import conf, ours\nours.apply({what})\nmade.cpu_cores = {name}"
    for what, name in (("conf", "conf.CORES"), ("conf.C", "conf.C.CORES")):
        found = service(DEPLOY.format(code=code.format(what=what, name=name).replace("\n", "\n    ")), files)
        assert isinstance(found.settings["cpu_cores"].value, Unresolved)
