"""An Azure on 127.0.0.1 for tests: the real SDKs run against it unmodified. See README.md."""

from tests.loopback_azure.azure import Azure
from tests.loopback_azure.faults import CONFLICT, FORBIDDEN, THROTTLED, Answer, Cut, FailOperation, Slow
from tests.loopback_azure.journal import Entry, Journal
from tests.loopback_azure.message import Request, Response, error_response, json_response
from tests.loopback_azure.script import run_python, run_script
from tests.loopback_azure.state import Scope

__all__ = [
    "CONFLICT",
    "FORBIDDEN",
    "THROTTLED",
    "Answer",
    "Azure",
    "Cut",
    "Entry",
    "FailOperation",
    "Journal",
    "Request",
    "Response",
    "Scope",
    "Slow",
    "error_response",
    "json_response",
    "run_python",
    "run_script",
]
