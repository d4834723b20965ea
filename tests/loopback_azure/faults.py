"""What may go wrong, on demand.

`azure.faults.arm(Answer(403, "Forbidden", "no"), "PUT", "**/onlineEndpoints/*", nth=2)` makes the second
such request fail, once. The rule it returns says how often it fired and can be disarmed.
"""

from __future__ import annotations

import contextlib
import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback_azure.message import Request, Response, error_response

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Answer:
    """Answer with an error instead of doing what was asked. `retry_after` is in seconds."""

    status: int
    code: str
    message: str
    retry_after: int | None = None

    def response(self) -> Response:
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return error_response(self.status, self.code, self.message, headers)


@dataclass(frozen=True)
class Slow:
    """Do what was asked, after this many seconds."""

    seconds: float


@dataclass(frozen=True)
class Cut:
    """Cut the connection: before anything is done, or (`performed`) half-way through the answer."""

    performed: bool = True


@dataclass(frozen=True)
class FailOperation:
    """Accept the request; the long operation that it starts ends as failed with this code and message."""

    code: str
    message: str


Fault = Answer | Slow | Cut | FailOperation

FORBIDDEN = Answer(403, "AuthorizationFailed", "The client does not have authorization to perform action.")
CONFLICT = Answer(409, "Conflict", "Another operation on this resource is in progress.")
THROTTLED = Answer(429, "TooManyRequests", "Too many requests, please retry later.", retry_after=1)


class DisconnectedError(Exception):
    """Tells the connection to end; with half of a response, or with none."""

    def __init__(self, response: Response | None) -> None:
        super().__init__("the connection is cut")
        self.response = response


@dataclass
class Rule:
    """A fault that waits for its request."""

    fault: Fault
    method: str
    path: str
    nth: int
    times: int | None
    matched: int = 0
    fired: int = 0
    disarmed: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.pattern = path_pattern(self.path)

    def disarm(self) -> None:
        self.disarmed = True

    def counts(self, request: Request) -> bool:
        """Count the request if it fits; say whether it is one that the rule wants."""
        if self.disarmed or self.method not in {"*", request.method}:
            return False
        if not self.pattern.match(request.path):
            return False
        self.matched += 1
        return self.matched >= self.nth and (self.times is None or self.fired < self.times)


class Faults:
    """The rules armed now. Where several fit, the oldest wins."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def arm(
        self, fault: Fault, method: str = "*", path: str = "**", *, nth: int = 1, times: int | None = 1
    ) -> Rule:
        """Arm a fault for the nth request that fits, and for `times` requests from there (None: for ever).

        In `path`, `*` is any part of one segment and `**` any number of segments; case does not matter.
        """
        rule = Rule(fault, method.upper(), path, nth, times)
        with self._lock:
            self._rules.append(rule)
        return rule

    @contextlib.contextmanager
    def armed(
        self, fault: Fault, method: str = "*", path: str = "**", *, nth: int = 1, times: int | None = 1
    ) -> Iterator[Rule]:
        """Arm a fault for the length of a `with` block."""
        rule = self.arm(fault, method, path, nth=nth, times=times)
        try:
            yield rule
        finally:
            rule.disarm()

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def next_for(self, request: Request) -> Rule | None:
        with self._lock:
            ready = [rule for rule in self._rules if rule.counts(request)]
            if ready:
                ready[0].fired += 1
        return ready[0] if ready else None


def path_pattern(glob: str) -> re.Pattern[str]:
    """Translate a path glob: `*` within a segment, `**` across segments."""
    expression = re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.compile(f"^{expression}$", re.IGNORECASE)
