import subprocess
import sys

import pytest

from compat.cli import main


@pytest.mark.parametrize("name", ["autoscale_max_replicas", "autoScaler.maxReplicas"])
def test_a_setting_is_explained_with_both_defaults(name, capsys):
    assert main(["setting", name]) == 0
    page = capsys.readouterr().out
    assert "v1 default: `10`" in page
    assert "v2 default `1`" in page


def test_an_unknown_setting_is_one_sentence_and_exit_2(capsys):
    assert main(["setting", "max_pods"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "max_pods" in captured.err


def test_the_module_runs():
    done = subprocess.run(
        [sys.executable, "-m", "compat", "setting", "--", "--ma"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "autoscale_max_replicas" in done.stdout
