"""The same check again and again, telling only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.report.summary import changes, headline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connectivity.run import Run


def watch(
    check: Callable[[], Run], pause: Callable[[], None], times: int | None
) -> Iterator[tuple[Run, str]]:
    """Each run with its line or lines: the headline of the first, then the changes of each.

    `times` None goes on for ever; `pause` waits between two runs.
    """
    earlier: Run | None = None
    done = 0
    while times is None or done < times:
        if done:
            pause()
        run = check()
        yield run, _told(run, earlier)
        earlier, done = run, done + 1


def _told(run: Run, earlier: Run | None) -> str:
    if earlier is None:
        return f"{run.started} {headline(run)}\n"
    lines = []
    for each in changes(run, earlier):
        where = f" from {each.vantage}" if each.vantage else ""
        lines.append(f"{run.started} {each.subject}{where}: {each.before} -> {each.now}\n")
    return "".join(lines)
