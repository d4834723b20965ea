"""Name resolution and proxy of the machine this runs on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from connectivity.address import is_address
from connectivity.vantage import Place, Proxy, Resolver, Vantage

if TYPE_CHECKING:
    from collections.abc import Mapping

RESOLV_CONF = Path("/etc/resolv.conf")
# The C library reads three and ignores the rest (resolv.conf(5)).
MOST_RESOLVERS = 3


class AddressError(ValueError):
    """A DNS server or proxy that was given is not usable."""


def here(
    environment: Mapping[str, str],
    *,
    resolvers: tuple[str, ...] = (),
    proxy: str | None = None,
    bypass: str | None = None,
    resolv_conf: Path = RESOLV_CONF,
) -> Vantage:
    """This machine, with what was given in place of what it is set up with. Raises AddressError."""
    chosen = tuple(read_resolver(each, "--resolver") for each in resolvers) or from_file(resolv_conf)
    return Vantage(Place.HERE, resolvers=chosen, proxy=read_proxy(environment, proxy, bypass))


def from_file(path: Path) -> tuple[Resolver, ...]:
    """The servers of a resolv.conf; none when there is no such file."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    words = [line.split() for line in lines]
    found = [each[1].split("%")[0] for each in words if len(each) > 1 and each[0] == "nameserver"]
    return tuple(Resolver(each, origin=str(path)) for each in found if is_address(each))[:MOST_RESOLVERS]


def read_resolver(text: str, origin: str) -> Resolver:
    """``10.0.0.4`` or ``10.0.0.4:5353``; an IPv6 address with a port stands in brackets."""
    if is_address(text):
        return Resolver(text, origin=origin)
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    if is_address(host) and port.isdigit() and 0 < int(port) < 65536:
        return Resolver(host, int(port), origin)
    raise AddressError(f"{origin} {text!r} is not an address such as 10.0.0.4 or 10.0.0.4:5353")


def read_proxy(environment: Mapping[str, str], given: str | None, bypass: str | None) -> Proxy | None:
    """The proxy for TLS traffic: what was given, or HTTPS_PROXY; ``none`` is none. No password is kept."""
    origin = "--proxy" if given else "HTTPS_PROXY"
    url = given or environment.get("HTTPS_PROXY") or environment.get("https_proxy") or ""
    if not url or url == "none":
        return None
    listed = (
        bypass if bypass is not None else environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    )
    entries = tuple(each.strip() for each in listed.split(",") if each.strip())
    return Proxy(without_password(url, origin), entries, origin)


def without_password(url: str, origin: str) -> str:
    """The URL with user and password taken out. Raises AddressError when it is none."""
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError(f"{origin} is not a URL such as http://proxy.example:3128") from error
    if not host or parts.scheme not in {"http", ""}:
        raise AddressError(
            f"{origin} must be a URL such as http://proxy.example:3128 (AKS takes http:// only)"
        )
    shown = f"[{host}]" if ":" in host else host
    return urlunsplit(("http", f"{shown}:{port}" if port else shown, "", "", ""))
