"""The sample request: from a file, or written out on the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

JSON = "application/json"
_BY_SUFFIX = {".json": JSON, ".txt": "text/plain", ".csv": "text/csv"}


class RequestError(Exception):
    """The sample request cannot be used; the message says why and what to give."""


@dataclass(frozen=True)
class Request:
    """What is posted to ``/score``."""

    body: bytes
    content_type: str = JSON


def request_of(given: str, content_type: str = "") -> Request:
    """Return the request that a file name or a JSON text means.

    A text that parses as JSON is the body itself; else it names a file, whose suffix says the type of its content.
    """
    try:
        json.loads(given)
    except ValueError:
        file = Path(given)
    else:
        return Request(given.encode(), content_type or JSON)
    if not file.is_file():
        said = "is neither a file nor JSON; quote JSON for the shell, as in --request '{\"data\": [1]}'"
        raise RequestError(f"--request {given!r} {said}")
    return Request(
        file.read_bytes(), content_type or _BY_SUFFIX.get(file.suffix.lower(), "application/octet-stream")
    )
