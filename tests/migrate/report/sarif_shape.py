"""What SARIF 2.1.0 allows of the parts that are written, stated strictly: a name that is not here is an error.

Restated from the standard's sections on each object, not from its schema; against that, published by OASIS as
sarif-schema-2.1.0.json, the same reports were checked too.
"""

from __future__ import annotations

from typing import Any

import jsonschema

Shape = dict[str, Any]
TEXT: Shape = {"type": "string", "minLength": 1}
LEVEL: Shape = {"enum": ["none", "note", "warning", "error"]}
NUMBER: Shape = {"type": "integer", "minimum": 1}
INDEX: Shape = {"type": "integer", "minimum": 0}
URI: Shape = {"type": "string", "pattern": r"^([A-Za-z0-9._~/!$&'()*+,;=:@-]|%[0-9A-F]{2})*$"}


def listed(item: Shape, **more: Any) -> Shape:
    return {"type": "array", "items": item, **more}


def shape(required: str = "", **properties: Shape) -> Shape:
    allowed = {name.rstrip("_"): value for name, value in properties.items()}
    return {
        "type": "object",
        "properties": allowed,
        "required": required.split(),
        "additionalProperties": False,
    }


MESSAGE = shape("text", text=TEXT)
BAG: Shape = {"type": "object"}
ARTIFACT = shape("uri", uri=URI, uriBaseId={"const": "SRCROOT"})
REGION = shape("startLine", startLine=NUMBER, startColumn=NUMBER, endLine=NUMBER, endColumn=NUMBER)
LOCATION = shape(
    "physicalLocation",
    physicalLocation=shape("artifactLocation region", artifactLocation=ARTIFACT, region=REGION),
    logicalLocations=listed(shape("", name=TEXT, fullyQualifiedName=TEXT, kind=TEXT), minItems=1),
)
DESCRIPTOR = shape(
    "id",
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=shape("text", text=TEXT, markdown=TEXT),
    helpUri={**URI, "pattern": "^https://"},
    defaultConfiguration=shape("", level=LEVEL),
    properties=BAG,
)
FIX = shape(
    "artifactChanges",
    description=MESSAGE,
    artifactChanges=listed(
        shape(
            "artifactLocation replacements",
            artifactLocation=ARTIFACT,
            replacements=listed(
                shape(
                    "deletedRegion", deletedRegion=REGION, insertedContent=shape("", text={"type": "string"})
                ),
                minItems=1,
            ),
        ),
        minItems=1,
        uniqueItems=True,
    ),
)
RESULT = shape(
    "message ruleId",
    ruleId=TEXT,
    ruleIndex=INDEX,
    level=LEVEL,
    message=MESSAGE,
    locations=listed(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    fixes=listed(FIX, uniqueItems=True),
    suppressions=listed(
        shape("kind", kind={"enum": ["inSource", "external"]}, justification=TEXT), uniqueItems=True
    ),
    properties=BAG,
)
NOTIFICATION = shape(
    "message",
    descriptor=shape("", id=TEXT, index=INDEX),
    level=LEVEL,
    message=MESSAGE,
    locations=listed(LOCATION),
)
DRIVER = shape(
    "name",
    name=TEXT,
    fullName=TEXT,
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
    rules=listed(DESCRIPTOR, uniqueItems=True),
    notifications=listed(DESCRIPTOR, uniqueItems=True),
)
RUN = shape(
    "tool",
    tool=shape("driver", driver=DRIVER),
    automationDetails=shape("", id={"type": "string", "pattern": "/$"}),
    originalUriBaseIds=shape(
        "SRCROOT", SRCROOT=shape("", uri={**URI, "pattern": "^file:///.*/$"}, description=MESSAGE)
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=listed(
        shape(
            "executionSuccessful",
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications=listed(NOTIFICATION),
        ),
        uniqueItems=True,
    ),
    results=listed(RESULT),
)
LOG = jsonschema.Draft202012Validator(
    shape("version runs", **{"$schema": TEXT}, version={"const": "2.1.0"}, runs=listed(RUN))
)
