"""For every sample, the YAML, the rewritten script and the untouched one on compat bring the same to Azure.

One test, so that the samples are run once and not once for each worker; it says which service differs, and how.
"""

import warnings
from typing import Any

import pytest

from tests.compat.three_ways import by_yaml, on_compat, on_v1, reached, rewritten, stored, without_code
from tests.loopback_azure import Azure
from tests.samples import samples

SCRIPTED = [sample for sample in samples() if sample.script]
KEYS = {"orders": "not-a-real-key", "energy-load": "not-a-real-service-key"}


def compat_way() -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Return what reaches Azure, what the scripts print, and the first key of services whose script gives one."""
    with Azure(auto_create=True) as azure:
        stored(azure)
        printed = on_compat(azure, SCRIPTED)
        return reached(azure), printed, {name: azure.online.keys(name)[0] for name in KEYS}


def yaml_way() -> dict[str, Any]:
    with Azure(auto_create=True) as azure, azure.in_process(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stored(azure)
        by_yaml(azure, SCRIPTED)
        return reached(azure)


def rewritten_way() -> dict[str, Any]:
    with Azure(auto_create=True) as azure:
        stored(azure)
        rewritten(azure, SCRIPTED)
        return reached(azure)


def real_v1() -> dict[str, str]:
    """Return what the scripts print on the real azureml-core."""
    with Azure(auto_create=True) as azure:
        for cluster in ("energy-aks", "claims-aks"):
            azure.computes.declare(cluster, "AKS")
        return on_v1(azure, SCRIPTED)


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (one[name], other.get(name)) for name in one if one[name] != other.get(name)}


# Four ways, ten scripts each.
@pytest.mark.timeout(400)
def test_every_sample_is_one_deployment_whichever_way():
    compat, printed, keys = compat_way()
    services = {name for name in compat if name not in {"environments", "models"}}
    assert len(services) == len(SCRIPTED)
    files = yaml_way()
    # One script deploys one of two services; the converter cannot know which.
    assert set(files) - set(compat) == {"claims-test"}
    assert differing(compat, files) == {}
    new = {name: without_code(body) for name, body in rewritten_way().items() if name in services}
    assert differing({name: without_code(compat[name]) for name in services}, new) == {}
    assert differing(printed, real_v1()) == {}
    assert keys == KEYS
