"""Private link: is the address the one a correct network gives?"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from connectivity.address import is_private
from connectivity.host import Expectation
from connectivity.judge.cause import Cause
from connectivity.judge.names import chosen, describe

if TYPE_CHECKING:
    from connectivity.observation import NameAnswer, Observation
    from connectivity.target import PrivateName, Target


def misplaced(target: Target, observation: Observation) -> Cause | None:
    """Why the address is not the private one that is expected, or None."""
    answer = chosen(observation.names)
    if target.expectation is not Expectation.PRIVATE or target.private is None or answer is None:
        return None
    addresses = answer.addresses or answer.addresses6
    if not addresses:
        return None
    public = [address for address in addresses if not is_private(address)]
    if public:
        through = any(_in_zone(name, target.private) for name in answer.chain)
        code = "private-zone-not-seen" if through else "private-endpoint-missing"
        return _cause(code, target, answer, public[0])
    outside = [address for address in addresses if not _expected(address, target.private)]
    return _cause("private-wrong-range", target, answer, outside[0]) if outside else None


def _in_zone(name: str, private: PrivateName) -> bool:
    return ".privatelink." in f".{name}" or any(name.endswith(f".{zone}") for zone in private.zones)


def _expected(address: str, private: PrivateName) -> bool:
    if private.addresses:
        return address in private.addresses
    ranges = [ipaddress.ip_network(each) for each in private.ranges]
    return not ranges or any(ipaddress.ip_address(address) in each for each in ranges)


def _cause(code: str, target: Target, answer: NameAnswer, address: str) -> Cause:
    return Cause(
        code,
        evidence=(describe(answer),),
        values={**zone_values(target), "resolver": str(answer.resolver), "address": address},
    )


def zone_values(target: Target) -> dict[str, str]:
    """The zone and what has to be forwarded, for the words of a fix."""
    private = target.private
    zone = private.zones[0] if private and private.zones else "of its private endpoint"
    forward = private.forward[0] if private and private.forward else f"the parent zone of {target.host}"
    return {"zone": zone, "forward": forward}
