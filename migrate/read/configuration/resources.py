"""Templates of Azure resources (ARM JSON, Bicep) that make services or clusters of v1: recognised, not read.

Source: the resource types ``workspaces/services`` and ``workspaces/computes`` of Microsoft.MachineLearningServices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compat.value import Place
from migrate.finding import Finding
from migrate.read.configuration.objection import RESOURCE, objection
from migrate.read.reading import Files, Reading, SourceFile

WORD = "Microsoft.MachineLearningServices/workspaces/"
"""What a template must hold to make anything in a workspace."""

_RESOURCE = re.compile(
    r"[\"']Microsoft\.MachineLearningServices/workspaces/(services|computes)(?:@[\w.-]+)?[\"']", re.IGNORECASE
)
_TYPE_KEY = re.compile(r"[\"']type[\"']\s*:\s*$|\bresource\s+\w+\s*$", re.IGNORECASE)
_CLUSTER = re.compile(r"computeType[\"']?\s*:\s*[\"'](?:AKS|Kubernetes)[\"']", re.IGNORECASE)
_NAME = re.compile(r"[\"']?\bname[\"']?\s*:\s*[\"']([^\"'\n]{1,200})[\"']")
_FAR = 1_500


def read_bicep(source: SourceFile, _files: Files) -> Reading | None:
    """Return what a Bicep file makes of v1, or None where that is nothing."""
    return read_resources(source)


def read_resources(source: SourceFile) -> Reading | None:
    """Return what a template makes of v1, or None where that is nothing."""
    if WORD.lower() not in source.text.lower():
        return None
    found = tuple(_findings(source))
    return Reading(source.path, findings=found) if found else None


def _findings(source: SourceFile) -> Iterator[Finding]:
    text = source.text
    every = [
        one
        for one in _RESOURCE.finditer(text)
        if _TYPE_KEY.search(text, max(0, one.start() - 80), one.start())
    ]
    for number, one in enumerate(every):
        end = every[number + 1].start() if number + 1 < len(every) else len(text)
        body = text[one.end() : min(end, one.end() + _FAR)]
        service = one[1].lower() == "services"
        if not service and not _CLUSTER.search(body):
            continue
        name = _NAME.search(body)
        called = f" {name[1]}" if name else ""
        what = f"a v1 web service{called}" if service else f"an attached cluster{called}"
        place = Place(source.path, text.count("\n", 0, one.start()) + 1)
        said = f"This template makes {what} (workspaces/{one[1]}). Templates are not read: what it sets is not known."
        yield objection(RESOURCE, said, place)
