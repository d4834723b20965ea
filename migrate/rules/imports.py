"""Files that import the v1 SDK and use nothing of it that we know: silence would look like a clean result."""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule
from migrate.usage import Form, Usage

_BEFORE = """\
from azureml.core import Workspace
"""
_AFTER = """\
from azure.ai.ml import MLClient
"""


def _check(usage: Usage, context: Context) -> Iterator[Finding]:
    if usage.place in context.lone_imports:
        yield RULE.at(usage)


RULE = Rule(
    id="AML100",
    title="import of the v1 SDK without a use we know",
    level=Level.ADVICE,
    why=(
        "The file imports the v1 SDK, which is out of support since 30 June 2026, and nothing else in it was "
        "recognised. The import may be left over, or what follows it is out of our sight."
    ),
    message="This file imports the v1 SDK, but no use of it was recognised: look whether the import is still needed.",
    symbols=("azureml.*", "mlflow.azureml.*"),
    forms=frozenset({Form.IMPORT}),
    link=LEARN + "how-to-migrate-from-v1",
    example=Example(_BEFORE, _AFTER),
    check=_check,
)
