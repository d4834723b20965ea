"""Imports of the raw HTTP modules themselves."""

import pytest

from migrate.rules.rule import Safety
from tests.migrate.rewrite.proposals import proposed

API = "azureml_inference_server_http.api"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import azureml.contrib.services.aml_request\n\n@azureml.contrib.services.aml_request.rawhttp\n"
            "def run(request):\n    return request\n",
            f"import {API}.aml_request\n\n@{API}.aml_request.rawhttp\ndef run(request):\n    return request\n",
        ),
        (
            "from azureml.contrib.services import aml_request, aml_response as answers\n\n"
            "@aml_request.rawhttp\ndef run(request):\n    return answers.AMLResponse('', 200)\n",
            f"from {API} import aml_request, aml_response as answers\n\n"
            "@aml_request.rawhttp\ndef run(request):\n    return answers.AMLResponse('', 200)\n",
        ),
        (
            "import azureml.contrib.services.aml_request as raw  # kept\n",
            f"import {API}.aml_request as raw  # kept\n",
        ),
    ],
)
def test_the_module_is_the_servers(tmp_path, before, after):
    found = proposed(tmp_path, {"score.py": before}, "score.py")
    assert found.text == after
    assert {item.safety for item in found.proposals} == {Safety.SAFE}
    assert proposed(tmp_path, {"score.py": after}, "score.py").proposals == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "from azureml.contrib.services.aml_request import AMLRequest, rawhttp\n",
            id="names that the server aliases",
        ),
        pytest.param("import os, azureml.contrib.services.aml_request\n", id="imported with others"),
        pytest.param("from azureml.contrib.services import something\n", id="something else"),
        pytest.param("TEXT = 'import azureml.contrib.services.aml_request'\n", id="a string"),
    ],
)
def test_the_rest_is_left_alone(tmp_path, text):
    assert proposed(tmp_path, {"score.py": text}, "score.py").text == text
