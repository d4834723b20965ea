"""Three network namespaces - client, firewall, servers - with a real nftables firewall between them."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.connectivity.network.program import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

CLONE_NEWNET = 0x40000000
# Addresses as the internet has them: nothing leaves the namespaces.
SERVERS = tuple(f"20.50.1.{last}" for last in (10, 11, 12, 13))
FIREWALL = """table inet test {{
  chain passing {{
    type filter hook forward priority 0; policy accept;
    {rules}
  }}
}}
"""


class Network:
    """The three namespaces; rules are those of an nftables chain at the hook forward."""

    def __init__(self) -> None:
        name = uuid.uuid4().hex[:8]
        self.client, self.firewall, self.servers = f"c{name}", f"f{name}", f"s{name}"
        self._ip = needed("ip", "iproute2")
        self._nft = needed("nft", "nftables")

    def build(self) -> None:
        """Namespaces, cables, addresses, routes."""
        for each in (self.client, self.firewall, self.servers):
            self._run("netns", "add", each)
            self._run("-n", each, "link", "set", "lo", "up")
        self._cable(self.client, "10.77.1.2/24", "10.77.1.1/24")
        self._cable(self.servers, "20.50.1.2/24", "20.50.1.1/24")
        for address in SERVERS:
            self._run("-n", self.servers, "addr", "add", f"{address}/24", "dev", "e0")
        self._run("-n", self.client, "route", "add", "default", "via", "10.77.1.1")
        self._run("-n", self.servers, "route", "add", "default", "via", "20.50.1.1")
        self.inside(self.firewall, lambda: Path("/proc/sys/net/ipv4/ip_forward").write_text("1"))
        self.inside(self.client, _await_all)

    def _cable(self, name: str, near: str, far: str) -> None:
        end = f"v{name[:7]}"
        self._run(
            "-n", self.firewall, "link", "add", end, "type", "veth", "peer", "name", "e0", "netns", name
        )
        self._run("-n", self.firewall, "addr", "add", far, "dev", end)
        self._run("-n", name, "addr", "add", near, "dev", "e0")
        self._run("-n", self.firewall, "link", "set", end, "up")
        self._run("-n", name, "link", "set", "e0", "up")

    def remove(self) -> None:
        """Everything goes with the namespaces."""
        for each in (self.client, self.firewall, self.servers):
            subprocess.run([self._ip, "netns", "del", each], check=False, capture_output=True)

    def rules(self, *lines: str) -> None:
        """Load the firewall."""
        text = FIREWALL.format(rules="\n    ".join(lines))
        command = [self._ip, "netns", "exec", self.firewall, self._nft, "-f", "-"]
        subprocess.run(command, input=text, check=True, text=True, capture_output=True)

    def unroute(self) -> None:
        """Take away the client's way out."""
        self._run("-n", self.client, "route", "del", "default")

    def _run(self, *arguments: str) -> None:
        subprocess.run([self._ip, *arguments], check=True, capture_output=True)

    def enter(self, name: str) -> None:
        """Put the calling thread into a namespace; a thread that did this must not be used for others."""
        handle = os.open(f"/run/netns/{name}", os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        finally:
            os.close(handle)

    def inside(self, name: str, work: Callable[[], T]) -> T:
        """Run `work` in a thread of its own within a namespace; sockets it makes stay there."""
        result: list[T] = []
        failure: list[BaseException] = []

        def body() -> None:
            try:
                self.enter(name)
                result.append(work())
            except BaseException as error:
                failure.append(error)

        thread = threading.Thread(target=body)
        thread.start()
        thread.join(60)
        if failure:
            raise failure[0]
        return result[0]


def _await_all() -> None:
    """Until every address answers: a new cable loses packets before the kernel calls it ready."""
    pause = threading.Event()
    ends = time.monotonic() + 10
    for address in SERVERS:
        while time.monotonic() < ends:
            try:
                socket.create_connection((address, 9), 0.2).close()
            except ConnectionRefusedError:
                break
            except OSError:
                pause.wait(0.02)


@contextmanager
def network() -> Iterator[Network]:
    """A network for one test; skips where that takes rights this user has not."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    made = Network()
    try:
        made.build()
    except subprocess.CalledProcessError as error:
        made.remove()
        pytest.skip(f"this machine allows no network namespaces: {error.stderr.decode().strip()}")
    try:
        yield made
    finally:
        made.remove()
