"""Names of the cluster's own: asked from pods alone, and judged by what can stop a pod."""

from dataclasses import replace

import pytest

from connectivity.catalogue.loader import built_in
from connectivity.context import build, from_flags
from connectivity.expand import expand
from connectivity.host import Protocol
from connectivity.judge.survey import judge
from connectivity.observation import NameAnswer, NameOutcome, Observation, TcpAnswer, TcpOutcome
from connectivity.rules.rule import rules
from connectivity.target import Target, asked_from
from connectivity.vantage import Place, Resolver, Vantage
from tests.connectivity.network.setting import target

NAME = "kubernetes.default.svc.cluster.local"
SERVER = Resolver("10.0.0.10")


def inside() -> Target:
    known = build(from_flags({"cloud": "AzureCloud", "platform": "aks"}))
    (found,) = [each for each in expand(built_in(), known) if each.inside]
    return found


def seen(place: Place, outcome: TcpOutcome) -> Observation:
    answer = NameAnswer(SERVER, NameOutcome.ANSWERED, ("10.0.0.1",))
    vantage = Vantage(place, "x", (SERVER,))
    return Observation(inside().id, vantage, names=(answer,), tcp=(TcpAnswer("10.0.0.1", 443, outcome),))


@pytest.mark.parametrize(
    ("place", "udp", "own"),
    [
        (Place.HERE, True, False),
        (Place.NODE, False, False),
        (Place.POD, False, True),
        (Place.ROUTER, False, True),
    ],
)
def test_what_each_place_can_speak_for(place: Place, *, udp: bool, own: bool) -> None:
    asked = asked_from((target(), target(protocol=Protocol.UDP, entry="udp"), inside()), place)
    assert target() in asked
    assert any(each.protocol is Protocol.UDP for each in asked) is udp
    assert (inside() in asked) is own


@pytest.mark.parametrize("outcome", [TcpOutcome.TIMEOUT, TcpOutcome.REFUSED, TcpOutcome.UNREACHABLE])
def test_a_pod_that_is_kept_from_the_api_server_names_the_address(outcome: TcpOutcome) -> None:
    (found,) = judge((inside(),), (seen(Place.ROUTER, outcome),))
    assert found.code == "api-server-by-address"
    assert "set-kube-service-host-fqdn" in found.fix
    assert "az network" not in found.fix
    assert "finds no peer" in found.symptom


def test_here_says_nothing_about_it() -> None:
    assert judge((inside(),), ()) == ()
    assert judge((inside(), target()), (replace(seen(Place.HERE, TcpOutcome.TIMEOUT), target="x"),))[
        0
    ].subject == (target().id)


def test_no_firewall_is_told_of_it() -> None:
    assert rules((inside(),)) == ()


def test_another_cloud_vendors_domain_is_not_assumed() -> None:
    known = build(from_flags({"cloud": "AzureCloud", "platform": "arc"}))
    assert not [each for each in expand(built_in(), known) if each.inside]
