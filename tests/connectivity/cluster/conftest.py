import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectivity.cluster.door import Door, Patience
from connectivity.cluster.kubeconfig import entry
from connectivity.cluster.survey import open_door
from tests.connectivity.kubernetes_api import kubeconfig, real
from tests.connectivity.kubernetes_api.server import Api, serving

# A suite of its own, asked for by naming the programs' folder; left out, it is not a skipped test.
collect_ignore = [] if os.environ.get(real.VARIABLE) else ["test_real_api.py"]
SOON = Patience(connect=2.0, answer=5.0, total=15.0)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def door(api: Api) -> Door:
    return open_door(entry((kubeconfig.for_api(api),)), SOON)
