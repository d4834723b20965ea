"""The scoring server in a process of its own: started, asked whether it lives, ended with all its workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
_LOOPBACK = "127.0.0.1"
_PASSED_ON = (
    *("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "COMSPEC", "PATHEXT", "TMPDIR", "TMP", "TEMP", "LANG"),
    *("LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES"),
)
"""What a process needs to run at all. Everything else is yours, and no container would see it."""

LARGEST = 1_000_000
"""Bytes of an answer that are read; the rest is left."""

_PAUSE = 0.05


@dataclass(frozen=True)
class Setup:
    """What is served, by what, and how: ``code`` is the folder that holds the script and what it imports.

    ``start_timeout`` and ``request_timeout`` are seconds.
    """

    python: str
    script: Path
    code: Path
    model_folder: Path | None
    variables: Mapping[str, str]
    log: Path
    start_timeout: float = 60
    request_timeout: float = 60


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@contextmanager
def serving(setup: Setup) -> Iterator[Server]:
    """Start the server; at the end of the context every process of it is ended.

    Raises ``OSError`` if the Python cannot be started.
    """
    port = _free_port()
    command = [setup.python, str(LAUNCHER), "--entry_script", str(setup.script), "--port", str(port)]
    with setup.log.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=setup.code,
            env=_environment(setup),
            start_new_session=True,
        )
    try:
        yield Server(setup, port, process)
    finally:
        _ended(process)


@dataclass
class Server:
    """One running server. ``exit_code`` is set once it has ended by itself."""

    setup: Setup
    port: int
    process: subprocess.Popen[bytes]
    exit_code: int | None = None

    def live(self) -> bool:
        """Wait until the server says that it is healthy; False if it ended, or took longer than it may."""
        deadline = time.monotonic() + self.setup.start_timeout
        while time.monotonic() < deadline:
            self.exit_code = self.process.poll()
            if self.exit_code is not None:
                return False
            try:
                if self.ask("GET", "/", timeout=1).body.startswith(b"Healthy"):
                    return True
            except (OSError, HTTPException):
                time.sleep(_PAUSE)
        return False

    def ask(
        self, method: str, path: str, body: bytes | None = None, content_type: str = "", timeout: float = 0
    ) -> Answer:
        """Send one request; raise ``OSError`` or ``HTTPException`` where no whole answer comes in time."""
        connection = HTTPConnection(_LOOPBACK, self.port, timeout=timeout or self.setup.request_timeout)
        try:
            headers = {"Content-Type": content_type} if content_type else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, tuple(answer.getheaders()), answer.read(LARGEST))
        finally:
            connection.close()


def _environment(setup: Setup) -> dict[str, str]:
    variables = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    variables |= {
        "AML_APP_ROOT": str(setup.code),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        # Where newer releases of gunicorn open a control socket; their default is one place for all servers.
        "XDG_RUNTIME_DIR": str(setup.log.parent),
    }
    if setup.model_folder is not None:
        variables["AZUREML_MODEL_DIR"] = str(setup.model_folder)
    return variables | dict(setup.variables)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _ended(process: subprocess.Popen[bytes]) -> None:
    """End the server and its workers: they are a group of processes of their own."""
    if sys.platform == "win32":
        process.terminate()
    else:
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
                process.wait(5)
            except (ProcessLookupError, PermissionError):
                break
            except subprocess.TimeoutExpired:
                continue
    process.wait(5)
