"""Workspace and run context inside a scoring script."""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule, Safety, members
from migrate.scripts import home
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core import Run

def init():
    workspace = Run.get_context().experiment.workspace

def run(data):
    return data
"""
_AFTER = """\
from azure.identity import ManagedIdentityCredential

def init():
    credential = ManagedIdentityCredential()

def run(data):
    return data
"""


def _check(usage: Usage, context: Context) -> Iterator[Finding]:
    if home(usage.place) in context.scoring_scripts:
        yield RULE.at(usage)


def _codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Ask for a marker: what the script fetched through the workspace has to come in another way."""
    from migrate.rewrite.proposal import Proposal

    yield Proposal(RULE.id, Safety.MANUAL, usage.place, RULE.message, marker=RULE.message)


RULE = Rule(
    id="AML403",
    title="workspace or run context in a scoring script",
    level=Level.BLOCKER,
    why=(
        "A v2 container has neither the v1 SDK nor a run context nor a workspace configuration. What the script "
        "fetched through them has to come by environment variables, with the model, or with the endpoint's identity."
    ),
    message="There is no workspace in a v2 container: use environment variables or the endpoint's managed identity.",
    symbols=(
        "azureml.core.run.Run.get_context",
        "azureml.core.workspace.Workspace",
        *members("azureml.core.workspace.Workspace", "from_config", "get", "get_default_keyvault"),
    ),
    link=LEARN + "how-to-access-resources-from-endpoints-managed-identities",
    example=Example(_BEFORE, _AFTER, "score.py"),
    check=_check,
    codemod=_codemod,
)
