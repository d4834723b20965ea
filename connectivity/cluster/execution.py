"""Runs a script in a pod that is already there, through the API's exec. Nothing is created in the cluster."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.cluster.connection import ClusterError

if TYPE_CHECKING:
    from connectivity.cluster.connection import Connection

# Says that it is there, then reads a length and as much Python: exec gives no way to end the input, and
# what is sent to a process that could not start is lost together with the reason.
COMMAND = [
    "python3",
    "-c",
    "import sys; print('ready', flush=True); exec(sys.stdin.read(int(sys.stdin.readline())))",
]
READY = "ready"
PIECE = 65_536
MOST_OUTPUT = 10_000_000
# The channel on which Kubernetes says how the command ended.
STATUS = 3


def run_in_pod(connection: Connection, namespace: str, pod: str, script: str, seconds: float) -> str:
    """What the script wrote. Raises ClusterError with the reason when it did not run to its end."""
    from kubernetes.client import CoreV1Api
    from kubernetes.client.rest import ApiException
    from kubernetes.stream import stream

    where = f"pod {namespace}/{pod}"
    try:
        channel = stream(
            CoreV1Api(connection.client).connect_get_namespaced_pod_exec,
            pod,
            namespace,
            command=COMMAND,
            stdin=True,
            stdout=True,
            stderr=True,
            tty=False,
            _preload_content=False,
            _request_timeout=seconds,
        )
    except ApiException as error:
        raise ClusterError(
            f"{where}: exec is refused ({error.reason}); connectivity rbac prints the role"
        ) from error
    try:
        return _converse(channel, script, where, seconds)
    finally:
        channel.sock.shutdown()  # close() leaves the socket open once the other side has left


def _converse(channel: WSClient, script: str, where: str, seconds: float) -> str:
    end = time.monotonic() + seconds
    heard = Heard()
    _listen(channel, heard, end, until=READY)
    if heard.written.startswith(READY):
        with suppress(*_failures()):
            channel.write_stdin(f"{len(script)}\n")
            for at in range(0, len(script), PIECE):
                channel.write_stdin(script[at : at + PIECE])
        _listen(channel, heard, end)
    answer = heard.written.partition("\n")[2]
    if answer.strip():
        return answer
    reason = [line for line in (heard.complaint.strip() or heard.status).splitlines() if line.strip()]
    if not reason and channel.is_open():
        raise ClusterError(f"{where}: the probe did not end in {seconds:.0f} s")
    raise ClusterError(f"{where}: the probe did not run: {(reason or ['no reason given'])[-1][:300]}")


@dataclass
class Heard:
    """What came over the channels so far."""

    written: str = ""
    complaint: str = ""
    status: str = ""


def _listen(channel: WSClient, heard: Heard, end: float, until: str | None = None) -> None:
    """Read until the other side closes, the time ends, or `until` was written."""
    with suppress(*_failures()):
        while channel.is_open() and time.monotonic() < end and len(heard.written) < MOST_OUTPUT:
            channel.update(timeout=min(1.0, max(end - time.monotonic(), 0.01)))
            heard.written += channel.read_stdout(timeout=0)
            heard.complaint += channel.read_stderr(timeout=0)
            heard.status += channel.read_channel(STATUS, timeout=0)
            if until is not None and until in heard.written:
                return


def _failures() -> tuple[type[Exception], ...]:
    from websocket import WebSocketException

    return (WebSocketException, OSError)


if TYPE_CHECKING:
    from kubernetes.stream.ws_client import WSClient
