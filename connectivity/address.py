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


def is_private(address: str) -> bool:
    """True for addresses that the public internet does not route. Raises ValueError for other text."""
    return ipaddress.ip_address(address).is_private
