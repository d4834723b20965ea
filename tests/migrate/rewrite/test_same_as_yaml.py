"""The rewritten script of every sample, run by the real azure-ai-ml, deploys what the generated YAML deploys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrate.rewrite.same_deployment import from_script, from_yaml, rewritten
from tests.samples import Sample, samples

BY_NAME = {sample.name: sample for sample in samples() if sample.script}
RUNS = [
    *((name, "", sample.arguments) for name, sample in BY_NAME.items() if name != "claims-either"),
    ("claims-either", "claims", ("--production",)),
    ("claims-either", "claims-test", ()),
]
SHARES = {"ranking-endpoint": {"ranker-a": 80, "ranker-b": 20}}


# azure-ai-ml reads YAML with parts of marshmallow 3 that are deprecated.
@pytest.mark.filterwarnings("ignore:The `context` parameter is deprecated")
@pytest.mark.parametrize(("name", "service", "arguments"), RUNS, ids=[f"{one[0]} {one[1]}" for one in RUNS])
def test_it_deploys_what_the_yaml_deploys(
    tmp_path: Path, name: str, service: str, arguments: tuple[str, ...]
) -> None:
    sample = BY_NAME[name]
    folder = service or _only_service(sample)

    seen = from_script(sample, rewritten(sample, tmp_path), arguments)

    assert seen == from_yaml(sample, folder, SHARES.get(name, {"blue": 100}))
    assert len(seen) >= 2


@pytest.mark.filterwarnings("ignore:The `context` parameter is deprecated")
@pytest.mark.parametrize("name", ["churn-aks", "sentiment-aci"])
def test_code_that_loads_the_yaml_deploys_the_same(tmp_path: Path, name: str) -> None:
    sample = BY_NAME[name]
    script = rewritten(sample, tmp_path, "yaml")

    assert "load_online_deployment(" in (script / sample.script).read_text()
    seen = from_script(sample, script, sample.arguments)
    assert seen == from_yaml(sample, _only_service(sample), {"blue": 100})


def _only_service(sample: Sample) -> str:
    [found] = [path.name for path in (sample.folder / "v2").iterdir() if path.is_dir()]
    return found
