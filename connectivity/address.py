"""IP addresses as text."""

from __future__ import annotations

import ipaddress


def is_address(host: str) -> bool:
    """True for an IPv4 or IPv6 literal."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_range(text: str) -> bool:
    """True for a CIDR block such as ``10.1.0.0/16``."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def is_numeric(text: str) -> bool:
    """True for what firewalls call an address: a literal or a CIDR block, not a name."""
    return is_address(text) or is_range(text)


def is_private(address: str) -> bool:
    """True for addresses that the public internet does not route. Raises ValueError for other text."""
    return ipaddress.ip_address(address).is_private
