"""The row of the mapping: one meaning, all its spellings, both defaults, its fate.

Facts in rows were read from azureml-core 1.61.0.post4 (spellings, checks, payloads), azure-ai-ml 1.35.2
(paths) and the pages in ``Setting.link`` (service defaults, maxima). A test compares the rows with the
installed packages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from compat.v1 import Given, ServiceKind
from compat.v2 import Target
from compat.value import Known, Unresolved, Value

LEARN = "https://learn.microsoft.com/azure/machine-learning/"

AKS = ServiceKind.AKS
AKS_ENDPOINT = ServiceKind.AKS_ENDPOINT
ACI = ServiceKind.ACI
LOCAL = ServiceKind.LOCAL
UNKNOWN = ServiceKind.UNKNOWN
CLUSTER = frozenset({AKS, AKS_ENDPOINT})
CLOUD = frozenset({AKS, AKS_ENDPOINT, ACI})
EVERY = frozenset({AKS, AKS_ENDPOINT, ACI, LOCAL})


class Fate(Enum):
    """What becomes of a setting. The set is closed; ``MANUAL`` is the undecided one."""

    CARRIED = "carried"
    CONVERTED = "converted"
    WRITTEN_OUT = "written out"
    COMBINED = "combined"
    DROPPED = "dropped"
    MANUAL = "manual"


class Api(Enum):
    """Which v1 call or object a row belongs to; ``(api, key)`` is unique."""

    SERVICE = "service"
    DEPLOY = "deploy"
    SCORING = "scoring"
    ENVIRONMENT = "environment"
    CONDA = "conda"
    MODEL = "model"
    CLUSTER = "cluster"


@dataclass(frozen=True)
class Decision:
    """A question that only the user can answer, and the ``--set`` that answers it (if one can)."""

    question: str
    set: str = ""


@dataclass(frozen=True)
class Change:
    """The end of one setting of one service: its fate, in the words that every report uses.

    ``given`` are the facts it accounts for (empty when a default is written out); ``writes`` the document
    paths it decides, such as ``deployment.request_settings.request_timeout_ms``. ``differs`` tells that v1
    and v2 would differ if nothing were written. ``loss`` tells that v2 has nothing that does the same.
    """

    api: Api
    key: str
    fate: Fate
    sentence: str
    given: tuple[Given, ...] = ()
    writes: tuple[str, ...] = ()
    decision: Decision | None = None
    differs: bool = False
    loss: bool = False
    deployment: str = ""
    link: str = ""

    @property
    def plain(self) -> bool:
        """Tell whether there is nothing to say at the line it writes: the same value, or the same default."""
        return self.fate is Fate.CARRIED or (self.fate is Fate.WRITTEN_OUT and not self.differs)


@dataclass(frozen=True)
class Spelling:
    """All the ways one setting is written.

    ``file`` is the key path in a CLI deployment file, read for the kinds in ``file_kinds`` (None: all kinds
    of the row); ``flags`` the options of ``az ml model deploy``; ``payload`` the path in the body that
    azureml-core 1.61 sends to create a service.
    """

    file: str = ""
    flags: tuple[str, ...] = ()
    payload: str = ""
    file_kinds: frozenset[ServiceKind] | None = None


@dataclass(frozen=True)
class Becomes:
    """What a row is in v2 for one target.

    ``path`` is where it is written (empty: nowhere), ``default`` what v2 does when nothing is written there,
    ``maximum`` the documented upper bound, ``convert`` turns a plain v1 value into the v2 value.
    """

    path: str = ""
    fate: Fate = Fate.CARRIED
    sentence: str = ""
    default: Any = None
    maximum: int | None = None
    convert: Callable[[Any], Any] | None = None
    decision: Decision | None = None
    loss: bool = False


@dataclass(frozen=True)
class Setting:
    """One v1 meaning with everything the project knows about it."""

    api: Api
    key: str
    meaning: str
    kubernetes: Becomes
    managed: Becomes
    kinds: frozenset[ServiceKind] = EVERY
    type: type = str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    exclusive: bool = False
    default: Any = None
    defaults: Mapping[ServiceKind, Any] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)
    secret: bool = False
    link: str = ""

    def default_for(self, kind: ServiceKind) -> Any:
        """Return what the v1 service applies when the setting is not given (None: nothing)."""
        return self.defaults.get(kind, self.default)

    def becomes(self, target: Target) -> Becomes:
        """Return the v2 side for a target."""
        return self.kubernetes if target is Target.KUBERNETES else self.managed

    def in_file(self, kind: ServiceKind) -> bool:
        """Tell whether v1's deployment-file parser reads this setting for a kind of service."""
        kinds = self.kinds if self.spelling.file_kinds is None else self.spelling.file_kinds
        return bool(self.spelling.file) and kind in kinds

    def objection(self, value: Any) -> str:
        """Return why v1 would refuse a plain value, in a sentence; empty if it would not."""
        if value is None:
            return ""
        if not _is_a(value, self.type):
            return f"{self.key} takes {_A[self.type]}, not {value!r}"
        if self.type not in {int, float} or isinstance(value, bool):
            return ""
        if self.minimum is not None and (value <= self.minimum if self.exclusive else value < self.minimum):
            bound = "greater than" if self.exclusive else "at least"
            return f"{self.key} must be {bound} {self.minimum:g}, not {value}"
        if self.maximum is not None and value > self.maximum:
            return f"{self.key} must be at most {self.maximum:g}, not {value}"
        return ""


_A = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "text",
    dict: "a mapping",
    list: "a list",
}


def _is_a(value: Any, wanted: type) -> bool:
    if wanted is bool:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if wanted is float:
        return isinstance(value, (int, float))
    return isinstance(value, wanted) or (wanted is str and type(value).__name__ == "Secret")


def same(becomes: Becomes) -> tuple[Becomes, Becomes]:
    """Return one v2 side for both targets."""
    return becomes, becomes


def carried(
    setting: Setting, given: Given | None, kind: ServiceKind, target: Target
) -> tuple[Value | None, Change | None]:
    """Translate one row by itself: the v2 value, and the change that says so.

    A value given is carried or converted; a v1 default is written out, marked where v2's default differs; a
    value above v2's maximum is lowered to it and becomes a decision.
    """
    becomes = setting.becomes(target)
    if given is None or (isinstance(given.value, Known) and given.value.value is None):
        return _written_out(setting, given, kind, target)
    value, note, decision = _converted(setting, becomes, given.value)
    sentence = " ".join(part for part in (becomes.sentence, note) if part)
    fate = becomes.fate if not note else Fate.MANUAL
    return (value if becomes.path else None), Change(
        setting.api,
        setting.key,
        fate,
        sentence or f"{setting.key} is {becomes.path}.",
        given=(given,),
        writes=(becomes.path,) if becomes.path else (),
        decision=decision or becomes.decision,
        loss=becomes.loss,
        link=setting.link,
    )


def _written_out(
    setting: Setting, given: Given | None, kind: ServiceKind, target: Target
) -> tuple[Value | None, Change | None]:
    becomes = setting.becomes(target)
    default = setting.default_for(kind)
    facts = () if given is None else (given,)
    if default is None or not becomes.path:
        if given is None:
            return None, None
        return None, Change(
            setting.api,
            setting.key,
            Fate.DROPPED,
            f"{setting.key}=None says nothing; v1 ignored it too.",
            given=facts,
            link=setting.link,
        )
    value = default if becomes.convert is None else becomes.convert(default)
    differs = becomes.default is not None and value != becomes.default
    other = f"v2's is {becomes.default}" if differs else "the same in v2"
    unit = f" {setting.unit}" if setting.unit else ""
    return Known(value), Change(
        setting.api,
        setting.key,
        Fate.WRITTEN_OUT,
        f"v1 default {default}{unit}, written out; {other}.",
        given=facts,
        writes=(becomes.path,),
        differs=differs,
        link=setting.link,
    )


def _converted(setting: Setting, becomes: Becomes, value: Value) -> tuple[Value, str, Decision | None]:
    if not isinstance(value, Known):
        return value, "", None
    objection = setting.objection(value.value)
    if objection:
        return (
            Unresolved(
                f"v1 itself would refuse it: {objection}", place=value.place, settle=f"{setting.key}="
            ),
            f"v1 itself would refuse this: {objection}.",
            Decision(f"{objection}. What was meant?", f"{setting.key}="),
        )
    plain = value.value if becomes.convert is None else becomes.convert(value.value)
    if becomes.maximum is not None and isinstance(plain, (int, float)) and plain > becomes.maximum:
        note = f"v1 asked for {plain}; v2 allows at most {becomes.maximum}."
        return (
            Known(becomes.maximum, value.place),
            note,
            Decision(f"{note} Is {becomes.maximum} enough?", f"{setting.key}="),
        )
    return Known(plain, value.place), "", None
