"""``python -m compat run``: unmodified scripts, with azureml-core there or not, their children, their exit codes."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.loopback_azure import Azure, run_python
from tests.samples import samples

ROOT = str(Path(__file__).resolve().parents[2])
# An interpreter start-up file that hides the real azureml-core.
HIDING = """
import sys
from importlib.abc import MetaPathFinder


class Hidden(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "azureml" or name.startswith("azureml."):
            raise ModuleNotFoundError(name)
        return None


import importlib.machinery

real = importlib.machinery.PathFinder.find_spec


def without(name, *rest):
    return None if name == "azureml" else real(name, *rest)


importlib.machinery.PathFinder.find_spec = without
"""


def run(azure, folder, *arguments, **env):
    return run_python(azure, ["-m", "compat", *arguments], cwd=folder, env={"PYTHONPATH": ROOT, **env})


def written(folder, text, name="deploy.py"):
    (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


@pytest.fixture
def azure():
    with Azure(auto_create=True) as started:
        yield started


@pytest.fixture
def churn(azure):
    [sample] = [one for one in samples() if one.name == "churn-aks"]
    return azure.copy_of(sample.folder / "v1")


def test_an_untouched_script_deploys_on_v2(azure, churn):
    done = run(azure, churn, "run", "deploy.py", COMPAT_LOG=str(churn / "usage.jsonl"))
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.lstrip(".") for line in done.stdout.splitlines()]
    assert lines[0] == "Registering model churn-model"
    assert lines[-2] == 'AKS service creation operation finished, operation "Succeeded"'
    assert lines[-1].startswith("Healthy http")
    assert "azureml.core is provided by compat (running on v2)" in done.stderr
    assert azure.online.traffic("churn-svc") == {"blue": 100}
    assert azure.journal.created_services() == []
    used = run(azure, churn, "usage", "--fail", COMPAT_LOG=str(churn / "usage.jsonl"))
    assert used.returncode == 1
    assert f"Model.deploy  {churn.resolve()}/deploy.py:44" in used.stdout


def test_it_needs_no_azureml_core(azure, churn):
    (churn / "hiding").mkdir()
    (churn / "hiding" / "sitecustomize.py").write_text(HIDING)
    text = "import azureml.core\nfrom azureml.core.webservice import AksWebservice\nprint(azureml.core.VERSION)\n"
    (churn / "deploy.py").write_text(text)
    done = run(azure, churn, "run", "deploy.py", PYTHONPATH=f"{churn / 'hiding'}:{ROOT}")
    assert (done.returncode, done.stdout) == (0, "1.61.0+compat\n"), done.stderr[-2000:]


CHILDREN = """
    import multiprocessing
    import subprocess
    import sys

    ASK = "import azureml.core, sys; print('child', azureml.core.VERSION, 'azureml._base_sdk_common' in sys.modules)"


    def spawned():
        import azureml.core

        print("spawned", azureml.core.VERSION, flush=True)


    if __name__ == "__main__":
        import azureml.core
        from azureml.core import Experiment, Workspace
        from azureml.exceptions import WebserviceException
        import azureml.exceptions

        print("script", azureml.core.VERSION, sys.argv[1:], __name__)
        print(Workspace.__module__, azureml.exceptions.WebserviceException is WebserviceException, flush=True)
        subprocess.run([sys.executable, "-c", ASK], check=True)
        one = multiprocessing.get_context("spawn").Process(target=spawned)
        one.start()
        one.join()
        try:
            import azureml.train
        except ImportError as error:
            print(type(error).__name__)
        sys.exit(7)
"""


def test_children_get_it_too_and_the_exit_code_is_the_scripts(azure, tmp_path):
    written(tmp_path, CHILDREN)
    done = run(azure, tmp_path, "run", "deploy.py", "--flag", "x")
    assert done.returncode == 7, done.stderr[-2000:]
    assert done.stdout.splitlines() == [
        "script 1.61.0+compat ['--flag', 'x'] __main__",
        "compat.azureml.core.workspace True",
        "child 1.61.0+compat False",
        "spawned 1.61.0+compat",
        "ModuleNotFoundError",
    ]


def test_code_that_keeps_compat_needs_not_wait_either(azure, churn):
    azure.operations.polls = 2
    text = (churn / "deploy.py").read_text().replace("azureml.core", "compat.azureml.core")
    (churn / "deploy.py").write_text(
        text[: text.index("service.wait_for_deployment")] + "print(service.state)\n"
    )
    done = run_python(azure, ["deploy.py"], cwd=churn, env={"PYTHONPATH": ROOT})
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip(".\n").endswith("Transitioning")
    assert azure.online.traffic("churn-svc") == {"blue": 100}


def test_a_script_with_a_refused_name_is_not_run(azure, tmp_path):
    written(tmp_path, "print('ran')\nfrom azureml.core import Experiment\nExperiment(None, 'e')\n")
    done = run(azure, tmp_path, "run", "deploy.py")
    assert (done.returncode, done.stdout) == (3, "")
    assert "deploy.py:3: azureml.core.Experiment is not in compat. Jobs are ml_client.jobs" in done.stderr
    forced = run(azure, tmp_path, "run", "--no-check", "deploy.py")
    assert (forced.returncode, forced.stdout) == (3, "ran\n")
    assert "refused: Experiment" in forced.stderr
    assert "Traceback" not in forced.stderr


def test_a_scripts_own_failure_looks_as_it_does_in_python(azure, tmp_path):
    written(tmp_path, "def go():\n    raise KeyError('x')\n\ngo()\n")
    done = run(azure, tmp_path, "run", "deploy.py")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("  File")]
    assert [line.split('"')[1] for line in lines] == ["deploy.py", "deploy.py"]
    assert done.stderr.splitlines()[-1] == "KeyError: 'x'"


HIDDEN_AZURE = """
import importlib.machinery

real = importlib.machinery.PathFinder.find_spec


def without(name, *rest):
    return None if name == "azure" else real(name, *rest)


importlib.machinery.PathFinder.find_spec = without
"""


def test_without_the_extra_it_says_what_to_install(azure, tmp_path):
    written(tmp_path, "print('ran')\n")
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding" / "sitecustomize.py").write_text(HIDDEN_AZURE)
    done = run(azure, tmp_path, "run", "deploy.py", PYTHONPATH=f"{tmp_path / 'hiding'}:{ROOT}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "install the extra azure" in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_the_api_loads_nothing_of_the_vendors():
    code = (
        "import sys, compat.azureml.core, compat.azureml.core.webservice, compat.azureml.core.model;"
        "heavy = {'azure', 'azureml', 'requests', 'yaml', 'libcst', 'kubernetes', 'rich', 'msrest'};"
        "print(sorted({name.split('.')[0] for name in sys.modules} & heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ROOT}
    )
    assert done.stdout == "[]\n"


def test_wrong_usage_is_a_sentence(azure, tmp_path):
    written(tmp_path, "")
    for arguments, said in [
        (["run", "gone.py"], "gone.py: there is no such script"),
        (["run", "--set", "x", "deploy.py"], "--set x: it is KEY=VALUE"),
        (["run", "--accept", "anything", "deploy.py"], "--accept anything: there is no change of that name"),
    ]:
        done = run(azure, tmp_path, *arguments)
        assert done.returncode == 2, arguments
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    done = run(azure, tmp_path, "run", "deploy.py", COMPAT_LEVEL="loud")
    assert (done.returncode, "COMPAT_LEVEL=loud" in done.stderr) == (2, True)
