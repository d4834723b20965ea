"""A real report is valid under the published schema, and a damaged one is not."""

import json

import jsonschema
import pytest

from connectivity.report.machine import as_json
from connectivity.schema import report_schema
from tests.connectivity.test_run import RUN

SCHEMA = json.loads(report_schema())


def valid(document: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(document))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_report_is_valid() -> None:
    assert valid(json.loads(as_json(RUN, [])))


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"targets": [{}]},
        {"facts": [{"is": "Nothing"}]},
        {"surprise": 1},
        {"verdicts": [{"code": "x", "state": "maybe", "subject": "x", "phase": "attach", "reason": "x"}]},
    ],
)
def test_a_damaged_report_is_not_valid(change: dict[str, object]) -> None:
    assert not valid({**json.loads(as_json(RUN, [])), **change})
