"""A pod of our own: announced before it is made, and removed whatever happens."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from typing import TYPE_CHECKING

from connectivity.cluster.door import ServerRefusalError
from connectivity.cluster.execution import MOST_OUTPUT, ExecutionError
from connectivity.cluster.json_path import rows, text
from connectivity.cluster.problem import ClusterError, DeniedError, MissingError
from connectivity.remote.manifest import OWNER, OWNER_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from connectivity.cluster.door import Door
    from connectivity.cluster.kubeconfig import Document
    from connectivity.remote.manifest import Manifest

HOPELESS = (
    "ErrImageNeverPull",
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
)
PAUSE = 0.5
TRIES = 3


def output(door: Door, manifest: Manifest, announce: Callable[[str], None], pause: float = PAUSE) -> str:
    """What the pod printed. Raises ExecutionError, or DeniedError where RBAC or admission refuses it."""
    with made(door, manifest, announce):
        _wait(door, manifest, pause)
        query: dict[str, str | int] = {"container": "probe", "limitBytes": MOST_OUTPUT}
        try:
            return door.text(f"{_path(manifest)}/log", MOST_OUTPUT, **query)
        except (MissingError, ServerRefusalError) as error:
            raise ExecutionError(f"the log of {_name(manifest)} cannot be read: {error}") from None


@contextlib.contextmanager
def made(door: Door, manifest: Manifest, announce: Callable[[str], None]) -> Iterator[None]:
    """The pod exists inside the block. It is removed also after Ctrl-C, a second one, or SIGTERM.

    The name is ours, so it can be removed even where the answer to its creation was lost.
    """
    announce(f"creating pod {_name(manifest)}; it is removed at the end, and ends by itself otherwise")
    with _terminating():
        try:
            door.create("", "v1", f"/namespaces/{manifest['metadata']['namespace']}/pods", manifest)
            yield
        except ServerRefusalError as error:
            raise ExecutionError(f"pod {_name(manifest)} was refused: {error}") from None
        finally:
            _remove(door, manifest, announce)


def _remove(door: Door, manifest: Manifest, announce: Callable[[str], None]) -> None:
    interrupted = False
    for _ in range(TRIES):
        try:
            door.delete(_path(manifest), gracePeriodSeconds=0)
            announce(f"removed pod {_name(manifest)}")
            break
        except MissingError:
            break
        except DeniedError as error:
            announce(f"pod {_name(manifest)} cannot be removed ({error}); it ends by itself at its deadline")
            break
        except KeyboardInterrupt:
            interrupted = True
        except (ClusterError, ServerRefusalError):
            continue
    else:
        announce(f"pod {_name(manifest)} was not removed: kubectl delete pod -n {_name(manifest, ' ')}")
    if interrupted:
        raise KeyboardInterrupt


@contextlib.contextmanager
def _terminating() -> Iterator[None]:
    """SIGTERM becomes an exception, so that what was made is removed. Only the main thread may set it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait(door: Door, manifest: Manifest, pause: float) -> None:
    """Until the pod has ended. Raises ExecutionError when it cannot start, or does not end."""
    ends = time.monotonic() + float(manifest["spec"]["activeDeadlineSeconds"]) + 5
    while time.monotonic() < ends:
        try:
            state = door.get("", "v1", _path(manifest))
        except MissingError:
            raise ExecutionError(f"pod {_name(manifest)} was deleted by somebody else") from None
        phase = text(state, "status", "phase")
        hopeless = _hopeless(state)
        if hopeless:
            raise ExecutionError(f"pod {_name(manifest)} cannot start: {hopeless}")
        if phase in {"Succeeded", "Failed"}:
            return
        time.sleep(pause)
    raise ExecutionError(f"pod {_name(manifest)} did not end in time")


def _hopeless(state: Document) -> str:
    """Why it will never start; an ended one that never ran counts."""
    for row in rows(state, "status", "containerStatuses"):
        reason = text(row, "state", "waiting", "reason")
        if reason in HOPELESS:
            return f"{reason} {text(row, 'state', 'waiting', 'message')}".strip()
        if text(row, "state", "terminated", "reason") in {"StartError", "ContainerCannotRun"}:
            return "its image has no shell"
    if text(state, "status", "phase") == "Failed" and text(state, "status", "reason"):
        return f"{text(state, 'status', 'reason')} {text(state, 'status', 'message')}".strip()
    return ""


def remove_old(door: Door, namespace: str, announce: Callable[[str], None]) -> None:
    """Ended pods that an earlier run, killed at the wrong moment, left behind."""
    query = {"labelSelector": f"{OWNER_LABEL}={OWNER}"}
    try:
        found = door.get("", "v1", f"/namespaces/{namespace}/pods", **query)
        for row in rows(found, "items"):
            if text(row, "status", "phase") in {"Succeeded", "Failed"}:
                name = text(row, "metadata", "name")
                door.delete(f"/namespaces/{namespace}/pods/{name}", gracePeriodSeconds=0)
                announce(f"removed pod {namespace}/{name}, left by an earlier run")
    except (DeniedError, MissingError, ServerRefusalError):
        return


def _path(manifest: Manifest) -> str:
    metadata = manifest["metadata"]
    return f"/namespaces/{metadata['namespace']}/pods/{metadata['name']}"


def _name(manifest: Manifest, between: str = "/") -> str:
    return f"{manifest['metadata']['namespace']}{between}{manifest['metadata']['name']}"
