"""One trial: serve the script in the real server, send it the sample request, and say how it went."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from http.client import HTTPException
from pathlib import Path

from migrate.doctor.diagnosis import diagnosis
from migrate.doctor.launcher import MISSING, UNKNOWN
from migrate.doctor.model_folder import laid_out
from migrate.doctor.request import Request
from migrate.doctor.server import Answer, Server, Setup, serving

_LOG = 200_000
_FAILED = "x-ms-run-function-failed"


class Result(Enum):
    """How a trial ended. Only the first two are good; the last two say nothing of the script."""

    ANSWERED = "it started and answered"
    STARTED = "it started; no request was sent"
    DID_NOT_START = "it did not start"
    TOO_SLOW = "it did not start in time"
    FAILED = "it started, and failed on the request"
    SILENT = "it started, and gave no whole answer in time"
    NO_SERVER = "the scoring server is not installed"
    UNKNOWN_SERVER = "the installed scoring server is not one we know how to keep on the loopback address"


@dataclass(frozen=True)
class Wish:
    """What to try. ``model`` is the file or folder as registered; ``model_folder`` the finished folder instead.

    ``code`` is the folder of ``code_configuration`` (None: the script's own); the rest is how long each step may take.
    """

    script: Path
    python: str
    code: Path | None = None
    model: Path | None = None
    model_folder: Path | None = None
    request: Request | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    start_seconds: float = 60
    request_seconds: float = 60


@dataclass(frozen=True)
class Trial:
    """How it went: the answer where there is one, what the log says of a failure, and the log itself."""

    result: Result
    answer: Answer | None = None
    sample: Request | None = None
    sentences: tuple[str, ...] = ()
    log: str = ""


def tried(wish: Wish) -> Trial:
    """Serve the script once and return how it went. This runs the script.

    Raises ``OSError`` where the Python cannot be started or the model cannot be laid out.
    """
    with tempfile.TemporaryDirectory(prefix="migrate-doctor-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        folder = laid_out(wish.model, work) if wish.model is not None else wish.model_folder
        setup = Setup(
            wish.python,
            wish.script.resolve(),
            (wish.code or wish.script.parent).resolve(),
            folder,
            wish.variables,
            work / "server.log",
            wish.start_seconds,
            wish.request_seconds,
        )
        with serving(setup) as server:
            found = _exchange(server, wish)
        return _explained(found, setup)


def _exchange(server: Server, wish: Wish) -> Trial:
    if not server.live():
        ended = {None: Result.TOO_SLOW, MISSING: Result.NO_SERVER, UNKNOWN: Result.UNKNOWN_SERVER}
        return Trial(ended.get(server.exit_code, Result.DID_NOT_START))
    sample = wish.request or _described(server)
    if sample is None:
        return Trial(Result.STARTED)
    try:
        answer = server.ask("POST", "/score", sample.body, sample.content_type)
    except (OSError, HTTPException):
        return Trial(Result.SILENT, None, sample)
    failed = answer.status >= 400 or _told(answer, _FAILED).lower() == "true"
    return Trial(Result.FAILED if failed else Result.ANSWERED, answer, sample)


def _described(server: Server) -> Request | None:
    """Return the sample that the script's own schema gives: the server writes it into its Swagger document."""
    try:
        document = json.loads(server.ask("GET", "/swagger.json").body)
        example = document["definitions"]["ServiceInput"]["example"]
    except (OSError, HTTPException, ValueError, LookupError, TypeError):
        return None
    return Request(json.dumps(example).encode()) if isinstance(example, dict) and example else None


def _told(answer: Answer, header: str) -> str:
    return next((value for name, value in answer.headers if name.lower() == header), "")


def _explained(trial: Trial, setup: Setup) -> Trial:
    if trial.result in {Result.ANSWERED, Result.STARTED}:
        return trial
    with setup.log.open("rb") as file:
        file.seek(max(0, setup.log.stat().st_size - _LOG))
        log = file.read().decode("utf-8", "replace")
    sentences = diagnosis(log, setup.python, setup.model_folder)
    return Trial(trial.result, trial.answer, trial.sample, sentences, log)
