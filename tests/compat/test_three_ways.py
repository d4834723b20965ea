"""For every sample, the generated YAML, the rewritten script and the untouched one bring the same to Azure."""

import warnings
from dataclasses import dataclass
from typing import Any

import pytest

from tests.compat.three_ways import by_yaml, on_compat, on_v1, reached, rewritten, stored, without_code
from tests.loopback_azure import Azure
from tests.samples import samples

SCRIPTED = [sample for sample in samples() if sample.script]
SERVICES = (
    "churn-svc",
    "claims",
    "energy-load",
    "forecast",
    "fraud-check",
    "orders",
    "ranking",
    "sentiment-aci",
    "toxicity",
    "vision-detect",
)


@pytest.fixture(scope="module")
def ways():
    with Azure(auto_create=True) as azure:
        stored(azure)
        printed = on_compat(azure, SCRIPTED)
        compat = reached(azure)
        keys = {name: azure.online.keys(name) for name in ("orders", "energy-load")}
    with Azure(auto_create=True) as azure, azure.in_process():
        stored(azure)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            by_yaml(azure, SCRIPTED)
        files = reached(azure)
    with Azure(auto_create=True) as azure:
        stored(azure)
        rewritten(azure, SCRIPTED)
        new = reached(azure)
    with Azure(auto_create=True) as azure:
        for cluster in ("energy-aks", "claims-aks"):
            azure.computes.declare(cluster, "AKS")
        real = on_v1(azure, SCRIPTED)
    return Ways(files, compat, new, keys, printed, real)


@dataclass(frozen=True)
class Ways:
    """What the ways bring to Azure, what keys there are then, and what compat and the real v1 package print."""

    files: dict[str, Any]
    compat: dict[str, Any]
    rewritten: dict[str, Any]
    keys: dict[str, tuple[str, str]]
    printed: dict[str, str]
    real: dict[str, str]


def test_every_sample_is_there(ways):
    files, compat = ways.files, ways.compat
    # One script deploys one of two services; the converter cannot know which.
    assert set(files) - set(compat) == {"claims-test"}
    assert not set(compat) - set(files)


@pytest.mark.parametrize("name", [*SERVICES, "environments", "models"])
def test_both_ways_bring_the_same(ways, name):
    assert ways.compat[name] == ways.files[name]


@pytest.mark.parametrize("name", SERVICES)
def test_so_does_the_rewritten_script(ways, name):
    assert without_code(ways.rewritten[name]) == without_code(ways.compat[name])


@pytest.mark.parametrize("sample", SCRIPTED, ids=lambda sample: sample.name)
def test_the_script_prints_what_it_prints_on_the_real_v1_package(ways, sample):
    assert ways.printed[sample.name] == ways.real[sample.name]


def test_callers_keep_the_keys_that_the_script_gives(ways):
    assert ways.keys["orders"][0] == "not-a-real-key"
    assert ways.keys["energy-load"][0] == "not-a-real-service-key"
