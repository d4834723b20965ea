"""Scripts, pipelines and lists of requirements in all kinds of bytes: what is not rewritten stays, once is enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine

FILES = {
    "deploy.sh": "#!/bin/bash\n# Größe\nset -e\n\taz ml service delete \\\n\t\t-n churn\necho 'done'  \n",
    "deploy.ps1": "$a = 'Größe'\naz ml computetarget detach -n $a  # weg\n",
    "Makefile": "gone:\n\t@az ml service delete -n churn\n\n\techo Größe\n",
    "azure-pipelines.yml": "# Größe\nsteps:\n- bash: |\n    az ml service delete -n churn\n    echo 'x'   \n",
    "requirements.txt": "# Größe\npandas  \nazureml-core==1.48\n\nnumpy\n",
    "conda.yml": "# Größe\ndependencies:\n- pip:\n  - azureml-core\n  - pandas   # x\n",
    "setup.cfg": "# Größe\n[options]\ninstall_requires =\n\tazureml-core\n\tpandas\n",
}
FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "no final newline": lambda text: text.rstrip("\n").encode(),
}


def rewritten(folder: Path) -> dict[str, bytes]:
    changes = Engine(choice=Choice(unsafe=True)).rewrite(gathered([str(folder)], KINDS)).changes
    return {change.path: change.after for change in changes}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FILES)
def test_what_is_not_rewritten_stays_and_twice_is_once(tmp_path, name, form):
    before = FORMS[form](FILES[name])
    (tmp_path / name).write_bytes(before)

    after = rewritten(tmp_path)[name]

    end = b"\r\n" if form == "crlf" else b"\n"
    kept = [
        line
        for line in before.split(end)
        if b"az ml" not in line and b"azureml" not in line and b"-n churn" not in line
    ]
    assert [line for line in after.split(end) if line in kept] == kept
    assert after.startswith(b"\xef\xbb\xbf") == (form == "mark")
    assert after.count(b"\r") == (after.count(b"\n") if form == "crlf" else 0)
    assert after.endswith(b"\n") == before.endswith(b"\n")
    assert b"azureml-core" not in after
    assert b"az ml service" not in after
    (tmp_path / name).write_bytes(after)
    assert rewritten(tmp_path) == {}


def test_files_without_v1_do_not_change(tmp_path):
    for name, text in FILES.items():
        plain = text.replace("az ml service delete", "az group delete").replace("azureml-core", "azure-ai-ml")
        (tmp_path / name).write_text(
            plain.replace("az ml computetarget detach", "az aks stop"), encoding="utf-8"
        )
    assert rewritten(tmp_path) == {}
