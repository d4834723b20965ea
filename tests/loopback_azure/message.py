"""What goes over the wire: one request, one response, and the route that leads from one to the other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from tests.loopback_azure.faults import FailOperation

# Documents of a foreign service: their shape is the vendor's, not ours.
JsonObject = dict[str, Any]

LOOPBACK_HOST = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """A request as the service sees it, however it came: directly, or through the intercepting proxy."""

    method: str
    base: str  # scheme, host and port the client used, e.g. "https://management.azure.com"
    host: str  # host name alone
    path: str  # percent-decoded
    query: Mapping[str, str]
    headers: Mapping[str, str]  # keys in lower case
    body: bytes = b""
    failure: FailOperation | None = None  # armed against the long operation this request starts

    @property
    def intercepted(self) -> bool:
        """Whether the client believes that it talks to the real Azure."""
        return self.host not in {LOOPBACK_HOST, "localhost"}

    def json(self) -> Any:
        """Return the parsed body; None when there is none or when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def document(self) -> JsonObject:
        """Return the body as a JSON object; an empty one when it is anything else."""
        parsed = self.json()
        return parsed if isinstance(parsed, dict) else {}


@dataclass(frozen=True)
class Response:
    """Status, headers and body of an answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(status: int, document: object, headers: Mapping[str, str] | None = None) -> Response:
    content = {"Content-Type": "application/json; charset=utf-8"}
    return Response(status, json.dumps(document).encode(), content | dict(headers or {}))


def error_response(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with the error envelope which both control planes use."""
    return json_response(status, {"error": {"code": code, "message": message}}, headers)


def page(request: Request, items: list[JsonObject], size: int | None = None) -> Response:
    """Answer with a list; with a `size`, in pages of that many items which link to the next one."""
    first = int(request.query.get("$skip", 0))
    last = len(items) if size is None else first + size
    document: JsonObject = {"value": items[first:last]}
    if last < len(items):
        query = {**request.query, "$skip": str(last)}
        document["nextLink"] = f"{request.base}{quote(request.path)}?{urlencode(query)}"
    return json_response(200, document)


class RefusedError(Exception):
    """A handler's refusal; the server turns it into an error answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.response = error_response(status, code, message)


Handler = Callable[[Request, Mapping[str, str]], Response]


@dataclass(frozen=True)
class Route:
    """A method, a path template (`{name}` is one segment, `{name*}` the rest) and who answers."""

    method: str
    template: str
    handler: Handler
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", _compiled(self.template))


def _compiled(template: str) -> re.Pattern[str]:
    # Azure compares resource paths without regard to case, and SDKs disagree on "resourcegroups".
    expression = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.*)", re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))
    return re.compile(f"^{expression}/?$", re.IGNORECASE)
