import pytest

from compat.mapping import autoscale
from compat.mapping.setting import ACI, AKS, LOCAL, Fate
from compat.v2 import Autoscale, ScaleSettings, Target
from compat.value import Expression, Known, Unresolved
from tests.compat.mapping.services import by_key, subject

FULL = {
    "autoscale_enabled": True,
    "autoscale_min_replicas": 2,
    "autoscale_max_replicas": 6,
    "autoscale_refresh_seconds": 5,
    "autoscale_target_utilization": 60,
}


def utilization(low=1, high=10, poll=1, percent=70):
    return ScaleSettings(Known("target_utilization"), Known(low), Known(high), Known(poll), Known(percent))


FIXED = ScaleSettings(Known("default"))


@pytest.mark.parametrize(
    ("keywords", "settings", "count"),
    [
        pytest.param({}, utilization(), None, id="nothing said: v1 scales from 1 to 10"),
        pytest.param(
            {"autoscale_enabled": None, "num_replicas": None}, utilization(), None, id="None says nothing"
        ),
        pytest.param({"autoscale_enabled": True}, utilization(), None, id="on"),
        pytest.param(FULL, utilization(2, 6, 5, 60), None, id="all given"),
        pytest.param(
            {"autoscale_enabled": True, "autoscale_max_replicas": 4},
            utilization(high=4),
            None,
            id="one bound",
        ),
        pytest.param({"num_replicas": 3}, FIXED, 3, id="fixed alone turns autoscaling off"),
        pytest.param({"autoscale_enabled": False, "num_replicas": 1}, FIXED, 1, id="off and fixed"),
        pytest.param({"autoscale_enabled": None, "num_replicas": 2}, FIXED, 2, id="None and fixed"),
        pytest.param(
            {"autoscale_max_replicas": 4}, utilization(high=4), None, id="a bound without the switch"
        ),
    ],
)
def test_scale_on_kubernetes(keywords, settings, count):
    scale, changes = autoscale.plan(subject(AKS, **keywords))
    assert scale.settings == settings
    assert scale.instance_count == (None if count is None else Known(count))
    assert scale.autoscale is None
    by_key(changes)


@pytest.mark.parametrize(
    ("keywords", "count", "rules"),
    [
        ({}, 1, Autoscale(Known(1), Known(10), Known(1), Known(70), Known(35))),
        (FULL, 2, Autoscale(Known(2), Known(6), Known(2), Known(60), Known(30))),
        ({"num_replicas": 3}, 3, None),
    ],
)
def test_scale_on_managed_never_uses_target_utilization(keywords, count, rules):
    scale, _ = autoscale.plan(subject(AKS, Target.MANAGED, **keywords))
    assert scale.settings is None
    assert scale.instance_count == Known(count)
    assert scale.autoscale == rules


def test_the_v1_maximum_is_written_out_because_v2_would_stop_at_one():
    _, changes = autoscale.plan(subject(AKS))
    change = by_key(changes)["autoscale_max_replicas"]
    assert (change.fate, change.differs) == (Fate.WRITTEN_OUT, True)
    assert not by_key(changes)["autoscale_min_replicas"].differs


def test_utilization_above_100_is_lowered_and_asked_about():
    scale, changes = autoscale.plan(subject(AKS, autoscale_enabled=True, autoscale_target_utilization=150))
    assert scale.settings.target_utilization_percentage == Known(100)
    assert by_key(changes)["autoscale_target_utilization"].fate is Fate.MANUAL


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"autoscale_enabled": Expression("args.scale")}, id="the switch is not known"),
        pytest.param(
            {"autoscale_enabled": Expression("x"), "num_replicas": 3}, id="nor with a number beside it"
        ),
        pytest.param({"autoscale_enabled": False}, id="off without a number"),
    ],
)
@pytest.mark.parametrize("target", list(Target))
def test_what_cannot_be_known_is_not_chosen(keywords, target):
    scale, changes = autoscale.plan(subject(AKS, target, **keywords))
    gap = scale.settings.type if scale.settings is not None else scale.instance_count
    assert isinstance(gap, Unresolved)
    assert all(change.fate is Fate.MANUAL and change.decision for change in changes)
    assert set(by_key(changes)) == set(keywords)


@pytest.mark.parametrize(
    ("keywords", "key"),
    [
        ({"autoscale_enabled": True, "num_replicas": 3}, "num_replicas"),
        ({"num_replicas": 3, "autoscale_min_replicas": 2}, "autoscale_min_replicas"),
        (
            {"autoscale_enabled": True, "autoscale_min_replicas": 5, "autoscale_max_replicas": 2},
            "autoscale_bounds",
        ),
    ],
)
def test_pairs_that_v1_refuses_are_questions(keywords, key):
    _, changes = autoscale.plan(subject(AKS, **keywords))
    assert by_key(changes)[key].decision is not None


def test_an_unknown_number_of_replicas_may_be_none_and_leaves_the_type_open():
    count = Expression("args.replicas")
    scale, changes = autoscale.plan(subject(AKS, num_replicas=count))
    assert isinstance(scale.settings.type, Unresolved)
    assert scale.instance_count == count
    assert by_key(changes)["num_replicas"].decision.set == "num_replicas="


def test_an_unknown_number_is_fixed_where_autoscaling_is_off():
    count = Expression("args.replicas")
    scale, _ = autoscale.plan(subject(AKS, autoscale_enabled=False, num_replicas=count))
    assert (scale.settings, scale.instance_count) == (FIXED, count)


@pytest.mark.parametrize("kind", [ACI, LOCAL])
@pytest.mark.parametrize("target", list(Target))
def test_one_container_stays_one(kind, target):
    scale, _ = autoscale.plan(subject(kind, target))
    assert scale.instance_count == Known(1)
    assert scale.autoscale is None
