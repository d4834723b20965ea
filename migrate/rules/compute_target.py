"""``ComputeTarget.create`` and ``attach``: of a cluster for training, or of an AKS cluster."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety, members
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core.compute import ComputeTarget

target = ComputeTarget.create(ws, "cpu", config)
"""
_AFTER = """\
ml_client.compute.begin_create_or_update(compute).result()
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.computes import attached

    return attached(usage, source)


RULE = Rule(
    id="AML157",
    title="compute created or attached",
    level=Level.CHANGE,
    why=(
        "Clusters for training are created by the v2 client too. An AKS cluster is not: what made or attached it is "
        "reported on its own, at its configuration."
    ),
    message="Training clusters: compute.begin_create_or_update; an AKS cluster: see its configuration.",
    symbols=(
        *members("azureml.core.compute.ComputeTarget", "create", "attach"),
        *members("azureml.core.compute.AksCompute", "create", "attach"),
    ),
    link=LEARN + "how-to-create-attach-compute-cluster",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
