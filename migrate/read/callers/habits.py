"""How a file calls a service: header, timeout, payload, status codes. Searched in files that call one, nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from compat.mapping.calling import Sign

_HTTP = re.compile(
    r"\brequests\s*\.\s*(?:post|get|request|Session)\b|\bhttpx\b|\baiohttp\b|\burllib|\bhttp\.client\b|\bfetch\s*\("
    r"|\baxios\b|\bHttpClient\b|\bcurl\b|\bInvoke-(?:RestMethod|WebRequest)\b|\bRestClient\b|\bXMLHttpRequest\b"
)
"""What sends a request; a file that sends none has no habits of a caller."""


@dataclass(frozen=True)
class Habit:
    """One habit: where it starts in the text, and how it is written; what follows ``Bearer`` is a secret."""

    start: int
    sign: Sign
    shown: str
    seconds: float | None = None
    """How long a timeout is, where its unit is certain."""


_UNITS = {
    # what a file has to name, and the unit of its timeouts in seconds
    "requests": (re.compile(r"\b(?:requests|httpx)\b"), 1.0),
    "axios": (re.compile(r"\baxios\b"), 0.001),
}
_NUMBER = r"(?P<number>\d[\d_]*(?:\.\d+)?)"
_TIMEOUTS = (
    # how it is written, and its unit in seconds; None: it depends on the library
    (
        re.compile(rf"(?<![\w.])timeout\s*=\s*(?P<pair>\(\s*\d[\d_.]*\s*,\s*)?{_NUMBER}(?(pair)\s*\))"),
        "requests",
    ),
    (re.compile(rf"(?<![\w.])timeout\s*:\s*{_NUMBER}"), "axios"),
    (re.compile(rf"--max-time[ =]{_NUMBER}"), 1.0),
    (re.compile(rf"-TimeoutSec\s+{_NUMBER}"), 1.0),
    (re.compile(rf"TimeSpan\.FromSeconds\({_NUMBER}\)"), 1.0),
    (re.compile(rf"TimeSpan\.FromMinutes\({_NUMBER}\)"), 60.0),
    (re.compile(rf"TimeSpan\.FromMilliseconds\({_NUMBER}\)"), 0.001),
)
_HEADER = re.compile(r"Authorization\b[\s\S]{0,60}?\bBearer\b|\bAuthenticationHeaderValue\(\s*\"Bearer\"")
_KEY = r"(?=[^\"'\s]*[a-z])(?=[^\"'\s]*[A-Z])(?=[^\"'\s]*\d)[A-Za-z0-9+/]{32,90}={0,2}"
"""A key as v1 makes it: 32 letters and digits, or more in base 64."""
_WRITTEN_KEY = re.compile(
    rf"(?P<name>\b\w{{0,40}}(?i:key|token)\b)[\"']?\s*[:=]\s*\(?\s*[\"']{_KEY}[\"']"
    rf"|\b(?P<bearer>(?i:Bearer))[\"'\s+]{{1,8}}{_KEY}(?![\w+/=])"
)
_PAYLOADS = (
    (re.compile(r"[\"']data[\"']\s*:\s*(?![\"'\s])"), '{"data": ...}'),
    (re.compile(r"[\"']input_data[\"']\s*:"), '{"input_data": ...}'),
    (re.compile(r"\bjson\.dumps\s*\("), "json.dumps(...)"),
    (re.compile(r"\bJSON\.stringify\s*\("), "JSON.stringify(...)"),
)
_PASSED = re.compile(r"\brun\s*\(\s*input_data\s*=(?!=)")
_REFRESH = re.compile(r"\brefresh_(?:after|by)\b|\brefresh(?:After|By)\b")
_RETRIES = re.compile(r"status|retr(?:y|ies)", re.IGNORECASE)
_CODES = re.compile(r"(?<![\w.])50[234](?![\w.])")
_NEAR = 80
"""Characters before and after a number, in its line, in which it has to be called a status code."""


def sends(text: str) -> bool:
    """Tell whether a text sends HTTP requests."""
    return _HTTP.search(text) is not None


def habits(text: str) -> Iterator[Habit]:
    """Yield the habits of a text that sends requests; each way of writing one is told once."""
    yield from _once(_timeouts(text), _headers(text), _keys(text), _payloads(text), _retries(text))


def habits_of_objects(text: str) -> Iterator[Habit]:
    """Yield the habits of a text that uses a service's object, whether or not it sends requests itself."""
    yield from _once(_refreshes(text), _passed(text))


def _once(*found: Iterable[Habit]) -> Iterator[Habit]:
    told: set[tuple[Sign, str]] = set()
    for habit in chain(*found):
        if (habit.sign, habit.shown) not in told:
            told.add((habit.sign, habit.shown))
            yield habit


def _refreshes(text: str) -> Iterator[Habit]:
    for match in _REFRESH.finditer(text):
        yield Habit(match.start(), Sign.REFRESH, match[0])


def _passed(text: str) -> Iterator[Habit]:
    match = _PASSED.search(text)
    if match is not None:
        yield Habit(match.start(), Sign.PAYLOAD, "input_data=...")


def _timeouts(text: str) -> Iterator[Habit]:
    for pattern, unit in _TIMEOUTS:
        for match in pattern.finditer(text):
            each = unit if isinstance(unit, float) else _unit(unit, text)
            seconds = None if each is None else float(match["number"].replace("_", "")) * each
            yield Habit(match.start(), Sign.TIMEOUT, " ".join(match[0].split()), seconds)


def _unit(library: str, text: str) -> float | None:
    """Return the unit of a library's timeouts, if the text names the library."""
    named, unit = _UNITS[library]
    return unit if named.search(text) else None


def _headers(text: str) -> Iterator[Habit]:
    for match in _HEADER.finditer(text):
        yield Habit(match.start(), Sign.HEADER, "Authorization: Bearer")


def _keys(text: str) -> Iterator[Habit]:
    for match in _WRITTEN_KEY.finditer(text):
        yield Habit(match.start(), Sign.WRITTEN_KEY, f"{match['name'] or match['bearer']} <secret>")


def _payloads(text: str) -> Iterator[Habit]:
    for pattern, shown in _PAYLOADS:
        match = pattern.search(text)
        if match is not None:
            yield Habit(match.start(), Sign.PAYLOAD, shown)


def _retries(text: str) -> Iterator[Habit]:
    for code in _CODES.finditer(text):
        start = max(text.rfind("\n", 0, code.start()) + 1, code.start() - _NEAR)
        end = text.find("\n", code.end())
        end = min(len(text) if end < 0 else end, code.end() + _NEAR)
        if _RETRIES.search(text, start, end):
            yield Habit(code.start(), Sign.RETRY, code[0])
