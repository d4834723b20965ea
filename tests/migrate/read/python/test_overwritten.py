"""What is set by a name that is not known may be any name: nothing that was there is certain any more."""

import pytest

from compat.value import Known
from tests.migrate.read.python.tree import service

DEPLOY = """
    import json, os
    from azureml.core import Model, Workspace
    from azureml.core.webservice import AksWebservice
    {code}
    made = AksWebservice.deploy_configuration(cpu_cores=n)
    Model.deploy(Workspace.from_config(), "churn", [], None, made)
"""
FILES = {
    "conf.py": "n = 1\ndef bump():\n    global n\n    n = 3\ndef change(d):\n    d['n'] = 3\nD = {'n': 1}\n",
    "some.py": "__all__ = ['m']\nn = 1\nm = 2\n",
    "a.json": '{"n": 3}',
}


def cores(code: str) -> object:
    found = service(DEPLOY.format(code=code.replace("\n", "\n    ")), FILES)
    return found.settings["cpu_cores"].value


@pytest.mark.parametrize(
    "code",
    [
        "globals().update(json.load(open('a.json')))",
        "for key, value in json.load(open('a.json')).items():\n    globals()[key] = value",
        "import conf\nsetattr(conf, 'n', 3)\nn = conf.n",
        "import conf\nconf.bump()\nn = conf.n",
        "from conf import change\nd = {'n': 1}\nchange(d)\nn = d['n']",
        "import conf\nd = conf.D\nd['n'] = 3\nn = conf.D['n']",
        "d = {**load(), 'n': 3}\nn = d['n']",
        "d = {}\nd[os.environ['K']] = 2\nd['n'] = 3\nn = d['n']",
        "n = 3\nfrom some import *",
        "import conf\nfrom conf import n\nconf.n = 5\nn = n + 2",
    ],
)
def test_what_is_set_by_a_known_name_is_known(code: str) -> None:
    assert cores(code) == Known(3)


@pytest.mark.parametrize(
    "code",
    [
        "n = 3\nglobals().update(load())",
        "n = 3\nglobals()[os.environ['K']] = 5",
        "import conf\nsetattr(conf, os.environ['K'], 4)\nn = conf.n",
        "class C:\n    n = 3\nsetattr(C, os.environ['K'], 4)\nn = C.n",
        "d = {'n': 3}\nd[os.environ['K']] = 2\nn = d['n']",
        "d = {'n': 3}\nd.update(load())\nn = d['n']",
        "d = {'n': 3, **load()}\nn = d['n']",
    ],
)
def test_what_may_be_overwritten_is_not_known(code: str) -> None:
    assert not isinstance(cores(code), Known)
