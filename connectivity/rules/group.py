"""Network security groups know no names: rules by service tag, and what no tag covers is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.address import is_address

if TYPE_CHECKING:
    from connectivity.rules.rule import Rule

HEAD = """# AKS names most of its dependencies without fixed addresses: a security group alone cannot
# express them.
# These tags are wider than the hosts; a firewall by name is needed to be exact.
RG=<resource group of the network>
NSG=<security group of the cluster's subnet>
"""


def nsg(rules: tuple[Rule, ...]) -> str:
    """One az command for each service tag, port and transport."""
    seen: dict[tuple[str, int, str], str] = {}
    lines = [HEAD]
    for rule in rules:
        for tag in rule.tags or ((rule.host,) if is_address(rule.host) else ()):
            for transport in rule.transports:
                seen.setdefault((tag, rule.port, transport), rule.host)
    for at, ((tag, port, transport), _) in enumerate(seen.items()):
        name = f"azureml-{tag.lower().replace('.', '-').replace(':', '-')}-{port}-{transport.lower()}"
        lines.append(
            f'az network nsg rule create -g "$RG" --nsg-name "$NSG" -n {name} --priority {200 + at} '
            f"--direction Outbound --access Allow --protocol {transport.capitalize()} "
            f"--destination-address-prefixes {tag} --destination-port-ranges {port}"
        )
    lines += [
        f"# no tag covers {rule.host}:{rule.port}"
        for rule in rules
        if not rule.tags and not is_address(rule.host)
    ]
    return "\n".join([*lines, ""])
