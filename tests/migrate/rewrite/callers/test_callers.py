"""Callers: the path of an address, and the status codes a client repeats on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.rules.rule import Safety
from tests.migrate.rewrite.proposals import Proposed, proposed
from tests.migrate.rewrite.scoring.projects import KNOWN_BY_NAME, project


def called(folder: Path, text: str, path: str = "client.py", *, managed: bool = False) -> Proposed:
    files = project(KNOWN_BY_NAME, "", script="def init(): ...\ndef run(data): ...\n")
    if managed:
        files["deploy.py"] = files["deploy.py"].replace("AksWebservice", "AciWebservice")
    return proposed(folder, {**files, path: text}, path)


@pytest.mark.parametrize(
    ("path", "before"),
    [
        (
            "client.py",
            'import requests\nrequests.post(f"http://{host}/api/v1/service/churn/score", json={})\n',
        ),
        (
            "client.py",
            'import requests\nURL = "http://" + host + "/api/v1/service/" + name + "/score"\nrequests.post(URL)\n',
        ),
        ("client.py", 'import requests\nrequests.post(base + "/api/v1/service/churn/score")\n'),
        ("ask.sh", 'curl "http://$HOST:80/api/v1/service/churn/score" -d @x.json  # ask\n'),
        ("client.ts", "fetch(`http://${host}/api/v1/service/churn/score`)\n"),
        (".env", "SCORE_PATH=/api/v1/service/churn/score\n"),
    ],
)
def test_the_path_on_a_cluster_changes_and_nothing_else(tmp_path, path, before):
    found = called(tmp_path, before, path)
    assert found.text == before.replace("/service/", "/endpoint/")
    assert {item.safety for item in found.proposals} == {Safety.REVIEW}
    assert called(tmp_path, found.text, path).proposals == ()


@pytest.mark.parametrize(
    ("text", "managed", "said"),
    [
        ('curl "http://20.1.2.3:80/api/v1/service/churn/score"\n', False, "that of v1's front end"),
        ('curl "http://$HOST/api/v1/service/churn/score"\n', True, "another host and path"),
        ('curl "http://$HOST/api/v1/service/other/score"\n', False, "Which service this is"),
        ('curl "http://$HOST/api/v1/service/churn/swagger.json"\n', False, "Which service this is"),
        ('curl "http://x.westeurope.azurecontainer.io/score"\n', True, "another host and path"),
    ],
)
def test_what_is_not_certain_is_marked_and_stays(tmp_path, text, managed, said):
    found = called(tmp_path, text, "ask.sh", managed=managed)
    assert found.text == text
    assert said in found.markers[0]


@pytest.mark.parametrize(
    "text",
    [
        'curl "http://$HOST/api/v1/endpoint/churn/score"\n',
        'curl "http://$HOST/api/v1/service/churn/users"\n',
        'curl "https://churn.westeurope.inference.ml.azure.com/score"\n',
        "echo /api/v1/services\n",
    ],
)
def test_other_addresses_are_left_alone(tmp_path, text):
    found = called(tmp_path, text, "ask.sh")
    assert (found.text, found.proposals) == (text, ())


CODES = """\
import requests

URL = f"http://{host}/api/v1/service/churn/score"
answer = requests.post(URL)
if answer.status_code in (%s):  # again
    retry()
"""


def test_a_managed_endpoint_has_other_codes(tmp_path):
    found = called(tmp_path, CODES % "500, 502, 503", managed=True)
    assert found.changed == ["if answer.status_code in (500, 502, 503, 424, 429):  # again"]
    again = called(tmp_path, found.text, managed=True)
    assert again.text == found.text


@pytest.mark.parametrize(
    ("codes", "managed"), [("502, 503", False), ("OLD, 503", True), ("200, 500", True), ("503, 429", True)]
)
def test_codes_that_need_nothing_more_are_left_alone(tmp_path, codes, managed):
    text = CODES % codes
    edits = [item for item in called(tmp_path, text, managed=managed).proposals if item.rule == "AML512"]
    assert edits == []
