"""Traffic: versions of a v1 endpoint and their shares; integers that add up to 100 in v2."""

from __future__ import annotations

import math
from collections.abc import Mapping

from compat.mapping.setting import (
    AKS_ENDPOINT,
    LEARN,
    Api,
    Becomes,
    Change,
    Decision,
    Fate,
    Setting,
    Spelling,
    same,
)
from compat.v1 import Given, Settings
from compat.value import Known, known

_PAGE = LEARN + "how-to-safely-rollout-online-endpoints"
_ENDPOINT = frozenset({AKS_ENDPOINT})
_TRAFFIC = "endpoint.traffic"

VERSION_NAME = Setting(
    Api.SERVICE,
    "version_name",
    "The name of a version of a v1 endpoint",
    *same(
        Becomes("deployment.name", Fate.CONVERTED, "A version is a deployment; names are lower-case in v2.")
    ),
    kinds=_ENDPOINT,
    spelling=Spelling("versionName", ("--vn", "--version-name"), "versions"),
    link=_PAGE,
)
TRAFFIC_PERCENTILE = Setting(
    Api.SERVICE,
    "traffic_percentile",
    "The share of calls a version gets",
    *same(Becomes(_TRAFFIC, Fate.CONVERTED, "Shares are whole percents in v2 and add up to 100.")),
    kinds=_ENDPOINT,
    type=float,
    unit="%",
    minimum=0,
    maximum=100,
    default=0,
    spelling=Spelling("trafficPercentile", ("--tp", "--traffic-percentile"), "versions.*.trafficPercentile"),
    link=_PAGE,
)
IS_DEFAULT = Setting(
    Api.SERVICE,
    "is_default",
    "This version is the v1 endpoint's default one",
    *same(
        Becomes(_TRAFFIC, Fate.COMBINED, "v2 has no default deployment; it gets the share nobody was given.")
    ),
    kinds=_ENDPOINT,
    type=bool,
    default=False,
    spelling=Spelling("", ("--is-default",), "versions.*.isDefault"),
    link=_PAGE,
)
IS_CONTROL = Setting(
    Api.SERVICE,
    "is_control_version_type",
    "This version is the control of an experiment",
    *same(
        Becomes(
            "deployment.tags", Fate.CONVERTED, "v2 has no control versions: kept as the tag v1_version_type."
        )
    ),
    kinds=_ENDPOINT,
    type=bool,
    default=False,
    spelling=Spelling("", ("--cvt", "--control-version-type"), "versions.*.type"),
    link=_PAGE,
)
SETTINGS = (VERSION_NAME, TRAFFIC_PERCENTILE, IS_DEFAULT, IS_CONTROL)


def shares(percents: Mapping[str, float], default: str) -> dict[str, int]:
    """Round shares to whole percents that add up to 100, by largest remainder; the rest goes to ``default``.

    All zero stays all zero: v2 allows a total of 0 or 100 only.
    """
    total = sum(percents.values())
    if total <= 0:
        return dict.fromkeys(percents, 0)
    exact = {name: float(value) for name, value in percents.items()}
    if total < 100 and default in exact:
        exact[default] += 100 - total
    elif not math.isclose(total, 100):
        exact = {name: value * 100 / total for name, value in exact.items()}
    floors = {name: math.floor(round(value, 9)) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: (-(round(exact[name], 9) - floors[name]), list(exact).index(name)))
    for name in order[: 100 - sum(floors.values())]:
        floors[name] += 1
    return floors


def plan(versions: Mapping[str, Settings]) -> tuple[dict[str, int], list[Change]]:
    """Return the traffic of an endpoint by deployment, from the settings of each version, and the changes."""
    changes: list[Change] = []
    for name, settings in versions.items():
        changes.extend(_rows(name, settings))
    percents = {name: _percent(settings.get("traffic_percentile")) for name, settings in versions.items()}
    if any(percent is None for percent in percents.values()):
        changes.append(_open("A share is not in the source; no traffic is given."))
        return {}, changes
    given = {name: percent or 0.0 for name, percent in percents.items()}
    chosen = [name for name, settings in versions.items() if _on(settings.get("is_default"))]
    default = chosen[-1] if chosen else next(iter(versions))
    total = sum(given.values())
    if total == 0 and len(given) == 1:
        changes.append(_open("The only version was given no share; it gets all calls."))
        return dict.fromkeys(given, 100), changes
    if not math.isclose(total, 100):
        changes.append(_open(_unequal(total, default, chosen)))
    return shares(given, default), changes


def _unequal(total: float, default: str, chosen: list[str]) -> str:
    if total > 100:
        return f"The shares add up to {total:g} %; they are scaled to 100."
    if total == 0:
        return "No version was given a share; v2 sends no calls until one is."
    why = "the default version" if chosen else "the first version, for none is marked as default"
    rest = f"the rest goes to {default}, {why}. What v1 did with it is not documented."
    return f"The shares add up to {total:g} %; {rest}"


def _open(sentence: str) -> Change:
    decision = Decision("Is this split right?")
    return Change(Api.SERVICE, "traffic", Fate.MANUAL, sentence, (), (_TRAFFIC,), decision, link=_PAGE)


def _on(given: Given | None) -> bool:
    return given is not None and known(given.value) is True


def _percent(given: Given | None) -> float | None:
    if given is None or (isinstance(given.value, Known) and given.value.value is None):
        return float(TRAFFIC_PERCENTILE.default)
    value = known(given.value)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _rows(name: str, settings: Settings) -> list[Change]:
    changes = []
    for row in SETTINGS:
        given = settings.get(row.key)
        if given is None:
            continue
        becomes = row.kubernetes
        why = row.objection(known(given.value)) if isinstance(given.value, Known) else ""
        decision = Decision(f"{why}. What was meant?", f"{row.key}=") if why else None
        fate = Fate.MANUAL if why else becomes.fate
        paths = (becomes.path,)
        changes.append(
            Change(
                row.api,
                row.key,
                fate,
                becomes.sentence,
                (given,),
                paths,
                decision,
                deployment=name,
                link=row.link,
            )
        )
    return changes
