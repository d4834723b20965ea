"""A whole run, saved: what was known, asked and seen. It can be judged again offline."""

import json
from dataclasses import dataclass
from pathlib import Path

from connectivity.codec import Json, MalformedError, decode, encode
from connectivity.fact import Fact
from connectivity.observation import Observation
from connectivity.target import Target
from connectivity.verdict import Verdict

SCHEMA = 1
# Fields of a report beside the run itself.
BESIDES = {"schema", "changes"}


class UnreadableRunError(ValueError):
    """A file that is not a saved run of this schema."""


@dataclass(frozen=True)
class Known:
    """A value of the context and where it came from."""

    setting: str
    value: str
    origin: str


@dataclass(frozen=True)
class Run:
    """`started` is ISO 8601 in UTC.

    `undone` are sentences about what could not be done at all, `notes` about what is worth knowing.
    """

    started: str
    version: str
    context: tuple[Known, ...]
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    facts: tuple[Fact, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    undone: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def to_json(run: Run) -> dict[str, Json]:
    """The saved form: the run with its schema number in front."""
    body = encode(run)
    if not isinstance(body, dict):
        raise TypeError("a run encodes to an object")
    return {"schema": SCHEMA, **body}


def read_run(path: Path) -> Run:
    """Read a saved run. Raises UnreadableRunError with a sentence that names the file and the place."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableRunError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableRunError(f"{path}: is not a JSON report of this tool") from error
    return from_json(data, str(path))


def from_json(data: object, name: str) -> Run:
    """Build a run from parsed JSON; `name` is what error messages call it."""
    if not isinstance(data, dict) or "schema" not in data:
        raise UnreadableRunError(f"{name}: is not a JSON report of this tool")
    if data["schema"] != SCHEMA:
        raise UnreadableRunError(f"{name}: has schema {data['schema']!r}, this version reads {SCHEMA}")
    try:
        return decode(Run, {key: item for key, item in data.items() if key not in BESIDES}, "report")
    except MalformedError as error:
        raise UnreadableRunError(f"{name}: {error}") from error
