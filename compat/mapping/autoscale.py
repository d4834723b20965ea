"""How many replicas: fixed, or between two numbers. v1 scales by default up to 10, v2 by default not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compat.mapping.setting import (
    ACI,
    CLUSTER,
    LEARN,
    LOCAL,
    UNKNOWN,
    Api,
    Becomes,
    Change,
    Decision,
    Fate,
    Setting,
    Spelling,
    carried,
)
from compat.mapping.subject import Subject
from compat.v1 import Given
from compat.v2 import Autoscale, ScaleSettings, Target
from compat.value import Known, Unresolved, Value, known

_SCALE = "deployment.scale_settings"
_COUNT = "deployment.instance_count"
_PAGE = LEARN + "reference-yaml-deployment-kubernetes-online"
_MACHINES = "Instances of a managed deployment are whole VMs, scaled by Azure Monitor (autoscale.json)."


def _row(
    key: str,
    meaning: str,
    kubernetes: Becomes,
    managed: Becomes,
    spelling: Spelling,
    default: int | None,
    unit: str = "",
) -> Setting:
    return Setting(
        Api.SERVICE,
        key,
        meaning,
        kubernetes,
        managed,
        kinds=CLUSTER,
        type=int,
        unit=unit,
        minimum=0,
        exclusive=True,
        default=default,
        spelling=spelling,
        link=_PAGE,
    )


def _spelled(name: str, short: str, long: str) -> Spelling:
    return Spelling(f"autoScaler.{name}", (short, long), f"autoScaler.{name}")


AUTOSCALE_ENABLED = Setting(
    Api.SERVICE,
    "autoscale_enabled",
    "Replicas follow the load",
    Becomes(f"{_SCALE}.type", Fate.CONVERTED, "Autoscaling, as in v1."),
    Becomes("autoscale", Fate.CONVERTED, _MACHINES),
    kinds=CLUSTER,
    type=bool,
    default=True,
    spelling=_spelled("autoscaleEnabled", "--as", "--autoscale-enabled"),
    link=_PAGE,
)
MIN_REPLICAS = _row(
    "autoscale_min_replicas",
    "The fewest replicas",
    Becomes(f"{_SCALE}.min_instances", sentence="autoscale_min_replicas is min_instances.", default=1),
    Becomes("autoscale.minimum", Fate.CONVERTED, _MACHINES),
    _spelled("minReplicas", "--mi", "--autoscale-min-replicas"),
    1,
)
MAX_REPLICAS = _row(
    "autoscale_max_replicas",
    "The most replicas",
    Becomes(f"{_SCALE}.max_instances", sentence="autoscale_max_replicas is max_instances.", default=1),
    Becomes("autoscale.maximum", Fate.CONVERTED, _MACHINES),
    _spelled("maxReplicas", "--ma", "--autoscale-max-replicas"),
    10,
)
REFRESH_SECONDS = _row(
    "autoscale_refresh_seconds",
    "How often the autoscaler looks",
    Becomes(
        f"{_SCALE}.polling_interval", sentence="autoscale_refresh_seconds is polling_interval.", default=1
    ),
    Becomes("", Fate.DROPPED, "Azure Monitor evaluates on its own schedule.", loss=True),
    _spelled("refreshPeriodInSeconds", "--ar", "--autoscale-refresh-seconds"),
    1,
    "s",
)
TARGET_UTILIZATION = _row(
    "autoscale_target_utilization",
    "How busy replicas should be kept",
    Becomes(
        f"{_SCALE}.target_utilization_percentage",
        sentence="autoscale_target_utilization is target_utilization_percentage.",
        default=70,
        maximum=100,
    ),
    Becomes(
        "autoscale.scale_out_above",
        Fate.CONVERTED,
        "v1 measured busy replicas, Azure Monitor measures CPU: the same number means something else. Load-test it.",
        decision=Decision("Which CPU percentage fits this model?"),
    ),
    _spelled("targetUtilization", "--at", "--autoscale-target-utilization"),
    70,
    "%",
)
NUM_REPLICAS = _row(
    "num_replicas",
    "A fixed number of replicas",
    Becomes(_COUNT, sentence="num_replicas is instance_count, with scale_settings.type: default."),
    Becomes(
        _COUNT,
        Fate.CONVERTED,
        "num_replicas is instance_count; an instance of a managed deployment is a whole VM.",
    ),
    Spelling("numReplicas", ("--nr", "--num-replicas"), "numReplicas"),
    None,
)
BOUNDS = (MIN_REPLICAS, MAX_REPLICAS, REFRESH_SECONDS, TARGET_UTILIZATION)
SETTINGS = (AUTOSCALE_ENABLED, *BOUNDS, NUM_REPLICAS)


@dataclass(frozen=True)
class Scale:
    """The part of a deployment that this concern writes."""

    settings: ScaleSettings | None = None
    instance_count: Value | None = None
    autoscale: Autoscale | None = None


def plan(subject: Subject) -> tuple[Scale, list[Change]]:
    """Return the scale settings, the instance count or the Azure Monitor rules, and their changes."""
    if subject.kind in {ACI, LOCAL}:
        return _single(subject)
    enabled, fixed = subject.get("autoscale_enabled"), subject.get("num_replicas")
    if subject.kind is UNKNOWN and _is_none(fixed) and (enabled is None or known(enabled.value) is not True):
        return _undecided(subject, "what the service ran on is not in the source", "kind=")
    if _is_none(enabled) and _is_none(fixed):
        return _automatic(subject, _silent(subject, enabled, fixed))
    switch = None if _is_none(enabled) or enabled is None else enabled.value
    if isinstance(switch, Known) and switch.value is True:
        return _automatic(subject, _switched_on(subject, enabled, fixed))
    if switch is not None and not isinstance(switch, Known):
        return _undecided(
            subject, "whether autoscale_enabled was true is not in the source", "autoscale_enabled="
        )
    if fixed is not None and not _is_none(fixed):
        return _fixed(subject, enabled, fixed)
    return _undecided(
        subject,
        "autoscaling is off and num_replicas is missing; v1 itself would refuse this",
        "num_replicas=",
    )


def _is_none(given: Given | None) -> bool:
    return given is None or (isinstance(given.value, Known) and given.value.value is None)


def _single(subject: Subject) -> tuple[Scale, list[Change]]:
    sentence = (
        "A container instance was one container; one instance. Three or more are recommended for production."
    )
    change = Change(Api.SERVICE, NUM_REPLICAS.key, Fate.WRITTEN_OUT, sentence, (), (_COUNT,), link=_PAGE)
    if subject.target is Target.MANAGED:
        return Scale(None, Known(1)), [change]
    return Scale(ScaleSettings(Known("default")), Known(1)), [
        replace(change, writes=(_COUNT, f"{_SCALE}.type"))
    ]


def _silent(subject: Subject, enabled: Given | None, fixed: Given | None) -> list[Change]:
    facts = tuple(given for given in (enabled, fixed) if given is not None)
    path = AUTOSCALE_ENABLED.becomes(subject.target).path
    sentence = "v1 default: autoscaling is on when num_replicas is not given."
    if any(not _is_none(subject.get(row.key)) for row in BOUNDS):
        refused = "v1 itself would refuse autoscale numbers without autoscale_enabled=True; they are written as asked."
        decision = Decision("Was autoscaling meant to be on?", "autoscale_enabled=true")
        return [
            Change(
                Api.SERVICE, AUTOSCALE_ENABLED.key, Fate.MANUAL, refused, facts, (path,), decision, link=_PAGE
            )
        ]
    return [
        Change(
            Api.SERVICE,
            AUTOSCALE_ENABLED.key,
            Fate.WRITTEN_OUT,
            sentence,
            facts,
            (path,),
            differs=True,
            link=_PAGE,
        )
    ]


def _switched_on(subject: Subject, enabled: Given | None, fixed: Given | None) -> list[Change]:
    _, change = carried(AUTOSCALE_ENABLED, enabled, subject.kind, subject.target)
    changes = [] if change is None else [change]
    if fixed is None:
        return changes
    if _is_none(fixed):
        return [
            *changes,
            Change(Api.SERVICE, NUM_REPLICAS.key, Fate.DROPPED, "num_replicas=None says nothing.", (fixed,)),
        ]
    sentence = (
        "v1 itself would refuse num_replicas together with autoscale_enabled=True; autoscaling is written."
    )
    decision = Decision("Fixed replicas or autoscaling?", "autoscale_enabled=false")
    return [
        *changes,
        Change(Api.SERVICE, NUM_REPLICAS.key, Fate.MANUAL, sentence, (fixed,), decision=decision, link=_PAGE),
    ]


def _automatic(subject: Subject, changes: list[Change]) -> tuple[Scale, list[Change]]:
    values: dict[str, Value | None] = {}
    for row in BOUNDS:
        value, change = carried(row, subject.get(row.key), subject.kind, subject.target)
        values[row.key] = value
        if change is not None:
            changes.append(change)
    low, high = values["autoscale_min_replicas"], values["autoscale_max_replicas"]
    changes.extend(_bounds_objection(low, high))
    if subject.target is Target.MANAGED:
        return _monitored(low, high, values["autoscale_target_utilization"]), changes
    settings = ScaleSettings(
        Known("target_utilization"),
        low,
        high,
        values["autoscale_refresh_seconds"],
        values["autoscale_target_utilization"],
    )
    return Scale(settings), changes


def _bounds_objection(low: Value | None, high: Value | None) -> list[Change]:
    fewest, most = known(low), known(high)
    if not isinstance(fewest, int) or not isinstance(most, int) or fewest <= most:
        return []
    sentence = f"The fewest replicas ({fewest}) are more than the most ({most}); v1 itself would refuse this."
    decision = Decision("Which two numbers were meant?", "autoscale_max_replicas=")
    return [Change(Api.SERVICE, "autoscale_bounds", Fate.MANUAL, sentence, decision=decision, link=_PAGE)]


def _monitored(low: Value | None, high: Value | None, percent: Value | None) -> Scale:
    out = percent if percent is not None else Known(TARGET_UTILIZATION.default)
    level = known(out)
    inward: Value = Known(max(1, level // 2)) if isinstance(level, int) else out
    if low is None or high is None:  # carried() always returns a value for rows with a default
        low, high = Known(MIN_REPLICAS.default), Known(MAX_REPLICAS.default)
    return Scale(None, low, Autoscale(low, high, low, out, inward))


def _fixed(subject: Subject, enabled: Given | None, fixed: Given) -> tuple[Scale, list[Change]]:
    value, change = carried(NUM_REPLICAS, fixed, subject.kind, subject.target)
    if not isinstance(fixed.value, Known) and _is_none(enabled):
        return _fixed_or_not(subject, value, change)
    changes: list[Change] = [] if change is None else [_typed(change, subject.target)]
    if enabled is not None:
        sentence = "Autoscaling is off: the number of instances is fixed."
        path = (f"{_SCALE}.type",) if subject.target is Target.KUBERNETES else ()
        changes.append(
            Change(Api.SERVICE, AUTOSCALE_ENABLED.key, Fate.COMBINED, sentence, (enabled,), path, link=_PAGE)
        )
    changes.extend(_unused_bounds(subject))
    settings = ScaleSettings(Known("default")) if subject.target is Target.KUBERNETES else None
    return Scale(settings, value), changes


def _fixed_or_not(subject: Subject, value: Value | None, change: Change | None) -> tuple[Scale, list[Change]]:
    """Leave the type open too where the number may turn out to be None: v1 then scales by itself."""
    sentence = (
        "Whether a number was given is not in the source; without one v1 scales by itself, from 1 to 10."
    )
    decision = Decision("How many replicas, or none for autoscaling?", "num_replicas=")
    changes = (
        []
        if change is None
        else [replace(_typed(change, subject.target), fate=Fate.MANUAL, sentence=sentence)]
    )
    changes = [replace(each, decision=decision) for each in changes]
    changes.extend(_unused_bounds(subject))
    if subject.target is Target.MANAGED:
        return Scale(None, value), changes
    return Scale(
        ScaleSettings(Unresolved("num_replicas may be None", settle="num_replicas=")), value
    ), changes


def _typed(change: Change, target: Target) -> Change:
    """Claim ``scale_settings.type`` too: left out, Kubernetes would autoscale between 1 and 1."""
    if target is Target.MANAGED:
        return change
    return replace(change, writes=(*change.writes, f"{_SCALE}.type"))


def _unused_bounds(subject: Subject) -> list[Change]:
    changes = []
    for row in BOUNDS:
        given = subject.get(row.key)
        if given is not None:
            refused = f"{row.key} has no effect with fixed replicas; v1 itself would refuse the pair."
            sentence = f"{row.key}=None says nothing." if _is_none(given) else refused
            fate = Fate.DROPPED if _is_none(given) else Fate.MANUAL
            decision = (
                None
                if _is_none(given)
                else Decision("Fixed replicas or autoscaling?", "autoscale_enabled=true")
            )
            changes.append(
                Change(Api.SERVICE, row.key, fate, sentence, (given,), decision=decision, link=_PAGE)
            )
    return changes


def _undecided(subject: Subject, why: str, settle: str) -> tuple[Scale, list[Change]]:
    gap = Unresolved(why, settle=settle)
    changes = []
    for row in SETTINGS:
        given = subject.get(row.key)
        if given is not None:
            decision = Decision("Fixed replicas or autoscaling?", settle)
            sentence = f"How this service scales is open: {why}."
            changes.append(
                Change(Api.SERVICE, row.key, Fate.MANUAL, sentence, (given,), decision=decision, link=_PAGE)
            )
    if subject.target is Target.MANAGED:
        return Scale(None, gap), changes
    return Scale(ScaleSettings(gap)), changes
