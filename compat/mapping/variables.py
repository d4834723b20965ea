"""Environment variables: of the environment in v1, of the deployment in v2; always text, never a secret."""

from __future__ import annotations

import json

from compat.mapping.account import account, row_of, says_nothing
from compat.mapping.environment_rows import SETTINGS
from compat.mapping.secrecy import withheld
from compat.mapping.setting import Change, Decision, Fate
from compat.v1 import Environment, Given
from compat.v2 import Target
from compat.value import Expression, Known, Unresolved, Value, known

_SET_BY_V1 = frozenset({"AZUREML_ENTRY_SCRIPT", "AZUREML_SOURCE_DIRECTORY"})


def whole(given: Given, target: Target) -> Change:
    """Return the change of variables that were given all at once."""
    row = row_of(SETTINGS, "environment_variables")
    if isinstance(given.value, Known):
        return account(row, given, target)
    ask = Decision(
        "Which environment variables does the scoring script need?", "deployment.environment_variables="
    )
    said = "The environment variables could not be read one by one."
    return account(row, given, target, said, fate=Fate.MANUAL, ask=ask)


def plan(environment: Environment, target: Target) -> tuple[dict[str, Value], list[Change]]:
    """Return the variables of the deployment, and a change for each v1 variable."""
    kept: dict[str, Value] = {}
    changes: list[Change] = []
    for name, given in environment.variables.items():
        value, change = _variable(name, given, target)
        changes.append(change)
        if value is not None:
            kept[name] = value
    return kept, changes


def _variable(name: str, given: Given, target: Target) -> tuple[Value | None, Change]:
    row, key = row_of(SETTINGS, "environment_variables"), f"environment_variables.{name}"
    paths = (f"deployment.environment_variables.{name}",)

    def said(sentence: str, fate: Fate, ask: Decision | bool = False) -> Change:
        writes = () if fate is Fate.DROPPED else paths
        return account(row, given, target, sentence, key=key, fate=fate, writes=writes, ask=ask)

    value = given.value
    plain = known(value)
    if (name, plain) == ("EXAMPLE_ENV_VAR", "EXAMPLE_VALUE"):
        return None, said("v1 adds this example to every new environment.", Fate.DROPPED)
    if name in _SET_BY_V1:
        return None, said("v1 set this by itself to find the script; v2 finds it its own way.", Fate.DROPPED)
    if says_nothing(given):
        return None, said("", Fate.DROPPED)
    hidden = withheld(name, value)
    if hidden is not None:
        ask = Decision(f"Where does the deployment take {name} from?", f"{paths[0]}=")
        return hidden, said(f"{name}: {hidden.why}", Fate.MANUAL, ask)
    if isinstance(plain, bool):
        ask = Decision(
            f"Does the script expect {name} as {str(plain).lower()} or as {plain}?", f"{paths[0]}="
        )
        return Known(str(plain)), said(f"{name} was not a text; v2 wants one.", Fate.MANUAL, ask)
    if isinstance(value, Known) and not isinstance(plain, str):
        text = _text(plain)
        return Known(text, value.place), said(f"{name} is written as text: v2 wants text.", Fate.CONVERTED)
    if isinstance(value, (Expression, Unresolved)):
        ask = Decision(f"Which value has {name}?", f"{paths[0]}=")
        return value, said(f"The value of {name} is not in the source.", Fate.MANUAL, ask)
    return value, said(f"{name} stands in the deployment.", Fate.CARRIED)


def _text(plain: object) -> str:
    return str(plain) if isinstance(plain, (int, float)) else json.dumps(plain)
