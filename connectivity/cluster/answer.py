"""The questions asked, each after its access review, all at once and within a total time."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectivity.cluster.door import ServerRefusalError
from connectivity.cluster.problem import ClusterError, DeniedError, MissingError, Problem
from connectivity.cluster.question import QUESTIONS
from connectivity.fact import NotRead

if TYPE_CHECKING:
    from connectivity.cluster.door import Door
    from connectivity.cluster.kubeconfig import Document
    from connectivity.cluster.question import Question

PAGE = 500
MOST_PAGES = 200
AT_ONCE = 6
GONE = 410


@dataclass
class Answers:
    """Per key of a question the objects found. A key in `unread` may be known in part.

    `absent` holds keys of kinds or objects that do not exist, which is an answer.
    """

    found: dict[str, list[Document]] = field(default_factory=dict)
    unread: list[NotRead] = field(default_factory=list)
    keys_unread: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    problem: Problem | None = None

    def all(self, key: str) -> list[Document]:
        """What was found under this key."""
        return self.found.get(key, [])

    def one(self, key: str) -> Document | None:
        """The single object of a ``get`` question."""
        return next(iter(self.all(key)), None)

    def complete(self, key: str) -> bool:
        """False where something under this key could not be read."""
        return key not in self.keys_unread


def review(
    door: Door, verb: str, resource: str, group: str = "", namespace: str = "", name: str = ""
) -> bool:
    """Ask the API server whether it would allow this. `resource` may be ``pods/exec``.

    Raises ClusterError, or DeniedError where even asking is refused.
    """
    plural, _, part = resource.partition("/")
    attributes = {"verb": verb, "resource": plural, "group": group, "namespace": namespace}
    attributes |= ({"name": name} if name else {}) | ({"subresource": part} if part else {})
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes},
    }
    answer = door.create("authorization.k8s.io", "v1", "/selfsubjectaccessreviews", body)
    status = answer.get("status")
    return isinstance(status, dict) and status.get("allowed") is True


def ask_all(door: Door, questions: tuple[Question, ...] = QUESTIONS) -> Answers:
    """All questions. A problem with the connection itself ends it early and is kept in `problem`."""
    answers = Answers()
    waiting = list(questions)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting or answers.problem is not None:
                    return
                question = waiting.pop(0)
            one = Asking(door, question)
            try:
                one.ask()
            except ClusterError as error:
                with lock:
                    answers.problem = answers.problem or error.problem
            with lock:
                one.add_to(answers)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(AT_ONCE)]
    ends = time.monotonic() + door.patience.total
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(ends - time.monotonic(), 0))
    with lock:
        _note_missing(answers, questions, door.patience.total)
    return answers


def _note_missing(answers: Answers, questions: tuple[Question, ...], seconds: float) -> None:
    """What nobody came to ask or to answer is not read, and is never taken for absent."""
    for question in questions:
        if question.key in answers.found or question.key in answers.absent | answers.keys_unread:
            continue
        why = answers.problem.sentence if answers.problem else f"it was not read within {seconds:g} s"
        answers.keys_unread.add(question.key)
        answers.unread.append(
            NotRead(question.resource, question.verb, question.namespace, why, denied=False)
        )


class Asking:
    """One question on its way."""

    def __init__(self, door: Door, question: Question) -> None:
        self._door, self._question = door, question
        self.found: list[Document] | None = None
        self.unread: list[NotRead] = []
        self.absent = False

    def ask(self) -> None:
        """Whole first; where that is denied, namespace by namespace."""
        question = self._question
        if self._ask_in(question.namespace) or not question.elsewhere:
            return
        for namespace in question.elsewhere:
            self._ask_in(namespace)

    def _ask_in(self, namespace: str) -> bool:
        """True unless denied."""
        question = self._question
        try:
            if not review(
                self._door, question.verb, question.resource, question.group, namespace, question.name
            ):
                raise DeniedError("the access review says no")
            self._keep(self._read(namespace))
        except DeniedError as error:
            self._not_read(namespace, str(error), denied=True)
            return False
        except MissingError:
            self.absent = True
        except ServerRefusalError as error:
            self._not_read(namespace, f"the API server answered {error.status}: {error}", denied=False)
        return True

    def _keep(self, found: list[Document]) -> None:
        self.found = (self.found or []) + found

    def _not_read(self, namespace: str, why: str, *, denied: bool) -> None:
        question = self._question
        plural = f"{question.resource}.{question.group}" if question.group else question.resource
        self.unread.append(NotRead(plural, question.verb, namespace, why, denied))

    def _read(self, namespace: str) -> list[Document]:
        """The objects, by the first version of the API that the server has. Raises MissingError."""
        for version in self._question.versions[:-1]:
            try:
                return self._read_version(version, namespace)
            except MissingError:
                continue
        return self._read_version(self._question.versions[-1], namespace)

    def _read_version(self, version: str, namespace: str) -> list[Document]:
        question = self._question
        where = f"/namespaces/{namespace}" if namespace else ""
        path = f"{where}/{question.resource}"
        if question.name:
            return [self._door.get(question.group, version, f"{path}/{question.name}")]
        try:
            return pages(self._door, question.group, version, path)
        except ServerRefusalError as error:
            if error.status != GONE:
                raise
            return pages(self._door, question.group, version, path)  # the list changed under us: once more

    def add_to(self, answers: Answers) -> None:
        """Hand over what came."""
        key = self._question.key
        if self.found is not None:
            answers.found[key] = self.found
        if self.absent:
            answers.absent.add(key)
        if self.unread:
            answers.unread += self.unread
            answers.keys_unread.add(key)


def pages(door: Door, group: str, version: str, path: str) -> list[Document]:
    """A whole list, page by page. Raises ServerRefusalError(410) where a page token has expired."""
    items: list[Document] = []
    token = ""
    for _ in range(MOST_PAGES):
        query: dict[str, str | int] = {"limit": PAGE} | ({"continue": token} if token else {})
        page = door.get(group, version, path, **query)
        items += [item for item in page.get("items") or [] if isinstance(item, dict)]
        metadata = page.get("metadata")
        token = str(metadata.get("continue") or "") if isinstance(metadata, dict) else ""
        if not token:
            return items
    raise ServerRefusalError(0, f"the list is longer than {len(items)} objects")
