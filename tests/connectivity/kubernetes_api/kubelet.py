"""What a node does, on this machine: it runs a pod's command and keeps its output."""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.connectivity.kubernetes_api import websocket
from tests.connectivity.kubernetes_api.status import Document
from tests.connectivity.kubernetes_api.store import RESOURCES, Store

POD = next(resource for resource in RESOURCES if resource.kind == "Pod")


@dataclass
class Kubelet:
    """`present` are the images of the node; `path` is the PATH inside containers, `exec_path` for exec.

    `arrived` is called for each process that is asked for by exec.
    """

    store: Store
    path: str = os.environ["PATH"]
    exec_path: str = ""
    present: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    logs: dict[str, bytes] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    arrived: Callable[[], object] = lambda: None

    def start(self, pod: Document) -> None:
        threading.Thread(target=self._run, args=(pod,), daemon=True).start()

    def _run(self, pod: Document) -> None:
        name, container = pod["metadata"]["name"], pod["spec"]["containers"][0]
        if container["image"] not in self.present:
            waiting = {"reason": "ErrImageNeverPull", "message": f'image "{container["image"]}" is absent'}
            self._report(pod, "Pending", {"waiting": waiting})
            return
        words = [*container.get("command", []), *container.get("args", [])]
        given = {each["name"]: each.get("value", "") for each in container.get("env", [])}
        try:
            process = self._spawn(words, given, self.path)
        except OSError:
            state = {"terminated": {"reason": "StartError", "exitCode": 128, "message": "no such file"}}
            self._report(pod, "Failed", state)
            return
        self.running[name] = process
        self._report(pod, "Running", {"running": {}})
        output, _ = process.communicate()
        self.logs[name] = output
        code = process.returncode
        state = {"terminated": {"reason": "Error" if code else "Completed", "exitCode": code}}
        self._report(pod, "Failed" if code else "Succeeded", state)

    def _spawn(self, words: list[str], given: dict[str, str], path: str) -> subprocess.Popen[bytes]:
        inside = {"PATH": path} | self.variables | given
        program = shutil.which(words[0], path=path)
        if program is None:
            raise FileNotFoundError(errno.ENOENT, "no such file or directory", words[0])
        return subprocess.Popen(
            [program, *words[1:]],
            stdin=subprocess.PIPE if not given else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=inside,
            start_new_session=True,
        )

    def _report(self, pod: Document, phase: str, state: Document) -> None:
        with contextlib.suppress(Exception):  # deleted meanwhile
            namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
            found = dict(self.store.get(POD, namespace, name))
            statuses = [{"name": "probe", "ready": False, "restartCount": 0, "image": "", "state": state}]
            self.store.put(found | {"status": {"phase": phase, "containerStatuses": statuses}})

    def stop(self, name: str) -> None:
        process = self.running.pop(name, None)
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def stop_all(self) -> None:
        for name in list(self.running):
            self.stop(name)

    def attach(self, words: list[str], incoming: BinaryIO, outgoing: BinaryIO) -> None:
        """Exec: run the words, frames in, frames out, the exit status last."""
        self.arrived()
        try:
            process = self._spawn(words, {}, self.exec_path or self.path)
        except OSError as error:
            message = f'exec: "{words[0]}": {error.strerror}'
            websocket.write(outgoing, bytes([websocket.ERROR]) + failure(message, 126))
            websocket.write(outgoing, b"", websocket.CLOSE)
            return
        feeder = threading.Thread(target=_feed, args=(process, incoming), daemon=True)
        feeder.start()
        try:
            with process:
                assert process.stdout is not None
                while chunk := os.read(process.stdout.fileno(), 32_768):
                    websocket.write(outgoing, bytes([websocket.STDOUT]) + chunk)
                code = process.wait()
        finally:
            process.kill()
        ending = b'{"metadata":{},"status":"Success"}' if code == 0 else failure("command failed", code)
        websocket.write(outgoing, bytes([websocket.ERROR]) + ending)
        websocket.write(outgoing, b"", websocket.CLOSE)


def failure(message: str, code: int) -> bytes:
    causes = f'{{"causes":[{{"reason":"ExitCode","message":"{code}"}}]}}'
    quoted = message.replace('"', "'")
    text = (
        f'{{"metadata":{{}},"status":"Failure","message":"{quoted}",'
        f'"reason":"NonZeroExitCode","details":{causes}}}'
    )
    return text.encode()


def _feed(process: "subprocess.Popen[bytes]", incoming: BinaryIO) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError, ValueError), process.stdin:
        while True:
            kind, data = websocket.read(incoming)
            if kind == websocket.CLOSE:
                if process.poll() is None:
                    process.kill()
                return
            if data[:1] == bytes([websocket.STDIN]):
                process.stdin.write(data[1:])
                process.stdin.flush()
