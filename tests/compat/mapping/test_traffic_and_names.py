from itertools import pairwise

import pytest
from hypothesis import given as each
from hypothesis import strategies as some

from compat.mapping import naming, traffic
from compat.v2 import Target
from compat.value import Expression, Known
from tests.compat.mapping.services import given


def versions(**percents):
    return {
        name: {} if percent is None else {"traffic_percentile": given(percent)}
        for name, percent in percents.items()
    }


@pytest.mark.parametrize(
    ("percents", "expected", "asks"),
    [
        ({"one": 90, "two": 10}, {"one": 90, "two": 10}, False),
        ({"one": 33.3, "two": 33.3, "six": 33.4}, {"one": 33, "two": 33, "six": 34}, False),
        ({"one": 20, "two": 10}, {"one": 90, "two": 10}, True),
        ({"one": 150, "two": 50}, {"one": 75, "two": 25}, True),
        ({"one": None, "two": None}, {"one": 0, "two": 0}, True),
        ({"one": None}, {"one": 100}, True),
        ({"one": 100}, {"one": 100}, False),
    ],
)
def test_shares_become_whole_percents(percents, expected, asks):
    shares, changes = traffic.plan(versions(**percents))
    assert shares == expected
    assert any(change.decision for change in changes) is asks


def test_the_default_version_gets_what_nobody_was_given():
    found = versions(one=30, two=20)
    found["two"]["is_default"] = given(True)
    shares, _ = traffic.plan(found)
    assert shares == {"one": 30, "two": 70}


def test_an_unknown_share_gives_no_traffic():
    shares, changes = traffic.plan(versions(one=Expression("args.share"), two=10))
    assert shares == {}
    assert any(change.decision for change in changes)


@each(some.dictionaries(some.sampled_from("abcdefgh"), some.floats(0, 100), min_size=1))
def test_shares_total_zero_or_a_hundred(percents):
    shares = traffic.shares(percents, next(iter(percents)))
    assert sum(shares.values()) in {0, 100}
    assert all(isinstance(share, int) and share >= 0 for share in shares.values())


@each(some.lists(some.integers(0, 100), min_size=2, max_size=5))
def test_whole_shares_of_a_hundred_stay_as_they_are(cuts):
    points = sorted([0, *cuts, 100])
    percents = {str(index): float(high - low) for index, (low, high) in enumerate(pairwise(points))}
    assert traffic.shares(percents, "0") == percents


@pytest.mark.parametrize("name", ["abc", "churn-svc", "a" * 32, "Churn1"])
def test_good_names(name):
    assert naming.objection(name) == ""


@pytest.mark.parametrize("name", ["ab", "a" * 33, "1abc", "abc-", "a_b", "a--b", "", "abc\n"])
def test_bad_names(name):
    assert naming.objection(name) != ""


def test_a_service_is_an_endpoint_of_that_name_and_its_deployment_is_blue():
    name, changes = naming.endpoint_name(Known("churn-svc"))
    assert name == Known("churn-svc")
    assert changes[0].decision is None
    assert naming.deployment_name(None, name, Target.KUBERNETES) == (Known("blue"), [])


def test_names_are_lower_case_in_v2():
    assert naming.endpoint_name(Known("Churn"))[0] == Known("churn")
    assert naming.deployment_name(Known("Blue"), Known("churn"), Target.MANAGED)[0] == Known("blue")


def test_an_unknown_name_is_a_decision():
    name, changes = naming.endpoint_name(Expression("args.name"))
    assert name == Expression("args.name")
    assert changes[0].decision.set == "name="


def test_a_pair_of_names_can_be_too_long_for_kubernetes_only():
    endpoint, version = Known("e" * 32), Known("v" * 31)
    assert naming.deployment_name(version, endpoint, Target.KUBERNETES)[1]
    assert not naming.deployment_name(version, endpoint, Target.MANAGED)[1]
