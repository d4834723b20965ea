"""Sign-in: service principals at the login host, managed identity at an endpoint on this machine."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from tests.loopback_azure.message import JsonObject, Request, Response, Route, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.state import State

LIFETIME_SECONDS = 86400
LOGIN = "https://login.microsoftonline.com"
MSI_PATH = "/msi/token"


class SignIn:
    """Everybody who asks gets a token; the journal says who asked and for what."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/common/discovery/instance", self._instance),
            Route("GET", "/{tenant}/v2.0/.well-known/openid-configuration", self._configuration),
            Route("GET", "/{tenant}/.well-known/openid-configuration", self._configuration),
            Route("POST", "/{tenant}/oauth2/v2.0/token", self._service_principal),
            Route("POST", "/{tenant}/oauth2/token", self._service_principal),
            Route("GET", MSI_PATH, self._managed_identity),
            Route("POST", MSI_PATH, self._managed_identity),
        ]

    def token(self, audience: str = "https://management.azure.com/") -> str:
        """Return a token which SDKs can read: the claims they look at, and no valid signature."""
        scope = self._state.scope
        now = int(time.time())
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{scope.tenant}/",
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME_SECONDS,
            "tid": scope.tenant,
            "oid": scope.client_id,
            "appid": scope.client_id,
            "upn": "somebody@example.com",
        }
        return ".".join([_segment({"alg": "RS256", "typ": "JWT"}), _segment(claims), "bG9vcGJhY2s"])

    def _instance(self, request: Request, names: Mapping[str, str]) -> Response:
        endpoint = f"{LOGIN}/{self._state.scope.tenant}/v2.0/.well-known/openid-configuration"
        host = {
            "preferred_network": "login.microsoftonline.com",
            "preferred_cache": "login.windows.net",
            "aliases": ["login.microsoftonline.com", "login.windows.net"],
        }
        return json_response(200, {"tenant_discovery_endpoint": endpoint, "metadata": [host]})

    def _configuration(self, request: Request, names: Mapping[str, str]) -> Response:
        base = f"{LOGIN if request.intercepted else request.base}/{names['tenant']}"
        document = {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        }
        return json_response(200, document)

    def _service_principal(self, request: Request, names: Mapping[str, str]) -> Response:
        form = parse_qs(request.body.decode())
        audience = (form.get("scope") or form.get("resource") or [""])[0].removesuffix("/.default")
        answer = self._answer(audience)
        return json_response(200, answer | {"expires_in": LIFETIME_SECONDS})

    def _managed_identity(self, request: Request, names: Mapping[str, str]) -> Response:
        form = {key: values[0] for key, values in parse_qs(request.body.decode()).items()}
        resource = request.query.get("resource") or form.get("resource", "")
        expiry = int(time.time()) + LIFETIME_SECONDS
        return json_response(200, self._answer(resource) | {"expires_on": str(expiry), "resource": resource})

    def _answer(self, audience: str) -> JsonObject:
        return {
            "token_type": "Bearer",
            "access_token": self.token(audience),
            "client_id": self._state.scope.client_id,
            "ext_expires_in": LIFETIME_SECONDS,
        }


def _segment(part: JsonObject) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
