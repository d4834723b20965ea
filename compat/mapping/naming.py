"""Names: of the endpoint, of its deployments, and the rules v2 has for them (checked only when sending)."""

from __future__ import annotations

import re

from compat.mapping.setting import LEARN, Api, Change, Decision, Fate
from compat.v2 import Target
from compat.value import Known, Value, known

_PAGE = LEARN + "reference-yaml-endpoint-online"
FIRST_DEPLOYMENT = "blue"
SHORTEST, LONGEST = 3, 32
LONGEST_PAIR = 62
PATTERN = re.compile(r"[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?")


def objection(name: str) -> str:
    """Return why v2 would refuse an endpoint's or deployment's name, in a sentence; empty if it would not."""
    if not SHORTEST <= len(name) <= LONGEST:
        return f"{name!r} has {len(name)} characters; v2 wants {SHORTEST} to {LONGEST}."
    if not PATTERN.fullmatch(name):
        return f"{name!r} must start with a letter and hold only letters, digits and dashes inside."
    if "--" in name:
        return f"{name!r} has two dashes in a row; v2's limits page accepts single ones only."
    return ""


def endpoint_name(name: Value) -> tuple[Value, list[Change]]:
    """Return the endpoint's name for a service's name, and the change that says so."""
    text = known(name)
    if not isinstance(text, str):
        decision = Decision("What is the service called?", "name=")
        sentence = "The service's name is not in the source."
        return name, [
            Change(Api.DEPLOY, "name", Fate.MANUAL, sentence, (), ("endpoint.name",), decision, link=_PAGE)
        ]
    reason = objection(text)
    rename = Decision(f"{reason} Which name shall it have?", "name=") if reason else None
    fate = Fate.MANUAL if reason else (Fate.CARRIED if text == text.lower() else Fate.CONVERTED)
    sentence = reason or "The endpoint takes the service's name; it must be free in the whole region."
    value = Known(text.lower(), name.place)
    return value, [Change(Api.DEPLOY, "name", fate, sentence, (), ("endpoint.name",), rename, link=_PAGE)]


def deployment_name(version: Value | None, endpoint: Value, target: Target) -> tuple[Value, list[Change]]:
    """Return a deployment's name: the version's of a v1 endpoint, else ``blue``."""
    if version is None:
        return Known(FIRST_DEPLOYMENT), []
    text = known(version)
    if not isinstance(text, str):
        decision = Decision("What is this version called?", "version_name=")
        sentence = "The version's name is not in the source."
        return version, [
            Change(Api.SERVICE, "version_name", Fate.MANUAL, sentence, (), (), decision, link=_PAGE)
        ]
    reason = objection(text) or _pair(known(endpoint), text, target)
    if not reason:
        return Known(text.lower(), version.place), []
    decision = Decision(f"{reason} Which name shall the deployment have?", "version_name=")
    change = Change(
        Api.SERVICE, "deployment_name", Fate.MANUAL, reason, (), ("deployment.name",), decision, link=_PAGE
    )
    return Known(text.lower(), version.place), [change]


def _pair(endpoint: object, deployment: str, target: Target) -> str:
    if target is not Target.KUBERNETES or not isinstance(endpoint, str):
        return ""
    if len(endpoint) + len(deployment) <= LONGEST_PAIR:
        return ""
    return f"On Kubernetes endpoint and deployment names together have at most {LONGEST_PAIR} characters."
