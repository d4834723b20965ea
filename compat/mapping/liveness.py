"""The liveness probe: five numbers, the same in both worlds, with two defaults that differ."""

from __future__ import annotations

from compat.mapping.setting import (
    CLUSTER,
    LEARN,
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
from compat.v2 import Probe, Target
from compat.value import Known, Value

_PAGE = LEARN + "reference-yaml-deployment-kubernetes-online#probesettings"


def _row(
    key: str, meaning: str, field: str, unit: str, defaults: tuple[int, int], spelling: Spelling
) -> Setting:
    path = f"deployment.liveness_probe.{field}"
    v1_default, v2_default = defaults
    side = Becomes(path, sentence=f"{key} is liveness_probe.{field}.", default=v2_default)
    return Setting(
        Api.SERVICE,
        key,
        meaning,
        side,
        side,
        kinds=CLUSTER,
        type=int,
        unit=unit,
        minimum=0,
        exclusive=True,
        default=v1_default,
        spelling=spelling,
        link=_PAGE,
    )


def _spelled(name: str, short: str, long: str) -> Spelling:
    path = f"livenessProbeRequirements.{name}"
    return Spelling(path, (short, long), path)


PERIOD = _row(
    "period_seconds",
    "How often the probe asks",
    "period",
    "s",
    (10, 10),
    _spelled("periodSeconds", "--ps", "--period-seconds"),
)
INITIAL_DELAY = _row(
    "initial_delay_seconds",
    "How long after the start the first probe comes",
    "initial_delay",
    "s",
    (310, 10),
    _spelled("initialDelaySeconds", "--id", "--initial-delay-seconds"),
)
TIMEOUT = _row(
    "timeout_seconds",
    "How long one probe may take",
    "timeout",
    "s",
    (2, 2),
    _spelled("timeoutSeconds", "--ts", "--timeout-seconds"),
)
SUCCESS_THRESHOLD = _row(
    "success_threshold",
    "How many good answers after a failure count as alive",
    "success_threshold",
    "",
    (1, 1),
    _spelled("successThreshold", "--st", "--success-threshold"),
)
FAILURE_THRESHOLD = _row(
    "failure_threshold",
    "How many failures restart the container",
    "failure_threshold",
    "",
    (3, 30),
    _spelled("failureThreshold", "--ft", "--failure-threshold"),
)
SETTINGS = (PERIOD, INITIAL_DELAY, TIMEOUT, SUCCESS_THRESHOLD, FAILURE_THRESHOLD)


def plan(subject: Subject) -> tuple[Probe | None, list[Change]]:
    """Return the probe and its changes; a service without v1 probe settings (ACI, local) gets none."""
    if subject.kind not in CLUSTER:
        return None, []
    values: dict[str, Value | None] = {}
    changes: list[Change] = []
    for row in SETTINGS:
        value, change = carried(row, subject.get(row.key), subject.kind, subject.target)
        values[row.key] = value
        if change is not None:
            changes.append(_checked(row, change, value, subject.target))
    return (
        Probe(
            initial_delay=values["initial_delay_seconds"],
            period=values["period_seconds"],
            timeout=values["timeout_seconds"],
            success_threshold=values["success_threshold"],
            failure_threshold=values["failure_threshold"],
        ),
        changes,
    )


def _checked(row: Setting, change: Change, value: Value | None, target: Target) -> Change:
    """Say that a managed endpoint's liveness probe succeeds after one good answer, whatever was asked."""
    if row is not SUCCESS_THRESHOLD or target is not Target.MANAGED or value in (None, Known(1)):
        return change
    sentence = "A managed endpoint's liveness probe is fixed at success_threshold 1."
    return Change(
        row.api,
        row.key,
        Fate.MANUAL,
        sentence,
        change.given,
        change.writes,
        Decision(sentence),
        loss=True,
        link=row.link,
    )
