"""A process in an existing pod: words in, output out, bounded in time and size."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from typing import TYPE_CHECKING, Any

from connectivity.cluster.door import within
from connectivity.cluster.problem import DeniedError
from connectivity.cluster.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.cluster.door import Door
    from connectivity.remote.manifest import Spot

MOST_OUTPUT = 5_000_000
CHUNK = 16_384
FIND = (
    "for p in python3 python; do if command -v $p >/dev/null 2>&1 && "
    "$p -c 'import sys; sys.exit(sys.version_info < (3, 7))'; then echo $p; exit; fi; done; echo sh"
)
STATUS = re.compile(r"Handshake status (\d+)")


class ExecutionError(Exception):
    """The process could not be run in that pod; the message says why."""


def interpreter(door: Door, spot: Spot) -> str:
    """``python3``, ``python`` or ``sh``: the best the container has. Raises ExecutionError, DeniedError."""
    found = run(door, spot, ("sh", "-c", FIND), b"", door.patience.answer).strip()
    if found not in {"python3", "python", "sh"}:
        raise ExecutionError(f"{spot} has no shell: {clean(found) or 'no answer'}")
    return found


def run(door: Door, spot: Spot, words: tuple[str, ...], given: bytes, seconds: float) -> str:
    """Standard output of the words. Raises ExecutionError, or DeniedError where RBAC refuses."""
    held = Held()

    def late() -> Exception:
        return ExecutionError(f"{spot} did not finish within {seconds:g} s")

    try:
        return within(seconds, _work(door, spot, words, given, seconds, held), late)
    finally:
        held.end()


class Held:
    """The socket of one process. It is shut also when it is opened after everybody stopped waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[Any] = []
        self._over = False

    def keep(self, socket: Any) -> None:
        """Have it shut at the end, or at once where that has come."""
        with self._lock:
            self._sockets.append(socket)
            over = self._over
        if over:
            self.end()

    def end(self) -> None:
        """Shut what is open."""
        with self._lock:
            self._over = True
            sockets, self._sockets = self._sockets, []
        for socket in sockets:
            with contextlib.suppress(Exception):
                socket.sock.shutdown()  # close() would wait for the other side


def _work(
    door: Door, spot: Spot, words: tuple[str, ...], given: bytes, seconds: float, held: Held
) -> Callable[[], str]:
    def work() -> str:
        socket = _open(door, spot, words)
        held.keep(socket)
        for start in range(0, len(given), CHUNK):
            socket.write_stdin(given[start : start + CHUNK])
        return _output(socket, time.monotonic() + seconds)

    return work


def _open(door: Door, spot: Spot, words: tuple[str, ...]) -> Any:
    from kubernetes import client, stream
    from kubernetes.client.exceptions import ApiException

    core = client.CoreV1Api(door.client())
    chosen = {"container": spot.container} if spot.container else {}
    try:
        return stream.stream(
            core.connect_get_namespaced_pod_exec,
            spot.pod,
            spot.namespace,
            command=list(words),
            stdin=True,
            stdout=True,
            stderr=True,
            tty=False,
            _preload_content=False,
            **chosen,
        )
    except ApiException as error:
        raise _refused(spot, str(error.reason)) from None
    except OSError as error:
        raise ExecutionError(f"{spot} cannot be reached: {clean(str(error))}") from None


def _refused(spot: Spot, reason: str) -> Exception:
    """The client puts the status, all headers and the body into one text; only the status is kept."""
    status = STATUS.search(reason)
    if status and status[1] in {"401", "403"}:
        return DeniedError(f"{spot}: exec is refused ({status[1]})")
    return ExecutionError(
        f"{spot} cannot be used: {f'exec answered {status[1]}' if status else 'exec failed'}"
    )


def _output(socket: Any, ends: float) -> str:
    text = ""
    while time.monotonic() < ends and len(text) < MOST_OUTPUT:
        socket.update(timeout=min(1.0, max(ends - time.monotonic(), 0.01)))
        text += socket.read_channel(1)
        text += socket.read_channel(2)
        if not socket.is_open():
            break
    return text[:MOST_OUTPUT]
