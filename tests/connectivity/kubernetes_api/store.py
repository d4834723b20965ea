"""Objects by resource, namespace and name, with versions and a history that watches read."""

import copy
import itertools
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.connectivity.kubernetes_api import status
from tests.connectivity.kubernetes_api.status import Document

GONE_LIST = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new "
    "list without the continue parameter."
)


@dataclass(frozen=True)
class Resource:
    """A plural of an API group; `kind` is what its objects are called."""

    group: str
    version: str
    plural: str
    kind: str

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version


RESOURCES = (
    Resource("", "v1", "pods", "Pod"),
    Resource("", "v1", "services", "Service"),
    Resource("", "v1", "nodes", "Node"),
    Resource("", "v1", "events", "Event"),
    Resource("", "v1", "namespaces", "Namespace"),
    Resource("", "v1", "configmaps", "ConfigMap"),
    Resource("", "v1", "secrets", "Secret"),
    Resource("", "v1", "serviceaccounts", "ServiceAccount"),
    Resource("", "v1", "endpoints", "Endpoints"),
    Resource("apps", "v1", "deployments", "Deployment"),
    Resource("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
    Resource("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
    Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
    Resource("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole"),
    Resource("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding"),
    Resource("amlarc.azureml.com", "v1alpha1", "instancetypes", "InstanceType"),
)


@dataclass
class Store:
    """`served` can be narrowed, as on an old server or one without a custom resource."""

    served: tuple[Resource, ...] = RESOURCES
    oldest: int = 0
    _objects: dict[tuple[str, str, str, str], Document] = field(default_factory=dict)
    _history: list[tuple[int, Resource, str, Document]] = field(default_factory=list)
    _version: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    latest: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def resource(self, group: str, version: str, plural: str) -> Resource:
        for known in self.served:
            if (known.group, known.version, known.plural) == (group, version, plural):
                return known
        raise status.no_such_resource()

    def put(self, document: Document) -> Document:
        """Add or replace an object by its apiVersion and kind: how a test stages a cluster."""
        group, _, version = document["apiVersion"].rpartition("/")
        for known in RESOURCES:
            if (known.group, known.version, known.kind) == (group, version, document["kind"]):
                return self._keep(known, document)
        raise KeyError(document["kind"])

    def _keep(self, resource: Resource, document: Document) -> Document:
        with self.changed:
            kept = copy.deepcopy(document)
            key = self._key(resource, kept["metadata"].get("namespace", ""), kept["metadata"]["name"])
            event = "MODIFIED" if key in self._objects else "ADDED"
            self.latest = next(self._version)
            kept["metadata"] |= {"resourceVersion": str(self.latest), "uid": f"uid-{self.latest}"}
            kept["metadata"].setdefault("creationTimestamp", "2024-05-06T07:08:09Z")
            self._objects[key] = kept
            self._history.append((self.latest, resource, event, kept))
            self.changed.notify_all()
            return kept

    @staticmethod
    def _key(resource: Resource, namespace: str, name: str) -> tuple[str, str, str, str]:
        return (resource.group, resource.plural, namespace, name)

    def create(self, resource: Resource, namespace: str, document: Document) -> Document:
        metadata = document.setdefault("metadata", {})
        name = metadata.get("name", "")
        if not name:
            raise status.invalid(resource.kind, "", "metadata.name", "Required value: name is required")
        if resource.kind == "Pod":
            check_pod(name, document)
        with self.changed:
            if self._key(resource, namespace, name) in self._objects:
                raise status.already_there(resource.plural, name)
            if namespace:
                metadata["namespace"] = namespace
            return self._keep(resource, document)

    def get(self, resource: Resource, namespace: str, name: str) -> Document:
        with self.changed:
            found = self._objects.get(self._key(resource, namespace, name))
        if found is None:
            raise status.not_found(resource.plural, resource.group, name)
        return found

    def delete(self, resource: Resource, namespace: str, name: str) -> Document:
        with self.changed:
            found = self.get(resource, namespace, name)
            del self._objects[self._key(resource, namespace, name)]
            self.latest = next(self._version)
            self._history.append((self.latest, resource, "DELETED", found))
            self.changed.notify_all()
        return found

    def page(self, resource: Resource, namespace: str, query: dict[str, str]) -> Document:
        """One page; a continue token older than `oldest` is refused with 410, as after a compaction."""
        start, version = 0, self.latest
        if query.get("continue"):
            start, version = json.loads(query["continue"])
            if version < self.oldest:
                raise status.expired(GONE_LIST)
        found = [
            document
            for (group, plural, where, _), document in sorted(self._objects.items())
            if (group, plural) == (resource.group, resource.plural)
            and namespace in {"", where}
            and matches(document, query)
        ]
        limit = int(query.get("limit", "0")) or len(found) or 1
        metadata: Document = {"resourceVersion": str(self.latest)}
        if start + limit < len(found):
            metadata["continue"] = json.dumps([start + limit, version])
            metadata["remainingItemCount"] = len(found) - start - limit
        items = [
            {key: value for key, value in document.items() if key not in {"kind", "apiVersion"}}
            for document in found[start : start + limit]
        ]
        return {
            "kind": f"{resource.kind}List",
            "apiVersion": resource.api_version,
            "metadata": metadata,
            "items": items,
        }

    def since(self, version: int, resource: Resource, namespace: str) -> list[tuple[int, str, Document]]:
        return [
            (at, event, document)
            for at, kind, event, document in self._history
            if at > version
            and kind.plural == resource.plural
            and namespace in {"", document["metadata"].get("namespace", "")}
        ]


def check_pod(name: str, document: Document) -> None:
    """The two refusals a wrong manifest meets first."""
    spec = document.get("spec", {})
    if not spec.get("containers"):
        raise status.invalid("Pod", name, "spec.containers", "Required value")
    for at, container in enumerate(spec["containers"]):
        if not container.get("image"):
            raise status.invalid("Pod", name, f"spec.containers[{at}].image", "Required value")


def matches(document: Document, query: dict[str, str]) -> bool:
    labels = document["metadata"].get("labels", {})
    for part in filter(None, query.get("labelSelector", "").split(",")):
        name, _, value = part.partition("=")
        if (name not in labels) if not value else (labels.get(name) != value):
            return False
    return all(
        _at(document, part.partition("=")[0]) == part.partition("=")[2]
        for part in filter(None, query.get("fieldSelector", "").split(","))
    )


def _at(document: Document, path: str) -> object:
    value: object = document
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
