"""``compat.install()`` in a process that runs already: notebooks."""

import sys

import pytest

import compat
from compat import interception
from compat.runtime.session import ANSWERS, use


@pytest.fixture
def clean(monkeypatch):
    """Give a process in which no ``azureml`` is imported, and put everything back."""
    for name in ("COMPAT_ANSWERS", "COMPAT_ACCEPT", "COMPAT_RECORD", "COMPAT_MAIN"):
        monkeypatch.setenv(name, "")
    real = interception.detached()
    yield monkeypatch
    interception.uninstall()
    interception.attached(real)
    use(None)


def test_imports_get_compat_under_v1s_names(clean):
    compat.install({"compute.name": "k8s"}, accept=["open-service"])
    import azureml.core.webservice as web
    from azureml.core import Workspace
    from azureml.exceptions import WebserviceException

    from compat.azureml import core, exceptions

    assert (Workspace, WebserviceException) == (core.Workspace, exceptions.WebserviceException)
    assert web.__name__ == "compat.azureml.core.webservice"
    assert web.__spec__.name == "compat.azureml.core.webservice"


def test_answers_reach_child_processes(clean):
    compat.install({"compute.name": "k8s", "auth_enabled": True})
    import os

    assert os.environ[ANSWERS] == '{"compute.name": "k8s", "auth_enabled": "true"}'


def test_installing_twice_is_once(clean):
    compat.install()
    compat.install()
    assert len([one for one in sys.meta_path if isinstance(one, interception.Finder)]) == 1


def test_a_real_package_that_is_imported_already_is_not_mixed_up(clean):
    import azureml.core

    assert azureml.core.VERSION == "1.61.0"
    with pytest.raises(ImportError, match="imported already"):
        compat.install()


@pytest.mark.parametrize(
    "name", ["azureml.train", "azureml.core.run", "azureml.pipeline.core", "azureml.core.nothing"]
)
def test_modules_out_of_scope_are_import_errors(clean, name):
    compat.install()
    with pytest.raises(ModuleNotFoundError, match="not part of compat"):
        __import__(name)


@pytest.mark.parametrize("name", ["json", "azureml.mlflow"])
def test_other_modules_are_left_to_others(clean, name):
    assert interception.Finder().find_spec(name) is None


def test_an_answer_that_is_no_plain_value_is_a_sentence(clean):
    with pytest.raises(ValueError, match="a mapping of KEY to a plain VALUE"):
        compat.install({"a": [1]})


def test_a_change_that_is_none_is_a_sentence(clean):
    with pytest.raises(ValueError, match="--accept everything: there is no change of that name"):
        compat.install(accept=["everything"])


def test_children_run_the_start_up_file_that_was_there_before(tmp_path):
    import subprocess

    (tmp_path / "sitecustomize.py").write_text("print('mine')\n")
    environment = {"PYTHONPATH": str(tmp_path)}
    interception.for_children(environment)
    code = "import azureml.core; print(azureml.core.VERSION)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "mine\n1.61.0+compat\n"
