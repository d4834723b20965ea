import pytest

from compat.mapping import liveness, request_limits
from compat.mapping.setting import ACI, AKS, LOCAL, Fate
from compat.v2 import Probe, RequestSettings, Target
from compat.value import Expression, Known, Unresolved
from tests.compat.mapping.services import by_key, subject


@pytest.mark.parametrize(
    ("keywords", "timeout", "concurrency", "queue"),
    [
        ({}, 60000, 1, 500),
        ({"scoring_timeout_ms": 5000}, 5000, 1, 500),
        ({"scoring_timeout_ms": 300000, "max_request_wait_time": 700}, 300000, 1, 700),
        ({"replica_max_concurrent_requests": 4}, 60000, 4, 500),
        ({"scoring_timeout_ms": None}, 60000, 1, 500),
    ],
)
def test_kubernetes_carries_three_numbers(keywords, timeout, concurrency, queue):
    settings, changes = request_limits.plan(subject(AKS, **keywords))
    assert settings == RequestSettings(Known(timeout), Known(concurrency), Known(queue))
    assert len(by_key(changes)) == 3


@pytest.mark.parametrize(
    ("keywords", "timeout"),
    [
        ({}, 60500),
        ({"scoring_timeout_ms": 10000, "max_request_wait_time": 2000}, 12000),
        ({"scoring_timeout_ms": 100000}, 100500),
    ],
)
def test_managed_adds_the_queue_to_the_timeout(keywords, timeout):
    settings, changes = request_limits.plan(subject(AKS, Target.MANAGED, **keywords))
    assert settings == RequestSettings(Known(timeout), Known(1), None)
    assert by_key(changes)["max_request_wait_time"].fate is Fate.COMBINED


@pytest.mark.parametrize(("target", "maximum"), [(Target.KUBERNETES, 300_000), (Target.MANAGED, 180_000)])
def test_a_timeout_above_the_maximum_is_lowered_and_asked_about(target, maximum):
    settings, changes = request_limits.plan(subject(AKS, target, scoring_timeout_ms=600_000))
    assert settings.request_timeout_ms == Known(maximum)
    change = by_key(changes)["scoring_timeout_ms"]
    assert change.fate is Fate.MANUAL
    assert "600000" in change.sentence


def test_the_default_timeout_differs_between_the_worlds():
    _, changes = request_limits.plan(subject(AKS))
    found = by_key(changes)
    assert found["scoring_timeout_ms"].differs
    assert not found["max_request_wait_time"].differs


def test_an_unknown_timeout_is_not_replaced_by_a_default():
    unknown = Expression("int(os.environ['TIMEOUT'])")
    settings, _ = request_limits.plan(subject(AKS, scoring_timeout_ms=unknown))
    assert settings.request_timeout_ms == unknown
    settings, _ = request_limits.plan(subject(AKS, Target.MANAGED, max_request_wait_time=unknown))
    assert isinstance(settings.request_timeout_ms, Unresolved)


def test_a_value_v1_refuses_is_a_question_not_a_number():
    settings, changes = request_limits.plan(subject(AKS, scoring_timeout_ms=0))
    assert isinstance(settings.request_timeout_ms, Unresolved)
    assert by_key(changes)["scoring_timeout_ms"].decision is not None


@pytest.mark.parametrize("kind", [ACI, LOCAL])
def test_a_service_without_a_front_end_had_no_timeout(kind):
    settings, changes = request_limits.plan(subject(kind, Target.MANAGED))
    assert settings == RequestSettings(Known(60000))
    assert by_key(changes)["scoring_timeout_ms"].differs


@pytest.mark.parametrize("target", list(Target))
def test_the_probe_of_v1_is_written_whole(target):
    probe, changes = liveness.plan(subject(AKS, target))
    assert probe == Probe(Known(310), Known(10), Known(2), Known(1), Known(3))
    differing = {change.key for change in changes if change.differs}
    assert differing == {"initial_delay_seconds", "failure_threshold"}


def test_a_probe_given_is_carried():
    probe, changes = liveness.plan(
        subject(
            AKS,
            period_seconds=20,
            initial_delay_seconds=60,
            timeout_seconds=5,
            success_threshold=2,
            failure_threshold=4,
        )
    )
    assert probe == Probe(Known(60), Known(20), Known(5), Known(2), Known(4))
    assert {change.fate for change in changes} == {Fate.CARRIED}


def test_managed_probes_succeed_after_one_answer():
    _, changes = liveness.plan(subject(AKS, Target.MANAGED, success_threshold=2))
    change = by_key(changes)["success_threshold"]
    assert (change.fate, change.loss) == (Fate.MANUAL, True)
    _, changes = liveness.plan(subject(AKS, Target.MANAGED, success_threshold=1))
    assert by_key(changes)["success_threshold"].fate is Fate.CARRIED


@pytest.mark.parametrize("kind", [ACI, LOCAL])
def test_services_without_probe_settings_get_no_probe(kind):
    assert liveness.plan(subject(kind, Target.MANAGED)) == (None, [])


def test_a_managed_timeout_with_its_queue_above_the_maximum_is_asked_about():
    settings, changes = request_limits.plan(subject(AKS, Target.MANAGED, scoring_timeout_ms=180_000))
    assert settings.request_timeout_ms == Known(180_000)
    assert by_key(changes)["scoring_timeout_ms"].decision is not None
