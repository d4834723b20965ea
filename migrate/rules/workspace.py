"""The workspace."""

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

_BEFORE_AML160 = """\
from azureml.core import Workspace

ws = Workspace.from_config()
"""
_AFTER_AML160 = """\
ml_client = MLClient.from_config(DefaultAzureCredential())
"""

_BEFORE_AML161 = """\
from azureml.core import Workspace

ws = Workspace.from_config()
details = ws.get_details()
"""
_AFTER_AML161 = """\
details = ml_client.workspaces.get(ml_client.workspace_name)
"""

_BEFORE_AML162 = """\
from azureml.core import Workspace

ws = Workspace.from_config()
vault = ws.get_default_keyvault()
"""
_AFTER_AML162 = """\
secret = SecretClient(vault_url, ManagedIdentityCredential()).get_secret("name").value
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.opening import workspace

    return workspace(usage, source)


RULES = (
    Rule(
        id="AML160",
        title="workspace opened",
        level=Level.CHANGE,
        why=(
            "The v2 client takes the same config.json and looks for it in the same places. A credential is "
            "required and comes first; nothing is asked of Azure until the client is used."
        ),
        message="Workspace becomes MLClient: MLClient.from_config(credential) reads the same config.json.",
        symbols=(
            "azureml.core.workspace.Workspace",
            *members("azureml.core.workspace.Workspace", "from_config", "get"),
        ),
        link=LEARN + "migrate-to-v2-resource-workspace",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML160, _AFTER_AML160),
        codemod=_rewritten,
    ),
    Rule(
        id="AML161",
        title="other member of the workspace",
        level=Level.CHANGE,
        why=(
            "Workspaces are managed through ml_client.workspaces. write_config has no successor, and "
            "v1_legacy_mode can be switched off by v1 only: do that before the last v1 installation goes."
        ),
        message="Workspace members are operations of MLClient (workspaces, data, jobs); write_config is gone.",
        symbols=("azureml.core.workspace.Workspace.*",),
        link=LEARN + "migrate-to-v2-resource-workspace",
        example=Example(_BEFORE_AML161, _AFTER_AML161),
    ),
    Rule(
        id="AML162",
        title="secrets of the workspace's vault",
        level=Level.DECISION,
        why=(
            "v2 does not hand out the key vault. Read secrets with the vault's own client and the identity "
            "of the endpoint or job."
        ),
        message=(
            "Read secrets with azure-keyvault-secrets and a managed identity; the workspace does not hand "
            "them out."
        ),
        symbols=("azureml.core.workspace.Workspace.get_default_keyvault", "azureml.core.keyvault.*"),
        link=LEARN + "migrate-to-v2-resource-workspace",
        example=Example(_BEFORE_AML162, _AFTER_AML162),
    ),
)
