"""Probing from where it counts: where a probe can run in this cluster, and running it there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connectivity.cluster import execution, probe_pod
from connectivity.cluster.access import EXEC, POD
from connectivity.cluster.answer import pages, review
from connectivity.cluster.door import ServerRefusalError
from connectivity.cluster.execution import ExecutionError
from connectivity.cluster.json_path import labels, name, namespace, rows, text, texts
from connectivity.cluster.party import APP, EXTENSION_NAMESPACE, ROUTER_NAME, is_model
from connectivity.cluster.problem import ClusterError, DeniedError, MissingError
from connectivity.remote.answer import Answer, read
from connectivity.remote.manifest import Spot, pod, sent_python, sent_shell
from connectivity.vantage import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.cluster.door import Door
    from connectivity.cluster.kubeconfig import Document
    from connectivity.remote.manifest import Manifest
    from connectivity.remote.source import Question

V1_NAMESPACE = "default"
# Images that are likely to hold a shell, and a Python first of all; each is tried with pull policy Never.
LIKELY = (
    "azureml",
    "python",
    "ubuntu",
    "debian",
    "busybox",
    "alpine",
    "base/core",
    "azure-cli",
    "kube-proxy",
)
MOST_IMAGES = 3
PRINT_SECONDS = 15.0


@dataclass(frozen=True)
class Wish:
    """What the user asked for. An `image` of the user's may be pulled; without one none is."""

    place: Place
    namespace: str = ""
    node: str = ""
    image: str = ""


@dataclass(frozen=True)
class Offer:
    """Spots in the order of trying; `reason` says why there is none, or what is not known."""

    spots: tuple[Spot, ...] = ()
    reason: str = ""

    def existing(self) -> Offer:
        """Only pods that are there already: nothing would be created."""
        spots = tuple(spot for spot in self.spots if spot.pod)
        return (
            self if spots == self.spots else Offer(spots, self.reason or "a pod of our own was not asked for")
        )


def offer(door: Door, wish: Wish) -> Offer:
    """Where a probe could run. Existing pods come first: they need no image and are the real thing."""
    try:
        return _offer(door, wish)
    except (DeniedError, MissingError, ServerRefusalError) as error:
        return Offer((), f"where to probe from ({wish.place.value}) cannot be read: {error}")


def _offer(door: Door, wish: Wish) -> Offer:
    pods = [each for each in _pods(door, wish) if text(each, "status", "phase") == "Running"]
    nodes = {name(each): each for each in _listed(door, "nodes", "/nodes") if _usable(each)}
    if wish.place is Place.NODE:
        chosen = [wish.node] if wish.node else [node for node in nodes if _images(nodes[node], pods)][:1]
        where = wish.namespace or V1_NAMESPACE
        found = [spot for node in chosen for spot in _new(wish, where, nodes.get(node), pods, ())]
        return Offer(tuple(found), "" if found else "no ready node lists an image that could run the probe")
    return _from_pods(wish, pods, nodes)


def _from_pods(wish: Wish, pods: list[Document], nodes: dict[str, Document]) -> Offer:
    wanted = [each for each in pods if _wanted(wish, each)]
    existing = [
        Spot(wish.place, namespace(each), name(each), text(rows(each, "spec", "containers")[0], "name"))
        for each in sorted(wanted, key=_unready)[:1]
        if not wish.image and rows(each, "spec", "containers")
    ]
    like = wanted[0] if wanted else None
    if wish.place is Place.ROUTER and like is None:
        return Offer((), "there is no running router pod whose labels and namespace could be used")
    where = wish.namespace or (namespace(like) if like else V1_NAMESPACE)
    node = nodes.get(wish.node or (text(like, "spec", "nodeName") if like else ""))
    node = node or next(iter(nodes.values()), None)
    own = tuple(sorted(labels(like).items())) if like and wish.place is Place.ROUTER else ()
    found = (*existing, *_new(wish, where, node, pods, own))
    return Offer(found, "" if found else "no pod to use, and no image on a node to start one from")


def _wanted(wish: Wish, each: Document) -> bool:
    if wish.namespace and namespace(each) != wish.namespace:
        return False
    own = labels(each)
    if wish.place is Place.ROUTER:
        return own.get(APP) == ROUTER_NAME
    return is_model(namespace(each), own)


def _unready(each: Document) -> bool:
    conditions = rows(each, "status", "conditions")
    return not any(text(row, "type") == "Ready" and text(row, "status") == "True" for row in conditions)


def _pods(door: Door, wish: Wish) -> list[Document]:
    """All pods where allowed, else those of the namespaces that matter."""
    try:
        return _listed(door, "pods", "/pods")
    except DeniedError:
        found = []
        for where in dict.fromkeys([wish.namespace or V1_NAMESPACE, V1_NAMESPACE, EXTENSION_NAMESPACE]):
            if review(door, "list", "pods", "", where):
                found += pages(door, "", "v1", f"/namespaces/{where}/pods")
        return found


def _listed(door: Door, resource: str, path: str) -> list[Document]:
    if not review(door, "list", resource):
        raise DeniedError(f"listing {resource} is not allowed")
    return pages(door, "", "v1", path)


def _usable(node: Document) -> bool:
    ready = any(
        text(row, "type") == "Ready" and text(row, "status") == "True"
        for row in rows(node, "status", "conditions")
    )
    return ready and labels(node).get("kubernetes.io/os", "linux") == "linux"


def _new(
    wish: Wish, where: str, node: Document | None, pods: list[Document], own: tuple[tuple[str, str], ...]
) -> list[Spot]:
    if node is None:
        return []
    base = Spot(wish.place, where, node=name(node), labels=own)
    if wish.image:
        return [replace(base, image=wish.image, pull="IfNotPresent")]
    return [replace(base, image=image) for image in _images(node, pods)]


def _images(node: Document, pods: list[Document]) -> list[str]:
    """Images on the node: those of models running there, then those with a likely name."""
    running = [
        text(container, "image")
        for each in pods
        if text(each, "spec", "nodeName") == name(node) and is_model(namespace(each), labels(each))
        for container in rows(each, "spec", "containers")[:1]
    ]
    present = [names[-1] for row in rows(node, "status", "images") if (names := texts(row, "names"))]
    likely = [image for word in LIKELY for image in present if word in image and "windows" not in image]
    return [image for image in dict.fromkeys([*running, *likely]) if image][:MOST_IMAGES]


def dry_run(found: Offer, question: Question) -> list[Manifest]:
    """The manifests that would be created, in the order of trying; an existing pod needs none."""
    return [pod(spot, _at(question, spot), "dryrun") for spot in found.spots if not spot.pod]


def survey(
    door: Door,
    found: Offer,
    question: Question,
    announce: Callable[[str], None],
    pause: float = probe_pod.PAUSE,
) -> Answer:
    """The question asked from the first spot that works. Every spot that does not is said why."""
    failures = [found.reason] if found.reason else []
    for spot in found.spots:
        asked = _at(question, spot)
        try:
            _allowed(door, spot)
            text_out = _run(door, spot, asked, announce, pause)
        except (ExecutionError, DeniedError, MissingError, ServerRefusalError, ClusterError) as error:
            failures.append(str(error))
            continue
        answer = read(text_out, asked)
        if answer.observations:
            return answer
        failures += answer.undone
    return Answer((), (f"nothing was probed from {question.vantage.place.value}: {'; '.join(failures)}",))


def _at(question: Question, spot: Spot) -> Question:
    return replace(question, vantage=spot.vantage)


def _allowed(door: Door, spot: Spot) -> None:
    """Raises DeniedError naming the first permission that is missing."""
    for need in EXEC if spot.pod else POD:
        if not review(door, need.verb, need.resource, "", spot.namespace):
            raise DeniedError(f"{spot}: not allowed to {need.verb} {need.resource}")


def _run(door: Door, spot: Spot, question: Question, announce: Callable[[str], None], pause: float) -> str:
    if not spot.pod:
        probe_pod.remove_old(door, spot.namespace, announce)
        return probe_pod.output(door, pod(spot, question, secrets.token_hex(3)), announce, pause)
    announce(f"probing from {spot}; nothing is created")
    program = execution.interpreter(door, spot)
    words, given = sent_shell(question) if program == "sh" else sent_python(question)
    return execution.run(door, spot, (program, *words), given, question.limits.total + PRINT_SECONDS)
