"""How long a check takes and how much memory it needs, on a network made for the purpose.

Run: python -m benchmarks.connectivity_speed. Exit code 1 when a limit is missed.
Resolver 50 ms away: the server waits that long before each answer. Dropped hosts: an address whose
connections are accepted by nobody because the backlog is full, so that the SYN gets no answer.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from connectivity.judge.survey import judge
from connectivity.observation import NameOutcome, TcpOutcome
from connectivity.probes.limit import Limits
from connectivity.probes.survey import Survey
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.server import serving
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import HostServer, http, over_tls
from tests.connectivity.network.setting import place, target

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUND_TRIP = 0.05
NAMES = 100
HOSTS, DROPPED = 40, 4
PROBE = 2.0
NAMES_LIMIT = 1.3 * ROUND_TRIP
CHECK_LIMIT = 1.2 * PROBE
MEMORY_LIMIT = 120
# Second half of a header: response, recursion available, NXDOMAIN (RFC 1035).
NXDOMAIN = b"\x81\x83"


def full_backlog(stack: ExitStack) -> int:
    """A port that drops: nobody accepts, and the queue is full."""
    server = stack.enter_context(socket.create_server(("127.0.0.9", 0), backlog=0))
    address = server.getsockname()
    for _ in range(4):
        waiting = stack.enter_context(socket.socket())
        waiting.settimeout(0)
        waiting.connect_ex(address)
    return int(address[1])


@contextmanager
def distant() -> Iterator[DnsServer]:
    """A DNS server one round trip away, in a process of its own, so that its work is not counted as ours."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    listening.bind(("127.0.0.1", 0))
    child = os.fork()
    if child == 0:
        answer_late(listening)
    try:
        yield DnsServer({}, port=int(listening.getsockname()[1]))
    finally:
        listening.close()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def answer_late(listening: socket.socket) -> NoReturn:
    """Each question comes back after a round trip, marked as an answer: there is no such name."""
    waiting: deque[tuple[float, bytes, object]] = deque()
    while True:
        left = max(waiting[0][0] - time.monotonic(), 0.0) if waiting else None
        if select.select([listening], [], [], left)[0]:
            data, peer = listening.recvfrom(4096)
            waiting.append((time.monotonic() + ROUND_TRIP, NXDOMAIN.join((data[:2], data[4:])), peer))
        while waiting and waiting[0][0] <= time.monotonic():
            _, data, peer = waiting.popleft()
            listening.sendto(data, peer)  # type: ignore[arg-type]


def names() -> float:
    """Seconds beyond the answer itself, which takes 50 ms, for 100 names with two questions each.

    The best of several is printed: what else the machine does is no part of it.
    """
    hosts = [f"h{at}.example" for at in range(NAMES)]
    asked = tuple(target(443, host, entry=host) for host in hosts)
    with distant() as dns:
        survey = Survey(place(dns), Limits(probe=5.0, total=10.0))
        survey.run(asked[:1])
        start = time.perf_counter()
        seen = survey.run(asked)
        spent = time.perf_counter() - start
    if any(each.names[0].outcome is not NameOutcome.NXDOMAIN for each in seen):
        raise RuntimeError("a name was not answered")
    return spent - ROUND_TRIP


def whole() -> float:
    """Seconds for 40 hosts of which a tenth drops connections, probes and judgement together."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        hosts = [f"h{at}.example" for at in range(HOSTS)]
        inner = http("401 Unauthorized", "WWW-Authenticate: Bearer")
        talk = over_tls(trusted().issue(Path(folder), *hosts), inner)
        server = stack.enter_context(HostServer(talk, "127.0.0.2"))
        silent = full_backlog(stack)
        zone = {host: Says(("127.0.0.9" if at < DROPPED else "127.0.0.2",)) for at, host in enumerate(hosts)}
        dns = stack.enter_context(DnsServer(zone))
        targets = tuple(
            target(silent if at < DROPPED else server.port, host, entry=host) for at, host in enumerate(hosts)
        )
        survey = Survey(place(dns), Limits(probe=PROBE, total=10.0), {host: trusted().pem for host in hosts})
        start = time.perf_counter()
        seen = survey.run(targets)
        verdicts = judge(targets, seen)
        spent = time.perf_counter() - start
    dropped = sum(each.tcp[0].outcome is TcpOutcome.TIMEOUT for each in seen)
    fine = sum(each.code == "fine" for each in verdicts)
    if (dropped, fine) != (DROPPED, HOSTS - DROPPED):
        raise RuntimeError(f"{dropped} dropped and {fine} fine, which is not what was built")
    return spent


def program() -> float:
    """Peak memory in MB of the whole program in a process of its own: cluster, hosts, places and report."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        api = stack.enter_context(serving(Path(name)))
        dns = stack.enter_context(DnsServer({}, otherwise=Says(rcode="NXDOMAIN")))
        scene.stage(api, *scene.healthy_v1())
        words = ["--kubeconfig", str(kubeconfig.for_api(api)), "--cloud", "AzureCloud", "--proxy", "none"]
        words += ["--resolver", f"{dns.address}:{dns.port}", "--timeout", "1", "-o", os.devnull]
        command = [sys.executable, "-m", "connectivity.cli", "check", *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in {1, 3}:
        raise RuntimeError(done.stderr)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> int:
    """Print the figures against their limits."""
    rows = [
        ("100 names, beyond the slowest answer", NAMES_LIMIT, min(names() for _ in range(5)), "s"),
        ("40 hosts, a tenth dropping", CHECK_LIMIT, whole(), "s"),
        ("peak memory of probes and judgement", MEMORY_LIMIT, _own_memory(), "MB"),
        ("peak memory of the whole program", MEMORY_LIMIT, program(), "MB"),
    ]
    print(f"{'':<40}{'target':>10}{'measured':>10}      met")
    for label, limit, value, unit in rows:
        print(f"{label:<40}{limit:>10.3f}{value:>10.3f} {unit:<4} {'yes' if value <= limit else 'NO'}")
    return 0 if all(value <= limit for _, limit, value, _ in rows) else 1


def _own_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
