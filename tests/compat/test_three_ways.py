"""For every sample, the generated YAML and the untouched script on compat bring the same to Azure."""

import warnings

import pytest

from tests.compat.three_ways import by_yaml, on_compat, reached, stored
from tests.loopback_azure import Azure
from tests.samples import samples

SCRIPTED = [sample for sample in samples() if sample.script]


@pytest.fixture(scope="module")
def ways():
    with Azure(auto_create=True) as azure:
        stored(azure)
        on_compat(azure, SCRIPTED)
        compat = reached(azure)
        keys = {name: azure.online.keys(name) for name in ("orders", "energy-load")}
    with Azure(auto_create=True) as azure, azure.in_process():
        stored(azure)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            by_yaml(azure, SCRIPTED)
        files = reached(azure)
    return files, compat, keys


def test_every_sample_is_there(ways):
    files, compat, _ = ways
    # One script deploys one of two services; the converter cannot know which.
    assert set(files) - set(compat) == {"claims-test"}
    assert not set(compat) - set(files)


@pytest.mark.parametrize(
    "name",
    [
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
        "environments",
        "models",
    ],
)
def test_both_ways_bring_the_same(ways, name):
    files, compat, _ = ways
    assert compat[name] == files[name]


def test_callers_keep_the_keys_that_the_script_gives(ways):
    _, _, keys = ways
    assert keys["orders"][0] == "not-a-real-key"
    assert keys["energy-load"][0] == "not-a-real-service-key"
