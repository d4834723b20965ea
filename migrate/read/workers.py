"""Work spread over forked processes. A pool costs a tenth of a second more than a bare fork."""

from __future__ import annotations

import _thread
import os
import pickle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, TypeVar

    Part = TypeVar("Part")
    Result = TypeVar("Result")

MOST_PARTS = 256
"""A part is asked for by its number, which is one byte."""


def spread(
    work: Callable[[Part], list[Result]],
    parts: Sequence[Part],
    meanwhile: Callable[[], None] | None = None,
    workers: int = 0,
) -> list[Result]:
    """Return the results of ``work`` on every part (``MOST_PARTS`` at most), in the order of the parts.

    This process and ``workers`` forks of it (0: one a further core) each take the next part as they are free; this
    one does ``meanwhile`` first. What a worker took and did not deliver, because it died or its result cannot be
    sent, is done here.
    """
    queue = _queue(len(parts))
    count = min(workers or (os.cpu_count() or 1) - 1, len(parts))
    started = [_start(work, parts, queue) for _ in range(count)]
    if meanwhile is not None:
        meanwhile()
    done = dict(_taken(work, parts, queue))
    os.close(queue)
    for pid, stream in started:
        done.update(_collected(pid, stream))
    return [
        item for number, part in enumerate(parts) for item in (done[number] if number in done else work(part))
    ]


def can_fork() -> bool:
    """Tell whether a fork is safe here: the system has it, and no other thread may hold a lock."""
    return hasattr(os, "fork") and _thread._count() == 0


def _queue(count: int) -> int:
    """Return a pipe that holds the numbers of the parts: reading a byte of it takes one from all the others."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(count)))
    os.close(writing)
    return reading


def _taken(
    work: Callable[[Part], list[Result]], parts: Sequence[Part], queue: int
) -> Iterator[tuple[int, list[Result]]]:
    while number := os.read(queue, 1):
        yield number[0], work(parts[number[0]])


def _start(work: Callable[[Part], list[Result]], parts: Sequence[Part], queue: int) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(list(_taken(work, parts, queue)), stream, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)


def _collected(pid: int, reading: int) -> list[Any]:
    with os.fdopen(reading, "rb") as stream:
        data = stream.read()
    _, status = os.waitpid(pid, 0)
    return pickle.loads(data) if status == 0 else []  # noqa: S301 - our own child wrote it
