"""Scoring scripts for the tests of the doctor."""

from pathlib import Path

ECHO = "import json\n\n\ndef init():\n    pass\n\n\ndef run(data):\n    return json.loads(data)\n"

READS_THE_MODEL = """\
import json
import os


def init():
    global model
    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model.txt")) as file:
        model = file.read()


def run(data):
    return {"model": model, "asked": json.loads(data)}
"""

RAW = """\
from azureml.contrib.services.aml_request import AMLRequest, rawhttp
from azureml.contrib.services.aml_response import AMLResponse


def init():
    pass


@rawhttp
def run(request: AMLRequest):
    return AMLResponse(request.get_data(), 200)
"""


def write(folder: Path, text: str, name: str = "score.py") -> Path:
    """Write a script and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
