"""What a service tells about itself: Application Insights, and the collection of model inputs and outputs."""

from __future__ import annotations

from compat.mapping.setting import (
    ACI,
    AKS,
    AKS_ENDPOINT,
    CLOUD,
    LEARN,
    LOCAL,
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
from compat.v2 import DataCollector
from compat.value import Known, Value

_INSIGHTS = "deployment.app_insights_enabled"
_COLLECTOR = "deployment.data_collector"
_COLLECT_PAGE = LEARN + "how-to-collect-production-data"
_COLLECT = (
    "v2 collects through azureml-ai-monitoring: the scoring script must use its Collector, and the data lands in "
    "another place and shape."
)
_insights = Becomes(_INSIGHTS, sentence="enable_app_insights is app_insights_enabled.", default=False)
_collect = Becomes(
    _COLLECTOR,
    Fate.MANUAL,
    _COLLECT,
    decision=Decision("Who reads the collected data, and from where?"),
    default=False,
)

ENABLE_APP_INSIGHTS = Setting(
    Api.SERVICE,
    "enable_app_insights",
    "Requests and traces go to Application Insights",
    _insights,
    _insights,
    kinds=CLOUD,
    type=bool,
    default=False,
    spelling=Spelling("appInsightsEnabled", ("--ai", "--enable-app-insights"), "appInsightsEnabled"),
    link=LEARN + "how-to-monitor-online-endpoints",
)
COLLECT_MODEL_DATA = Setting(
    Api.SERVICE,
    "collect_model_data",
    "Model inputs and outputs are stored",
    _collect,
    _collect,
    kinds=CLOUD,
    type=bool,
    default=False,
    spelling=Spelling(
        "dataCollection.storageEnabled",
        ("--md", "--collect-model-data"),
        "dataCollection.storageEnabled",
        file_kinds=frozenset({AKS, AKS_ENDPOINT}),
    ),
    link=_COLLECT_PAGE,
)
SETTINGS = (ENABLE_APP_INSIGHTS, COLLECT_MODEL_DATA)

COLLECTIONS = ("model_inputs", "model_outputs")


def plan(subject: Subject) -> tuple[Value | None, DataCollector | None, list[Change]]:
    """Return ``app_insights_enabled``, the data collector, and their changes."""
    if subject.kind is LOCAL:
        return None, None, []
    insights, changes = _insights_of(subject)
    collector, more = _collector(subject)
    return insights, collector, changes + more


def _insights_of(subject: Subject) -> tuple[Value | None, list[Change]]:
    """Return the switch; versions of a v1 endpoint take the endpoint's, for they have none of their own."""
    row, given = ENABLE_APP_INSIGHTS, subject.get("enable_app_insights")
    above = subject.service.settings.get(row.key)
    if subject.kind is AKS_ENDPOINT and given is None and above is not None:
        value, _ = carried(row, above, subject.kind, subject.target)
        return value, [
            Change(row.api, row.key, Fate.COMBINED, "As on the v1 endpoint.", (), (_INSIGHTS,), link=row.link)
        ]
    value, change = carried(row, given, subject.kind, subject.target)
    return value, [] if change is None else [change]


def _collector(subject: Subject) -> tuple[DataCollector | None, list[Change]]:
    given = subject.get("collect_model_data")
    if given is None:
        return None, []
    row = COLLECT_MODEL_DATA
    if isinstance(given.value, Known) and not given.value.value:
        return None, [
            Change(
                row.api,
                row.key,
                Fate.CARRIED,
                "Collection is off, as v2's default is.",
                (given,),
                link=row.link,
            )
        ]
    if not isinstance(given.value, Known):
        decision = Decision("Was collect_model_data true?", "collect_model_data=")
        sentence = "Whether model data was collected is not in the source; no data_collector is written."
        return None, [Change(row.api, row.key, Fate.MANUAL, sentence, (given,), (), decision, link=row.link)]
    place = (
        ""
        if subject.kind is not ACI
        else " v1 read this from the keyword only, never from a deployment file."
    )
    change = Change(
        row.api,
        row.key,
        Fate.MANUAL,
        _COLLECT + place,
        (given,),
        (_COLLECTOR,),
        row.kubernetes.decision,
        link=row.link,
    )
    return DataCollector(COLLECTIONS), [change]
