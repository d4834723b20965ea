"""Which place decides about a host: the one that needs it, where it was asked."""

from dataclasses import replace

import pytest

from connectivity.host import Weight, Who
from connectivity.judge.survey import judge
from connectivity.observation import (
    HttpAnswer,
    HttpOutcome,
    NameAnswer,
    NameOutcome,
    Observation,
    TcpAnswer,
    TcpOutcome,
    TlsAnswer,
    TlsOutcome,
)
from connectivity.vantage import Place, Resolver, Vantage
from tests.connectivity.network.setting import HOST, target

SERVER = Resolver("10.0.0.10")
ADDRESS = "20.50.1.1"
NAMES = (NameAnswer(SERVER, NameOutcome.ANSWERED, (ADDRESS,)),)
CONNECTED = (TcpAnswer(ADDRESS, 443, TcpOutcome.CONNECTED),)
DROPPED = (TcpAnswer(ADDRESS, 443, TcpOutcome.TIMEOUT),)


def seen(place: Place, *, fine: bool) -> Observation:
    found = Observation(target().id, Vantage(place, f"{place.value}-1", (SERVER,)), names=NAMES, tcp=DROPPED)
    if not fine:
        return found
    return replace(
        found,
        tcp=CONNECTED,
        tls=TlsAnswer(HOST, TlsOutcome.VERIFIED),
        http=HttpAnswer(HttpOutcome.ANSWERED, "/v2/", 401, (("www-authenticate", "Bearer"),)),
    )


def judged(who: Who, **places: bool) -> dict[str, tuple[str, str, Weight]]:
    """The main verdict by place: code, state, weight. The host may have any issuer here."""
    asked = replace(target(), who=(who,), issuers=())
    found = judge((asked,), tuple(seen(Place(name), fine=fine) for name, fine in places.items()))
    return {
        each.vantage.partition(" ")[0]: (each.code, each.state.value, each.weight)
        for each in found
        if each.code not in DIFFERENCES
    }


DIFFERENCES = {"place-coredns", "place-zone", "place-pods", "place-policy", "place-node", "place-route"}
BROKEN = ("tcp-dropped", "broken", Weight.REQUIRED)
ASIDE = ("tcp-dropped", "broken", Weight.OPTIONAL)
UNASKED = ("place-not-asked", "could not check", Weight.REQUIRED)


@pytest.mark.parametrize("who", list(Who))
def test_here_alone_stands_for_everybody(who: Who) -> None:
    assert judged(who, here=False) == {"here": BROKEN}


@pytest.mark.parametrize("who", [Who.NODE, Who.POD, Who.MODEL, Who.ROUTER])
def test_here_decides_nothing_about_what_the_cluster_needs_once_the_cluster_was_asked(who: Who) -> None:
    place = {Who.NODE: "node", Who.ROUTER: "router"}.get(who, "pod")
    assert judged(who, here=False, **{place: True})["here"] == ASIDE
    assert judged(who, here=True, **{place: False})[place] == BROKEN


def test_what_people_need_is_decided_here() -> None:
    assert judged(Who.OPERATOR, here=False, router=True)["here"] == BROKEN
    assert judged(Who.CLIENT, here=True, router=False)["router"] == ASIDE


def test_a_place_that_does_not_need_it_cannot_call_it_broken() -> None:
    assert judged(Who.NODE, router=False) == {"router": UNASKED}
    assert judged(Who.NODE, here=False, router=False) == {"here": ASIDE, "router": UNASKED}
    assert judged(Who.NODE, router=False, pod=True)["router"] == ASIDE
    assert judged(Who.NODE, router=False, node=True)["router"] == ASIDE


def test_the_place_to_ask_is_named() -> None:
    asked = replace(target(), who=(Who.NODE, Who.ROUTER))
    (found,) = judge((asked,), (seen(Place.POD, fine=False),))
    assert found.fix == "connectivity check --from node and --from router asks where it is needed."
    assert found.evidence[0] == "from pod pod-1: tcp-dropped"


def test_hosts_that_are_blocked_alike_from_there_become_one_verdict() -> None:
    asked = tuple(replace(target(), who=(Who.NODE,), id=f"x{at}") for at in range(3))
    there = tuple(replace(seen(Place.ROUTER, fine=False), target=each.id) for each in asked)
    (found,) = judge(asked, there)
    assert (found.code, found.also) == ("place-not-asked", ("x1", "x2"))


def test_what_decides_nothing_says_what_does() -> None:
    asked = replace(target(), who=(Who.ROUTER,), issuers=())
    found = judge((asked,), (seen(Place.HERE, fine=False), seen(Place.ROUTER, fine=True)))
    (aside,) = [each for each in found if each.code == "tcp-dropped"]
    assert aside.evidence[-1] == "this place does not need it; --from router decides"


def test_a_difference_weighs_as_much_as_the_place_that_is_broken() -> None:
    asked = replace(target(), who=(Who.ROUTER,), issuers=())
    for places, weight in (
        ({"here": False, "router": True}, Weight.OPTIONAL),
        ({"here": True, "router": False}, Weight.REQUIRED),
    ):
        found = judge((asked,), tuple(seen(Place(name), fine=fine) for name, fine in places.items()))
        assert [each.weight for each in found if each.code == "place-route"] == [weight]


@pytest.mark.parametrize(
    ("well", "broken", "by_name", "by_path"),
    [
        ("node", "pod", "place-coredns", "place-policy"),
        ("node", "router", "place-coredns", "place-policy"),
        ("pod", "router", "place-pods", "place-policy"),
        ("pod", "node", "place-coredns", "place-node"),
        ("here", "router", "place-zone", "place-route"),
        ("router", "here", "place-zone", "place-route"),
    ],
)
def test_the_two_places_name_the_culprit(well: str, broken: str, by_name: str, by_path: str) -> None:
    assert difference({well: True, broken: False}) == [by_path]
    assert difference({well: True, broken: False}, names=True) == [by_name]
    assert difference({well: True, broken: True}) == []
    assert difference({well: False, broken: False}) == []


def test_the_nearest_place_that_is_well_is_compared_with() -> None:
    assert difference({"here": True, "node": True, "router": False}) == ["place-policy"]
    assert difference({"here": True, "router": False}) == ["place-route"]


def difference(places: dict[str, bool], *, names: bool = False) -> list[str]:
    """What differs; with `names` the broken place gets no address."""
    asked = replace(target(), who=(Who.NODE, Who.POD, Who.ROUTER, Who.CLIENT), issuers=())
    looks = [seen(Place(name), fine=fine) for name, fine in places.items()]
    if names:
        none = (NameAnswer(SERVER, NameOutcome.SERVFAIL),)
        looks = [each if each.http else replace(each, names=none, tcp=()) for each in looks]
    found = judge((asked,), tuple(looks))
    assert all("(its " not in each.fix for each in found)
    return [each.code for each in found if each.code in DIFFERENCES]
