"""Events that bear on the network or on room in the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.cluster.json_path import namespace, text, whole
from connectivity.cluster.party import EXTENSION_NAMESPACE, V1_MODELS
from connectivity.cluster.text import clean
from connectivity.fact import ClusterEvent

if TYPE_CHECKING:
    from connectivity.cluster.answer import Answers
    from connectivity.cluster.kubeconfig import Document

NODE_REASONS = ("EgressBlocked", "DNSProblem")
POD_REASONS = ("Failed", "BackOff", "ErrImagePull", "ImagePullBackOff", "FailedScheduling", "FailedMount")
ABOUT_IMAGES = ("pull", "image")


def events(answers: Answers, endpoints: frozenset[str] = frozenset()) -> list[ClusterEvent]:
    """Newest first. Pods' events are kept for the vendor's namespaces and those in `endpoints`."""
    kept = [_event(document) for document in answers.all("events") if _matters(document, endpoints)]
    return sorted(kept, key=lambda event: event.last_seen, reverse=True)


def _matters(document: Document, endpoints: frozenset[str]) -> bool:
    reason = text(document, "reason")
    if reason in NODE_REASONS:
        return True
    where = text(document, "involvedObject", "namespace") or namespace(document)
    if reason not in POD_REASONS or not _ours(document, where, endpoints):
        return False
    message = text(document, "message").lower()
    return reason not in {"Failed", "BackOff"} or any(word in message for word in ABOUT_IMAGES)


def _ours(document: Document, where: str, endpoints: frozenset[str]) -> bool:
    if where == EXTENSION_NAMESPACE or where.startswith(V1_MODELS) or where in endpoints:
        return True
    return text(document, "involvedObject", "name").startswith("azureml-fe")


def _event(document: Document) -> ClusterEvent:
    seen = [text(document, "lastTimestamp"), text(document, "series", "lastObservedTime")]
    seen += [text(document, "eventTime"), text(document, "firstTimestamp")]
    return ClusterEvent(
        reason=text(document, "reason"),
        message=clean(text(document, "message"), 400),
        kind=text(document, "involvedObject", "kind"),
        namespace=text(document, "involvedObject", "namespace"),
        name=text(document, "involvedObject", "name"),
        count=whole(document, "series", "count") or whole(document, "count") or 1,
        last_seen=next((time for time in seen if time), ""),
        reporter=text(document, "source", "component") or text(document, "reportingComponent"),
    )
