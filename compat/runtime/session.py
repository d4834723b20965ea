"""What holds for this process: the backend, the user's answers, and the changes that were accepted by name."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from compat.backends.backend import Backend
from compat.runtime.usage import Level, Usage, level, log_file

ANSWERS = "COMPAT_ANSWERS"
ACCEPT = "COMPAT_ACCEPT"
RECORD = "COMPAT_RECORD"
MAIN = "COMPAT_MAIN"
"""The process that the user started: its children write files of their own beside its."""


@dataclass(frozen=True)
class Session:
    """``answers`` are ``KEY=VALUE`` as for converting; ``accepted`` the names of changes the user agreed to."""

    backend: Backend
    answers: Mapping[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    level: Level = Level.SILENT
    usage: Usage = field(default_factory=lambda: Usage(log_file()))

    @property
    def settled(self) -> dict[str, str]:
        """The answers for the mapping: without those to what a recorded script asks (``model:NAME=VERSION``)."""
        return {key: text for key, text in self.answers.items() if ":" not in key}


_sessions: list[Session] = []


def current() -> Session:
    """Return the session; the first time, the one that the environment describes."""
    if not _sessions:
        _sessions.append(from_environment(os.environ))
    return _sessions[-1]


def finish() -> None:
    """Let the backend of this process end its work, if there is one."""
    if _sessions:
        _sessions[-1].backend.finish()


def use(session: Session | None) -> None:
    """Take another session from here on; None goes back to what the environment says."""
    _sessions.clear()
    if session is not None:
        _sessions.append(session)


def prepare(answers: Mapping[str, object], accept: Iterable[str], record: str = "") -> None:
    """Say what holds from here on, in this process and in those it starts.

    Raises ValueError with a sentence for answers that are no plain values and for a change that has no such name.
    """
    from compat.runtime.acceptance import names

    unknown = sorted(set(accept) - names())
    if unknown:
        raise ValueError(
            f"--accept {unknown[0]}: there is no change of that name, only {', '.join(sorted(names()))}"
        )
    level()
    os.environ[MAIN] = str(os.getpid())
    os.environ[ANSWERS] = json.dumps(answers_of(answers))
    os.environ[ACCEPT] = ",".join(accept)
    os.environ[RECORD] = record
    use(None)


def from_environment(environment: Mapping[str, str]) -> Session:
    """Return the session of a process: child processes learn of it through the environment."""
    answers = answers_of(json.loads(environment.get(ANSWERS) or "{}"))
    accepted = frozenset(word for word in environment.get(ACCEPT, "").split(",") if word)
    session = Session(_backend(environment, answers), answers, accepted, level(environment))
    return replace(session, usage=Usage(log_file(environment)))


def answers_of(plain: object) -> dict[str, str]:
    """Return answers as text; ValueError for what is no mapping of plain values."""
    if not isinstance(plain, Mapping) or any(isinstance(value, (Mapping, list)) for value in plain.values()):
        raise ValueError("answers are a mapping of KEY to a plain VALUE")
    return {str(key): _text(value) for key, value in plain.items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _backend(environment: Mapping[str, str], answers: Mapping[str, str]) -> Backend:
    if environment.get(RECORD):
        from compat.backends.record import Recorder

        main = environment.get(MAIN, "")
        child = "" if main in {"", str(os.getpid())} else str(os.getpid())
        return Recorder(Path(environment[RECORD]), answers, child)
    from compat.backends.live import Live

    if not _installed("azure", "azure.ai", "azure.ai.ml", "azure.identity"):
        raise ImportError("running on v2 needs azure-ai-ml and azure-identity: install the extra azure")
    return Live()


def _installed(*packages: str) -> bool:
    """Tell whether packages are there, without loading them; a parent stands before what is in it."""
    return all(importlib.util.find_spec(name) is not None for name in packages)
