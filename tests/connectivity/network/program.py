"""Real programs of the distribution, run for a test and stopped after it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def needed(program: str, package: str) -> str:
    """The program's path; skips the test where the Debian package is not installed."""
    found = shutil.which(program, path=PATHS)
    if found is None:
        pytest.skip(f"needs {program} (Debian package {package})")
    return found


def free_port(address: str = "127.0.0.1") -> int:
    """A port that was free a moment ago, for TCP and UDP."""
    with socket.create_server((address, 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(command: list[str], ready: tuple[str, int], cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start, wait until the port accepts, stop."""
    log = (cwd / "program.log").open("wb")
    process = subprocess.Popen(command, cwd=cwd, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _await(ready, process, cwd)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        log.close()


def _await(ready: tuple[str, int], process: subprocess.Popen[bytes], cwd: Path) -> None:
    end = time.monotonic() + 15
    pause = threading.Event()
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(ready, 1):
            return
        pause.wait(0.02)
    raise RuntimeError(f"{process.args!r} does not listen: {(cwd / 'program.log').read_text()[-2000:]}")


@contextmanager
def tinyproxy(folder: Path, *, deny: tuple[str, ...] = (), login: bool = False) -> Iterator[str]:
    """A tinyproxy on loopback; gives its URL."""
    program = needed("tinyproxy", "tinyproxy-bin")
    port = free_port()
    lines = [f"Port {port}", "Listen 127.0.0.1", "Timeout 20", "MaxClients 50", "Allow 127.0.0.1"]
    if deny:
        (folder / "denied").write_text("\n".join(name.replace(".", "\\.") for name in deny))
        lines += [f'Filter "{folder / "denied"}"', "FilterType ere"]
    if login:
        lines.append("BasicAuth user secret")
    (folder / "tinyproxy.conf").write_text("\n".join([*lines, ""]))
    with running([program, "-d", "-c", str(folder / "tinyproxy.conf")], ("127.0.0.1", port), folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def squid(authority: str | None = None) -> Iterator[str]:
    """A squid on loopback that denies ``denied.example``; with an authority (PEM) it opens TLS (bump).

    It changes its user, so its folder lies where that user may go: not under the test's own.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        with _squid(folder, authority) as url:
            yield url


@contextmanager
def _squid(folder: Path, authority: str | None) -> Iterator[str]:
    program = needed("squid", "squid-openssl")
    port = free_port()
    lines = [
        "cache_effective_user proxy",
        f"pid_filename {folder}/squid.pid",
        f"coredump_dir {folder}",
        "memory_cache_shared off",
        "cache deny all",
        "access_log none",
        "pinger_enable off",
        f"cache_log {folder}/cache.log",
        "acl denied dstdomain denied.example",
        "http_access deny denied",
        "http_access allow all",
        "shutdown_lifetime 0 seconds",
        "visible_hostname test",
        "connect_timeout 2 seconds",
    ]
    if authority is None:
        lines.append(f"http_port 127.0.0.1:{port}")
    else:
        (folder / "authority.pem").write_text(authority)
        lines += _bump(folder, port)
    (folder / "squid.conf").write_text("\n".join([*lines, ""]))
    command = [program, "-N", "-n", f"t{port}", "-f", str(folder / "squid.conf")]
    with running(command, ("127.0.0.1", port), folder):
        yield f"http://127.0.0.1:{port}"


def _bump(folder: Path, port: int) -> list[str]:
    maker = Path("/usr/lib/squid/security_file_certgen")
    store = folder / "store"
    subprocess.run([str(maker), "-c", "-s", str(store), "-M", "4MB"], check=True, capture_output=True)
    shutil.chown(store, "proxy", "proxy")
    for each in store.rglob("*"):
        shutil.chown(each, "proxy", "proxy")
    return [
        f"http_port 127.0.0.1:{port} ssl-bump cert={folder}/authority.pem generate-host-certificates=on",
        f"sslcrtd_program {maker} -s {store} -M 4MB",
        "sslcrtd_children 2 startup=1",
        "ssl_bump bump all",
        "sslproxy_cert_error allow all",
        "tls_outgoing_options flags=DONT_VERIFY_PEER",
    ]


@contextmanager
def unbound(folder: Path, lines: list[str]) -> Iterator[int]:
    """An unbound on loopback with these lines in its server section; gives its port."""
    program = needed("unbound", "unbound")
    port = free_port()
    head = [
        "server:",
        f"interface: 127.0.0.1@{port}",
        f'directory: "{folder}"',
        'chroot: ""',
        'username: ""',
        'pidfile: ""',
        "use-syslog: no",
        "do-ip6: no",
        "do-daemonize: no",
        "num-threads: 1",
        'module-config: "iterator"',
        "access-control: 127.0.0.0/8 allow",
    ]
    (folder / "unbound.conf").write_text("\n".join([*head, *lines, ""]))
    with running([program, "-d", "-c", str(folder / "unbound.conf")], ("127.0.0.1", port), folder):
        yield port


@contextmanager
def dnsmasq(folder: Path, lines: list[str]) -> Iterator[int]:
    """A dnsmasq on loopback; gives its port. Names it was not told are refused."""
    program = needed("dnsmasq", "dnsmasq-base")
    port = free_port()
    head = [
        f"port={port}",
        "listen-address=127.0.0.1",
        "bind-interfaces",
        "no-resolv",
        "no-hosts",
        "cache-size=0",
        "user=root",
    ]
    (folder / "dnsmasq.conf").write_text("\n".join([*head, *lines, ""]))
    command = [program, "--no-daemon", f"--conf-file={folder / 'dnsmasq.conf'}", "--pid-file="]
    with running(command, ("127.0.0.1", port), folder):
        yield port
