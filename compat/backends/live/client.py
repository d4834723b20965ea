"""Clients of azure-ai-ml by workspace, and the one place where the vendor's errors become ours."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from compat.backends.backend import Failure, Scope, SignIn

T = TypeVar("T")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_AUDIENCE = "https://management.azure.com"


@dataclass(frozen=True)
class Connection:
    """A client for one workspace. ``Any``: the vendor's classes are not typed for us."""

    ml: Any
    credential: Any


class Connected:
    """Keeps a client for each workspace and sign-in."""

    def __init__(self) -> None:
        self._connections: dict[Scope, Connection] = {}

    def connection(self, scope: Scope) -> Connection:
        """Return the client of a workspace, made the first time."""
        found = self._connections.get(scope)
        if found is None:
            with failures():
                found = self._connections[scope] = _connect(scope)
        return found

    def arm(self, scope: Scope) -> Any:
        """Return a client of the resource manager, for requests that the SDK has no method for."""
        from azure.mgmt.core import ARMPipelineClient
        from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

        policy = ARMChallengeAuthenticationPolicy(self.connection(scope).credential, f"{_AUDIENCE}/.default")
        return ARMPipelineClient(_AUDIENCE, policies=[policy])

    def ml(self, scope: Scope) -> Any:
        """Return the ``MLClient`` of a workspace."""
        return self.connection(scope).ml


def _connect(scope: Scope) -> Connection:
    from azure.ai.ml import MLClient

    options = {} if scope.sign_in.cloud in {None, "AzureCloud"} else {"cloud": scope.sign_in.cloud}
    credential = _credential(scope.sign_in)
    client = MLClient(credential, scope.subscription, scope.resource_group, scope.workspace, **options)
    return Connection(client, credential)


def _credential(sign_in: SignIn) -> Any:
    """Return the credential that signs in as the v1 object did: never another identity that happens to be there."""
    from azure import identity

    if sign_in.kind == "principal" and sign_in.secret is not None:
        secret = sign_in.secret.reveal()
        return identity.ClientSecretCredential(sign_in.tenant, sign_in.client, secret)
    if sign_in.kind == "managed":
        return identity.ManagedIdentityCredential(client_id=sign_in.client)
    if sign_in.kind == "cli":
        return identity.AzureCliCredential()
    if sign_in.kind == "token" and callable(sign_in.token):
        return _Given(sign_in.token)
    return _interactive(sign_in)


def _interactive(sign_in: SignIn) -> Any:
    """Return v1's order: the machine's identity where there is one, the Azure CLI's login, then a browser."""
    import os

    from azure import identity

    if os.environ.get("MSI_ENDPOINT") or os.environ.get("IDENTITY_ENDPOINT"):
        return identity.ManagedIdentityCredential()
    tenant = {"tenant_id": sign_in.tenant} if sign_in.tenant else {}
    return identity.ChainedTokenCredential(
        identity.AzureCliCredential(**tenant), identity.InteractiveBrowserCredential(**tenant)
    )


class _Given:
    """A credential on v1's ``get_token_for_audience``."""

    def __init__(self, function: Callable[[str], str]) -> None:
        self._function = function

    def get_token(self, *scopes: str, **options: object) -> Any:
        """Return the caller's token, to be asked for again within the hour."""
        import time

        from azure.core.credentials import AccessToken

        audience = scopes[0].removesuffix("/.default") if scopes else _AUDIENCE
        return AccessToken(self._function(audience), int(time.time()) + 3000)


@contextlib.contextmanager
def failures() -> Iterator[None]:
    """Turn the vendor's errors into ``Failure``: what Azure answered, or why there was no answer."""
    from azure.ai.ml.exceptions import MlException
    from azure.core.exceptions import AzureError, HttpResponseError

    try:
        yield
    except HttpResponseError as error:
        raise failure_of(error) from error
    except (AzureError, MlException) as error:
        raise Failure(_COLOUR.sub("", str(error)).strip()) from error


def failure_of(error: Any) -> Failure:
    """Return an error answer of Azure: status, headers and content, with code and message in the sentence."""
    response, plain = error.response, error.error
    code, message = getattr(plain, "code", None), getattr(plain, "message", None)
    sentence = f"{code}: {message}" if code else _COLOUR.sub("", str(error.message)).strip()
    headers = dict(response.headers) if response is not None else {}
    content = b""
    if response is not None:
        with contextlib.suppress(Exception):  # a body that cannot be read must not hide the error
            content = response.text().encode()
    return Failure(sentence, error.status_code, headers, content)


def absent(failure: Failure) -> bool:
    """Tell whether a failure says that something is not there."""
    return failure.status == 404


def maybe(ask: Callable[[], T]) -> T | None:
    """Return what a request answers, or None for what is not there; every other error is a ``Failure``."""
    try:
        with failures():
            return ask()
    except Failure as failure:
        if not absent(failure):
            raise
    return None
