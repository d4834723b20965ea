from collections.abc import Iterator
from pathlib import Path

import pytest

from connectivity.cluster.door import Door, Patience
from connectivity.cluster.kubeconfig import entry
from connectivity.cluster.survey import open_door
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.server import Api, serving

SOON = Patience(connect=2.0, answer=5.0, total=15.0)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def door(api: Api) -> Door:
    return open_door(entry((kubeconfig.for_api(api),)), SOON)
