"""What both probes agree on, the one that runs here and the one that is sent: bounds, and what is kept."""

from __future__ import annotations

import errno
import ipaddress

# What one answer may hold. Hostile answers are cut here.
HEAD_BYTES, BODY_BYTES = 16384, 2048
ADDRESSES, DIALLED = 16, 4
KEPT = (
    "server",
    "www-authenticate",
    "x-ms-request-id",
    "x-ms-error-code",
    "location",
    "via",
    "date",
    "content-type",
)
# A network that refuses, as against a peer that does.
UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EPERM, errno.ENETDOWN)
# Codes of X509_verify_cert in OpenSSL.
CERTIFICATE_CODES = {10: "expired", 9: "not yet valid", 62: "wrong name", 63: "wrong name", 64: "wrong name"}
# Reasons of OpenSSL for bytes that are no TLS.
NOT_TLS = (
    "WRONG_VERSION_NUMBER",
    "UNKNOWN_PROTOCOL",
    "HTTP_REQUEST",
    "RECORD_LAYER_FAILURE",
    "PACKET_LENGTH",
)
# RFC 5905: seconds between 1900 and 1970.
NTP_EPOCH = 2208988800
# Asked of a DNS server that is itself a target: a name every Azure network has to resolve.
DNS_QUESTION = "mcr.microsoft.com"
# Shares of the time for one name: UDP, UDP without EDNS, TCP, and UDP a last time where TCP alone answered,
# because two lost packets are no firewall.
UDP_SHARE, PLAIN_SHARE, TCP_SHARE, LAST_SHARE = 0.4, 0.3, 0.3, 0.2
PAYLOAD = 1232


def in_range(host: str, entry: str) -> bool:
    """Whether an address lies in a CIDR block."""
    try:
        return "/" in entry and ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False


def goes_direct(host: str, entry: str) -> bool:
    """One entry of NO_PROXY as Go programs, such as containerd, read it (golang.org/x/net/http/httpproxy).

    A leading dot or ``*.`` means subdomains only; a CIDR block is for addresses.
    """
    entry = entry.strip().lower()
    if entry == "*" or in_range(host, entry):
        return True
    entry = entry[1:] if entry.startswith("*.") else entry
    if entry.startswith("."):
        return host.endswith(entry)
    return bool(entry) and (host == entry or host.endswith("." + entry))
