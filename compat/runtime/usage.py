"""The local log of v1 calls: the proof, once it is empty, that v1 can be switched off. It never leaves the machine."""

from __future__ import annotations

import json
import logging
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

_LOGGER = logging.getLogger("compat")


class Level(Enum):
    """What ``COMPAT_LEVEL`` asks for when v1 is called: only the log, a warning too, or a refusal."""

    SILENT = "silent"
    WARN = "warn"
    ERROR = "error"


def level(environment: Mapping[str, str] | None = None) -> Level:
    """Return the level of an environment; ValueError with a sentence for a word that is none."""
    text = (os.environ if environment is None else environment).get("COMPAT_LEVEL", "") or "silent"
    try:
        return Level(text.lower())
    except ValueError:
        raise ValueError(f"COMPAT_LEVEL={text}: it is silent, warn or error") from None


def log_file(environment: Mapping[str, str] | None = None) -> Path:
    """Return where calls are logged: ``COMPAT_LOG``, else ``compat/usage.jsonl`` in the user's state folder."""
    given = os.environ if environment is None else environment
    if given.get("COMPAT_LOG"):
        return Path(given["COMPAT_LOG"])
    state = given.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "compat" / "usage.jsonl"


@dataclass(frozen=True)
class Used:
    """One v1 call that was made: which, and the caller's line. ``when`` is in seconds since 1970."""

    call: str
    file: str
    line: int
    when: float


class Usage:
    """Appends to the log. A log that cannot be written never stops a deployment."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.unwritable = ""

    def write(self, call: str, file: str, line: int) -> None:
        """Append one call."""
        entry = {
            "when": round(time.time(), 3),
            "call": call,
            "file": str(Path(file).resolve()) if file.endswith(".py") else file,
            "line": line,
            "process": os.getpid(),
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as log:
                log.write(json.dumps(entry) + "\n")
        except OSError as error:
            if not self.unwritable:
                _LOGGER.warning("v1 calls are not logged: %s", error)
            self.unwritable = str(error)


def read(file: Path) -> Iterator[Used]:
    """Yield the calls of a log; lines that are damaged are skipped. A missing log has none."""
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            yield Used(str(entry["call"]), str(entry["file"]), int(entry["line"]), float(entry["when"]))
        except (ValueError, KeyError, TypeError):
            continue


def summary(used: Iterator[Used]) -> list[tuple[str, str, int, int, float]]:
    """Return (call, file, line, times, last) for every place, the most frequent first."""
    times: Counter[tuple[str, str, int]] = Counter()
    last: dict[tuple[str, str, int], float] = {}
    for one in used:
        place = (one.call, one.file, one.line)
        times[place] += 1
        last[place] = max(one.when, last.get(place, 0.0))
    return [
        (*place, count, last[place])
        for place, count in sorted(times.items(), key=lambda item: (-item[1], item[0]))
    ]


def page(used: list[Used], log: Path) -> list[str]:
    """Return the summary as lines for people."""
    if not used:
        return [f"No v1 call is in {log}."]
    rows = summary(iter(used))
    lines = [f"{len(used)} v1 calls from {len(rows)} places, in {log}:", ""]
    for call, file, line, count, last in rows:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(last))
        lines.append(f"{count:6}  {call}  {file}:{line}  (last {when})")
    return lines
