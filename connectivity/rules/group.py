"""Network security groups know no names: rules by service tag, and what no tag covers is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.address import is_numeric
from connectivity.rules.rule import LOAD_BALANCER

if TYPE_CHECKING:
    from connectivity.rules.rule import Rule

HEAD = """# AKS names most of its dependencies without fixed addresses: a security group alone cannot
# express them.
# These tags are wider than the hosts; a firewall by name is needed to be exact.
RG=<resource group of the network>
NSG=<security group of the cluster's subnet>
"""
HEAD_INBOUND = """# Into the API server's own subnet, in that subnet's group.
API_NSG=<security group of the API server's subnet>
"""


def nsg(rules: tuple[Rule, ...]) -> str:
    """One az command for each service tag or range, port and transport."""
    leaving = _ends([rule for rule in rules if not rule.inbound])
    arriving = _ends([rule for rule in rules if rule.inbound])
    lines = [HEAD, *[_outbound(end, 200 + at) for at, end in enumerate(leaving)]]
    lines += ["", HEAD_INBOUND] if arriving else []
    lines += [_inbound(end, 200 + at) for at, end in enumerate(arriving)]
    lines += [
        f"# no tag covers {rule.host}:{rule.port}"
        for rule in rules
        if not rule.tags and not is_numeric(rule.host)
    ]
    return "\n".join([*lines, ""])


def _ends(rules: list[Rule]) -> list[tuple[str, int, str]]:
    """Tag or range, port and transport, each once."""
    found = [
        (tag, rule.port, transport)
        for rule in rules
        for tag in rule.tags or ((rule.host,) if is_numeric(rule.host) else ())
        for transport in rule.transports
    ]
    return list(dict.fromkeys(found))


def _outbound(end: tuple[str, int, str], priority: int) -> str:
    return (
        f'az network nsg rule create -g "$RG" --nsg-name "$NSG" -n {_name(end)} --priority {priority} '
        f"--direction Outbound {_body(end)}"
    )


def _inbound(end: tuple[str, int, str], priority: int) -> str:
    return (
        f'az network nsg rule create -g "$RG" --nsg-name "$API_NSG" -n {_name(end)} --priority {priority} '
        f"--direction Inbound --source-address-prefixes {LOAD_BALANCER} {_body(end)}"
    )


def _body(end: tuple[str, int, str]) -> str:
    tag, port, transport = end
    return (
        f"--access Allow --protocol {transport.capitalize()} "
        f"--destination-address-prefixes {tag} --destination-port-ranges {port}"
    )


def _name(end: tuple[str, int, str]) -> str:
    tag, port, transport = end
    return f"azureml-{re.sub(r'[^a-z0-9]+', '-', tag.lower())}-{port}-{transport.lower()}"
