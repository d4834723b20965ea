"""A finding: what we have to say about one place, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from compat.value import Place


class Level(Enum):
    """How much a finding weighs. ``BLOCKER``: cannot work in v2 as it is. ``DECISION``: the user must choose.

    ``LOSS``: v2 has nothing that does the same. ``CHANGE``: converted, nothing to do. ``ADVICE``: would be
    better otherwise. ``FAILURE``: we could not read or analyse it.
    """

    BLOCKER = "blocker"
    DECISION = "decision"
    LOSS = "loss"
    CHANGE = "change"
    ADVICE = "advice"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """One sentence about one place, under the id of the rule that says it.

    ``rule`` is ``AML1xx`` SDK, ``AML2xx`` CLI and pipelines, ``AML3xx`` files, ``AML4xx`` scoring scripts,
    ``AML5xx`` services, ``AML9xx`` our own failures. ``service`` names the service it belongs to, if one;
    ``subject`` what it is about (a setting, a v1 name), in words that stay when the sentence is put better.
    """

    rule: str
    level: Level
    message: str
    place: Place
    link: str = ""
    service: str = ""
    subject: str = field(default="", compare=False)
