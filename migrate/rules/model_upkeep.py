"""Models downloaded, labelled, deleted."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core.model import Model

Model(ws, "churn").download(target_dir=".")
"""
_AFTER = """\
ml_client.models.download("churn", version="3", download_path=".")
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.models import member

    return member(usage, source)


RULE = Rule(
    id="AML134",
    title="other call on a model",
    level=Level.CHANGE,
    why=(
        "download is the same. Tags are changed on the object and saved. A model cannot be deleted in "
        "v2, only archived. get_sas_urls has no successor."
    ),
    message=(
        "Use models.download, models.create_or_update for tags, models.archive for delete; get_sas_urls "
        "is gone."
    ),
    symbols=("azureml.core.model.Model.*",),
    link=LEARN + "migrate-to-v2-assets-model",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
