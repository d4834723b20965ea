from __future__ import annotations

import pytest

from migrate.read.configuration.recognition import worth_parsing
from migrate.read.configuration.resources import WORD
from migrate.read.registry import KINDS, by_suffix, needles

CONFIGURATION = next(kind for kind in KINDS if kind.name == "configuration")


@pytest.mark.parametrize("needle", CONFIGURATION.needles)
def test_every_needle_is_a_word_of_the_configuration_reader(needle: bytes) -> None:
    assert worth_parsing(needle.decode()) or needle.decode() == WORD


@pytest.mark.parametrize(
    "text",
    [
        '{"computeType": "aks"}',
        "entryScript: score.py",
        '{"autoScaler": {}, "authEnabled": true}',
        '{"containerResourceRequirements": {}, "numReplicas": 1}',
        "dependencies: [{pip: [azureml-defaults]}]",
        '{"python": {"condaDependencies": {}}}',
        '{"python": {"userManagedDependencies": true}}',
    ],
)
def test_what_the_reader_would_parse_passes_the_sieve(text: str) -> None:
    assert worth_parsing(text)
    assert any(needle in text.encode() for needle in CONFIGURATION.needles)


def test_no_suffix_belongs_to_two_kinds() -> None:
    suffixes = [suffix for kind in KINDS for suffix in kind.suffixes]
    assert len(set(suffixes)) == len(suffixes) == len(by_suffix(KINDS)) == len(needles(KINDS))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_a_reader(kind: object) -> None:
    assert callable(kind.load())  # type: ignore[attr-defined]
