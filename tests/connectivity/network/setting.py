"""Targets, places and the whole way from probe to verdict, short enough for a test."""

from dataclasses import replace

from connectivity.host import Answer, Expectation, Phase, Protocol, Weight, Who
from connectivity.judge.survey import judge
from connectivity.observation import Observation
from connectivity.probes.limit import Limits
from connectivity.probes.survey import Survey
from connectivity.target import PrivateName, Target
from connectivity.vantage import Place, Proxy, Resolver, Vantage
from connectivity.verdict import State, Verdict
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer

HOST = "myreg.azurecr.io"
QUICK = Limits(probe=1.2, total=10.0)
PRIVATE = PrivateName(("privatelink.azurecr.io",), ("azurecr.io",), ("127.0.8.0/24",))
REGISTRY_ANSWER = Answer("/v2/", (401,), "www-authenticate")


def target(
    port: int = 443,
    host: str = HOST,
    *,
    entry: str = "registry",
    protocol: Protocol = Protocol.HTTPS,
    answer: Answer | None = REGISTRY_ANSWER,
    private: bool = False,
    issuers: tuple[str, ...] = ("Microsoft Corporation",),
    uncertain: tuple[str, ...] = (),
    expectation: Expectation = Expectation.REACHABLE,
    alpn: bool = False,
) -> Target:
    """A target like one of the catalogue's."""
    return Target(
        id=f"{entry}/{host}:{port}",
        entry=entry,
        host=host,
        pattern=host,
        port=port,
        protocol=protocol,
        who=(Who.NODE, Who.POD),
        phases=(Phase.MODEL_DEPLOYED,),
        purpose="model images",
        breaks="pulls",
        symptom="ImagePullBackOff",
        source="https://learn.microsoft.com/x",
        checked="2026-11-20",
        weight=Weight.REQUIRED,
        answer=answer if protocol in {Protocol.HTTPS, Protocol.HTTP} else None,
        private=PRIVATE if private else None,
        expectation=Expectation.PRIVATE if private else expectation,
        issuers=issuers,
        uncertain=uncertain,
        alpn=alpn,
    )


def place(*servers: DnsServer, proxy: str | None = None, no_proxy: tuple[str, ...] = ()) -> Vantage:
    """Here, with these DNS servers."""
    resolvers = tuple(Resolver(server.address, server.port, "test") for server in servers)
    return Vantage(Place.HERE, resolvers=resolvers, proxy=Proxy(proxy, no_proxy, "test") if proxy else None)


def look(vantage: Vantage, *targets: Target, limits: Limits = QUICK) -> tuple[Observation, ...]:
    """Probe, trusting the throw-away authority for every host."""
    authorities = {each.host: trusted().pem for each in targets if each.host}
    return Survey(vantage, limits, authorities).run(targets)


def verdicts(vantage: Vantage, *targets: Target, limits: Limits = QUICK) -> tuple[Verdict, ...]:
    """Probe and judge."""
    return judge(targets, look(vantage, *targets, limits=limits))


def faults(found: tuple[Verdict, ...]) -> list[str]:
    """The codes of everything that is not fine."""
    return [verdict.code for verdict in found if verdict.state is not State.FINE]


def rejudged(observation: Observation, **change: object) -> Observation:
    """The same sight with something different."""
    return replace(observation, **change)  # type: ignore[arg-type]
