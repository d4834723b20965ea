"""Calling a service, and what it wrote: the body goes out as it is, with a key asked for each time, as in v1."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from compat.azureml.exceptions import WebserviceException
from compat.backends.backend import Answer, EndpointFacts, Scope
from compat.runtime.session import current
from compat.value import Secret

if TYPE_CHECKING:
    from compat.azureml.core.webservice.webservice import Webservice


_LOGGER = logging.getLogger("compat")


def run(service: Webservice, body: Any) -> Any:
    """Post a body and return the answer's JSON; one more try with a new key after 401."""
    if not service.scoring_uri:
        raise WebserviceException(
            "Error attempting to call webservice, scoring_uri unavailable. This could be due to a failed deployment, "
            f"or the service is not ready yet.\nCurrent State: {service.state}\nErrors: {service.error}"
        )
    answer = _post(service, body)
    if answer.status == 401:
        answer = _post(service, body)
    if answer.status == 200:
        return json.loads(answer.content)
    raise WebserviceException(
        "Received bad response from service. More information can be found by calling `.get_logs()` on the "
        f"webservice object.\nResponse Code: {answer.status}\nHeaders: {dict(answer.headers)}\n"
        f"Content: {answer.content!r}"
    )


def _post(service: Webservice, body: Any) -> Answer:
    backend, scope = current().backend, service.workspace.scope
    if str(service.scoring_uri).startswith("http://"):
        _LOGGER.warning(
            "the credentials of %s go over plain HTTP: its cluster's router has no TLS", service.name
        )
    if service.auth_enabled:
        credential = Secret(backend.keys(scope, service.name)[0])
    else:
        credential = Secret(backend.token(scope, service.name).access_token)
    return backend.score(str(service.scoring_uri), body, credential)


def logs(scope: Scope, facts: EndpointFacts, lines: int, *, init: bool) -> str:
    """Return the logs of every deployment; of one alone without its name."""
    backend = current().backend
    found = {
        one.name: backend.logs(scope, facts.name, one.name, lines, init=init) for one in facts.deployments
    }
    if len(found) == 1:
        return next(iter(found.values()))
    return "".join(f"== {name}\n{text}" for name, text in found.items())


def has_model(facts: EndpointFacts, name: str | None, id: str | None) -> bool:
    """Tell whether an endpoint serves a model; without a question it does."""
    if not name and not id:
        return True
    served = {(one.model or "").removeprefix("azureml:") for one in facts.deployments}
    return id in served if id else any(one.rpartition(":")[0] == name for one in served)
