"""Tags, properties and description: what people wrote on a service to find it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compat.mapping.setting import CLOUD, LEARN, Api, Becomes, Change, Decision, Fate, Setting, Spelling, same
from compat.mapping.subject import Subject
from compat.v1 import Given
from compat.value import Known, Value, known

_PAGE = LEARN + "reference-yaml-endpoint-online"
GENERATED_PROPERTIES = ("azureml.git.", "mlflow.source.git.")

_tags = same(Becomes("endpoint.tags", sentence="Tags stand on the endpoint and on the deployment."))
_properties = same(
    Becomes(
        "endpoint.properties", sentence="Properties stand on the endpoint: they can be added, never changed."
    )
)
_description = same(
    Becomes("endpoint.description", sentence="The description stands on endpoint and deployment.")
)

TAGS = Setting(
    Api.SERVICE,
    "tags",
    "Labels on the service",
    *_tags,
    kinds=CLOUD,
    type=dict,
    spelling=Spelling("", ("--tag",), "kvTags"),
    link=_PAGE,
)
PROPERTIES = Setting(
    Api.SERVICE,
    "properties",
    "Permanent labels on the service",
    *_properties,
    kinds=CLOUD,
    type=dict,
    spelling=Spelling("", ("--property",), "properties"),
    link=_PAGE,
)
DESCRIPTION = Setting(
    Api.SERVICE,
    "description",
    "What the service is, in words",
    *_description,
    kinds=CLOUD,
    spelling=Spelling("", ("--description",), "description"),
    link=_PAGE,
)
SETTINGS = (TAGS, PROPERTIES, DESCRIPTION)


@dataclass(frozen=True)
class Metadata:
    """The labels of an endpoint and its deployment."""

    tags: Mapping[str, Value] = field(default_factory=dict)
    properties: Mapping[str, Value] = field(default_factory=dict)
    description: Value | None = None


def plan(subject: Subject) -> tuple[Metadata, list[Change]]:
    """Return the labels as text, and the changes of the three settings."""
    tags, tag_changes = _mapping(TAGS, subject.get("tags"), ("endpoint.tags", "deployment.tags"))
    properties, property_changes = _mapping(PROPERTIES, subject.get("properties"), ("endpoint.properties",))
    description, changes = _description_of(subject.get("description"))
    return Metadata(tags, properties, description), tag_changes + property_changes + changes


def _description_of(given: Given | None) -> tuple[Value | None, list[Change]]:
    if given is None:
        return None, []
    if isinstance(given.value, Known) and not given.value.value:
        sentence = "An empty description says nothing; v1 ignored it too."
        return None, [Change(DESCRIPTION.api, DESCRIPTION.key, Fate.DROPPED, sentence, (given,))]
    paths = ("endpoint.description", "deployment.description")
    sentence = DESCRIPTION.kubernetes.sentence
    return given.value, [
        Change(DESCRIPTION.api, DESCRIPTION.key, Fate.CARRIED, sentence, (given,), paths, link=_PAGE)
    ]


def _mapping(
    row: Setting, given: Given | None, paths: tuple[str, ...]
) -> tuple[dict[str, Value], list[Change]]:
    if given is None:
        return {}, []
    value = known(given.value)
    if not isinstance(given.value, Known) or (value is not None and not isinstance(value, Mapping)):
        sentence = f"{row.key} is not a mapping that can be read here; none is written."
        decision = Decision(f"Which {row.key} shall stand on the endpoint? Write them into the files.")
        return {}, [Change(row.api, row.key, Fate.MANUAL, sentence, (given,), (), decision, link=row.link)]
    value = value or {}
    kept = {str(name): _text(item) for name, item in value.items() if not _generated(row, str(name))}
    if not kept:
        return {}, [
            Change(row.api, row.key, Fate.DROPPED, f"No {row.key} worth keeping.", (given,), link=row.link)
        ]
    fate = Fate.CARRIED if all(isinstance(item, str) for item in value.values()) else Fate.CONVERTED
    sentence = row.kubernetes.sentence + ("" if fate is Fate.CARRIED else " Values are written as text.")
    return kept, [Change(row.api, row.key, fate, sentence, (given,), paths, link=row.link)]


def _generated(row: Setting, name: str) -> bool:
    """Tell the git entries that azureml-core adds by itself from what people wrote."""
    return row is PROPERTIES and name.startswith(GENERATED_PROPERTIES)


def _text(item: object) -> Value:
    if isinstance(item, bool):
        return Known(str(item).lower())
    return Known("" if item is None else str(item))
