"""Whole documents for the examples on the checks' pages."""

from __future__ import annotations

import re
from pathlib import Path

from compat.validation import CHECKS, Check, Document, Example, Kind, Problem, check
from migrate.read.positions import read_documents

CLUSTER = "/subscriptions/0000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks"

_DEPLOYMENT = """\
name: blue
endpoint_name: churn
model: azureml:churn:3
code_configuration: {code: ./src, scoring_script: score.py}
environment: azureml:churn-env:4
request_settings: {request_timeout_ms: 60000}
"""

WHOLE = {
    Kind.KUBERNETES_ENDPOINT: "name: churn\ncompute: azureml:k8s-compute\nauth_mode: key\n",
    Kind.MANAGED_ENDPOINT: "name: churn\nauth_mode: key\n",
    Kind.KUBERNETES_DEPLOYMENT: _DEPLOYMENT
    + "type: kubernetes\ninstance_count: 2\nscale_settings: {type: default}\n"
    + 'resources: {requests: {cpu: "0.5", memory: 1Gi}, limits: {cpu: "1", memory: 2Gi}}\n',
    Kind.MANAGED_DEPLOYMENT: _DEPLOYMENT + "instance_type: Standard_DS3_v2\ninstance_count: 1\n",
    Kind.ENVIRONMENT: "name: churn-env\nimage: python\n",
    Kind.MODEL: "name: churn\npath: ./model\n",
    Kind.KUBERNETES_COMPUTE: f"name: k8s\ntype: kubernetes\nresource_id: {CLUSTER}\n",
    Kind.INSTANCE_TYPE: "apiVersion: amlarc.azureml.com/v1alpha1\nkind: InstanceType\n",
}
"""One document of each kind with nothing wrong; every top-level key stands on one line."""

FILES = {
    "src/score.py": "def init():\n    pass\n\n\ndef run(data):\n    return data\n",
    "src/broken.py": "print 'two'\n",
    "src/helper.py": "LIMIT = 3\n",
    "hidden/score.py": "def init():\n    pass\n\n\ndef run(data):\n    return data\n",
    "hidden/.gitignore": "*.csv\n",
    "hidden/weights.csv": "1\n",
    "model/model.pkl": "x",
    "conda.yml": "dependencies: [python=3.11]\n",
    "docker/Dockerfile": "FROM python\n",
}
"""The folder the examples stand in."""


def lay_out(folder: Path) -> None:
    """Write ``FILES`` into a folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class ExampleFiles:
    """``FILES`` as the checks see them."""

    def is_file(self, document: str, path: str) -> bool:
        return path.removeprefix("./") in FILES

    def is_folder(self, document: str, path: str) -> bool:
        return any(name.startswith(path.removeprefix("./").rstrip("/") + "/") for name in FILES)

    def text(self, document: str, path: str) -> str | None:
        return FILES.get(path.removeprefix("./"))

    def hidden(self, document: str, folder: str) -> tuple[str, ...]:
        return ("weights.csv",) if folder.removeprefix("./") == "hidden" else ()


def wrong(row: Check) -> str:
    """Return a whole file with the mistake of a check."""
    return _whole(row.example, row.example.wrong)


def right(row: Check) -> str:
    """Return the same file without the mistake."""
    return _whole(row.example, row.example.right)


def _whole(example: Example, fragment: str) -> str:
    if example.alone:
        return fragment + "\n"
    given = set(re.findall(r"^([$\w]+):", fragment, re.MULTILINE)) | set(example.without)
    kept = [line for line in WHOLE[example.kind].splitlines() if line.split(":")[0] not in given]
    return "\n".join([*kept, fragment]) + "\n"


def documents(text: str, file: str = "file.yml") -> list[Document]:
    """Return the documents of a text, as the command line reads them."""
    sources = read_documents(text)
    return [
        Document(
            file,
            source.data,
            index=number,
            siblings=len(sources),
            plain=source.plain,
            repeated=tuple(path for path, _ in source.repeated),
        )
        for number, source in enumerate(sources)
    ]


def problems(text: str) -> list[Problem]:
    """Return what the checks say about a text, in the folder of the examples."""
    return check(documents(text), ExampleFiles())


def codes(text: str) -> set[str]:
    """Return the codes of the problems of a text."""
    return {problem.code for problem in problems(text)}


READ_ONLY_BY_OTHERS = {"AML600", "AML609"}
"""Said by the reader of files and by the vendor's loader, not by a check of a document."""

CHECKED = [row for row in CHECKS if row.code not in READ_ONLY_BY_OTHERS]
