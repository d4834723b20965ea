"""Each read after its review; denied is never absent; pages, expired pages and old servers."""

import json

from connectivity.cluster.answer import ask_all, pages, review
from connectivity.cluster.door import Door, Patience
from connectivity.cluster.kubeconfig import entry
from connectivity.cluster.problem import ProblemKind
from connectivity.cluster.question import QUESTIONS
from connectivity.cluster.survey import open_door
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import kubeconfig, status
from tests.connectivity.kubernetes_api.server import Api, Fault

REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


def questions(*keys: str) -> tuple:
    return tuple(question for question in QUESTIONS if question.key in keys)


def test_every_read_comes_after_its_review(api: Api, door: Door) -> None:
    scene.stage(api, *scene.healthy_v1())
    ask_all(door)
    reviewed: set[tuple[str, ...]] = set()
    for method, path, _, body in api.calls:
        if path == REVIEWS:
            asked = json.loads(body)["spec"]["resourceAttributes"]
            where = asked.get("namespace", "")
            reviewed.add((asked["group"], where, asked["resource"], asked.get("name", "")))
        elif method == "GET":
            assert _read(path) in reviewed, path


def _read(path: str) -> tuple[str, ...]:
    steps = path.strip("/").split("/")
    group, rest = ("", steps[2:]) if steps[0] == "api" else (steps[1], steps[3:])
    where = ""
    if rest[0] == "namespaces" and len(rest) > 2:
        where, rest = rest[1], rest[2:]
    return (group, where, rest[0], rest[1] if len(rest) > 1 else "")


def test_everything_denied_is_everything_unread(api: Api, door: Door) -> None:
    scene.stage(api, *scene.healthy_v1())
    api.policy.denied.append(("*", "*", "*"))
    answers = ask_all(door)
    assert not answers.found
    assert not answers.absent
    assert answers.keys_unread == {question.key for question in QUESTIONS}
    assert all(unread.denied for unread in answers.unread)
    reads = [path for method, path, _, _ in api.calls if method == "GET"]
    assert reads == []


def test_reviews_denied_too(api: Api, door: Door) -> None:
    api.policy.reviews_denied = True
    answers = ask_all(door, questions("nodes"))
    assert [(unread.resource, unread.denied) for unread in answers.unread] == [("nodes", True)]


def test_a_denied_whole_is_tried_by_namespace(api: Api, door: Door) -> None:
    scene.stage(api, *scene.healthy_v1())
    api.policy.denied += [("list", "pods", ""), ("list", "pods", "kube-system")]
    answers = ask_all(door, questions("pods"))
    assert {pod["metadata"]["namespace"] for pod in answers.all("pods")} == {"default"}
    assert {unread.namespace for unread in answers.unread} == {"", "kube-system"}
    assert not answers.complete("pods")


def test_a_review_that_says_yes_and_a_read_that_says_no(api: Api, door: Door) -> None:
    body = json.dumps(status.forbidden("list", "nodes", "", "").document).encode()
    api.faults.append(Fault("/api/v1/nodes", code=403, body=body))
    answers = ask_all(door, questions("nodes"))
    assert answers.unread[0].denied
    assert "cannot list resource" in answers.unread[0].reason


def test_what_does_not_exist_is_absent_and_not_unread(api: Api, door: Door) -> None:
    answers = ask_all(door, questions("coredns-custom", "arc"))
    assert answers.absent == {"coredns-custom", "arc"}
    assert not answers.unread


def test_a_missing_custom_resource_is_absent(api: Api, door: Door) -> None:
    api.store.served = tuple(each for each in api.store.served if each.plural != "instancetypes")
    assert ask_all(door, questions("instance-types")).absent == {"instance-types"}


def test_an_old_server_answers_by_the_old_version(api: Api, door: Door) -> None:
    api.store.served = tuple(each for each in api.store.served if each.version != "v2")
    scene.stage(api, scene.autoscaler("a", "azureml-ws", "mysvc", "autoscaling/v1"))
    answers = ask_all(door, questions("autoscalers"))
    assert len(answers.all("autoscalers")) == 1
    assert not answers.unread


def test_long_lists_come_in_pages(api: Api, door: Door) -> None:
    scene.stage(api, *[scene.pod(f"p{at:04}", "default", {}) for at in range(1203)])
    assert len(pages(door, "", "v1", "/pods")) == 1203
    assert len([path for _, path, _, _ in api.calls if path == "/api/v1/pods"]) == 3


def test_an_expired_page_token_starts_the_list_again(api: Api, door: Door) -> None:
    scene.stage(api, *[scene.pod(f"p{at:04}", "default", {}) for at in range(600)])
    gone = json.dumps(status.expired("too old").document).encode()
    api.faults.append(Fault("/api/v1/pods", code=410, body=gone, query="continue=", times=1))
    answers = ask_all(door, questions("pods"))
    assert len(answers.all("pods")) == 600
    assert not answers.unread


def test_expired_twice_is_unread(api: Api, door: Door) -> None:
    body = json.dumps(status.expired("too old").document).encode()
    api.faults.append(Fault("/api/v1/pods", code=410, body=body))
    answers = ask_all(door, questions("pods"))
    assert [unread.denied for unread in answers.unread] == [False]
    assert "410" in answers.unread[0].reason


def test_a_server_in_trouble_is_unread(api: Api, door: Door) -> None:
    document = status.expired("etcd leader changed").document | {"code": 500, "reason": "InternalError"}
    api.faults.append(Fault("/api/v1/nodes", code=500, body=json.dumps(document).encode()))
    answers = ask_all(door, questions("nodes", "namespaces"))
    assert [unread.resource for unread in answers.unread] == ["nodes"]
    assert answers.complete("namespaces")


def test_the_total_time_bounds_a_slow_server(api: Api) -> None:
    api.faults.append(Fault("/api/v1/nodes", seconds=5))
    door = open_door(entry((kubeconfig.for_api(api),)), Patience(connect=1, answer=3, total=0.2))
    answers = ask_all(door, questions("nodes", "arc"))
    assert [unread.resource for unread in answers.unread] == ["nodes"]
    assert "0.2 s" in answers.unread[0].reason


def test_one_silent_answer_ends_the_reading_with_a_problem(api: Api) -> None:
    api.faults.append(Fault("/api/v1/nodes", seconds=5))
    door = open_door(entry((kubeconfig.for_api(api),)), Patience(connect=1, answer=0.2, total=2))
    answers = ask_all(door, questions("nodes"))
    assert answers.problem is not None
    assert answers.problem.kind is ProblemKind.SILENT
    assert not answers.complete("nodes")


def test_a_review_names_the_subresource(api: Api, door: Door) -> None:
    api.policy.denied.append(("create", "pods/exec", "*"))
    assert not review(door, "create", "pods/exec", "", "default")
    assert review(door, "create", "pods", "", "default")
