"""Waiting for what is under way, with what v1 prints and raises."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from compat.azureml.exceptions import WebserviceException
from compat.backends.backend import Failure, Operation
from compat.runtime import readback
from compat.runtime.refusal import CompatUnsupported
from compat.runtime.session import current

if TYPE_CHECKING:
    from compat.azureml.core.webservice.webservice import Webservice

LOOK_EVERY_SECONDS = 5.0
_TIPS = (
    "Tips: You can try get_logs(): https://aka.ms/debugimage#dockerlog or local deployment: "
    "https://aka.ms/debugimage#debug-locally to debug if deployment takes longer than 10 minutes."
)


def wait(service: Webservice, *, show_output: bool, timeout: float | None) -> None:
    """Wait for a service's deployment; the last line is always printed."""
    if show_output:
        print(_TIPS)
    operation = service._operation
    if operation is None:
        service._refresh()
        raise WebserviceException(
            f"Long running operation information not known, unable to poll. Current state is {service.state}"
        )
    _watch(operation, show_output=show_output, timeout=timeout)
    failure = operation.outcome()
    service._refresh()
    if failure is not None:
        raise _failed(service, operation, failure) from failure
    print(f'{service._webservice_type} service creation operation finished, operation "Succeeded"')


def _watch(operation: Operation, *, show_output: bool, timeout: float | None) -> None:
    ended = operation.wait(0)
    if show_output:
        _write(_word(operation) if ended else "Running")
    if ended:
        return
    start = time.monotonic()
    while not ended:
        if timeout is not None and time.monotonic() - start >= timeout:
            raise WebserviceException(
                f"Deployment polling exceeded timeout override of {timeout}s. Current status: Running\nDeployment may "
                "be                     transitioning or unhealthy, use update_deployment_state() to fetch the latest "
                "status of                         the webservice"
            )
        ended = operation.wait(LOOK_EVERY_SECONDS)
        if show_output:
            _write(".")
    if show_output:
        _write(f"\n{_word(operation)}\n")


def _word(operation: Operation) -> str:
    return "Succeeded" if operation.outcome() is None else "Failed"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _failed(service: Webservice, operation: Operation, failure: Failure) -> WebserviceException:
    from compat.azureml.core.webservice.webservice import error_text

    left = f"\n{failure.left}" if failure.left else ""
    return WebserviceException(
        "Service deployment polling reached non-successful terminal state, current service state: "
        f"{service.state}\nOperation ID: {operation.id}\nMore information can be found using '.get_logs()'\n"
        f"Error:\n{error_text(failure)}{left}"
    )


def delete(service: Webservice) -> None:
    """Delete a service and wait, with v1's output."""
    scope, backend = service.workspace.scope, current().backend
    facts = backend.endpoint(scope, service.name)
    if facts is None:
        print(f"No service with name {service.name} found to delete.")
        return
    if not readback.is_ours(facts) and "foreign-endpoint" not in current().accepted:
        raise foreign(service.name, "delete")
    operation = backend.delete_endpoint(scope, service.name)
    service.state = "Deleting"
    _watch(operation, show_output=True, timeout=None)
    failure = operation.outcome()
    if failure is not None:
        raise failure


def foreign(name: str, verb: str) -> CompatUnsupported:
    """Return the refusal to touch an endpoint that compat did not make."""
    return CompatUnsupported(
        f"{verb} {name}",
        "The endpoint was not made by compat, so it may belong to somebody else.",
        f"Look at it: az ml online-endpoint show --name {name}.",
        "--accept foreign-endpoint",
    )
