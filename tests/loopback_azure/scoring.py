"""Scoring addresses: they answer as a deployed scoring script behind Azure's router would.

Until a test says otherwise, a deployment echoes what it gets. The split of traffic is deterministic: of any
hundred requests in a row, each deployment gets exactly its share, evenly spread.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tests.loopback_azure.message import Request, Response, Route, error_response, json_response

DEPLOYMENT_HEADER = "azureml-model-deployment"
MANAGED_HOST = re.compile(r"^(?P<endpoint>[^.]+)\.[^.]+\.inference\.ml\.azure\.com$")
Scorer = Callable[[Request], Response]


@dataclass(frozen=True)
class Served:
    """One request that a deployment (of v2) or a service (of v1, without deployment) has answered."""

    name: str
    deployment: str | None
    status: int
    mirrored: bool = False


@dataclass(frozen=True)
class Target:
    """What the router knows of an endpoint or a v1 service when a request comes in."""

    tokens: frozenset[str] | None  # None: open to everybody
    deployments: Mapping[str, int]  # ready ones, with their share of the traffic; empty for v1
    mirror: Mapping[str, int]
    entra: bool = False  # accepts any token of the sign-in service


class Scoring:
    """The routers of all endpoints and services."""

    def __init__(
        self, endpoint: Callable[[str], Target | None], service: Callable[[str], Target | None]
    ) -> None:
        self.served: list[Served] = []
        self._endpoint = endpoint
        self._service = service
        self._scorers: dict[tuple[str, str | None], Scorer] = {}
        self._credits: dict[tuple[str, str], dict[str, int]] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        endpoint, service = "/api/v1/endpoint/{name}", "/api/v1/service/{name}"
        return [
            Route("POST", endpoint + "/score", self._score_endpoint),
            Route("GET", endpoint + "/swagger.json", self._swagger),
            Route("GET", endpoint, self._healthy),
            Route("POST", service + "/score", self._score_service),
            Route("GET", service + "/swagger.json", self._swagger),
            Route("GET", service, self._healthy),
        ]

    @staticmethod
    def rewrite(request: Request) -> Request:
        """Give requests for a managed endpoint's host the path that the routes know."""
        host = MANAGED_HOST.match(request.host)
        if not host:
            return request
        return replace(request, path=f"/api/v1/endpoint/{host['endpoint']}{request.path}")

    def answer_with(self, name: str, scorer: Scorer, deployment: str | None = None) -> None:
        """Let a deployment of an endpoint (or, without deployment, a v1 service) answer with `scorer`."""
        self._scorers[name, deployment] = scorer

    def counts(self, name: str) -> dict[str, int]:
        """Return how many requests each deployment of an endpoint answered, mirrored ones apart."""
        mine = [one for one in self.served if one.name == name and not one.mirrored]
        return {
            d: sum(one.deployment == d for one in mine) for d in sorted({str(o.deployment) for o in mine})
        }

    def mirrored(self, name: str) -> int:
        """Return how many requests to an endpoint were copied to its mirror."""
        return sum(one.name == name and one.mirrored for one in self.served)

    def _score_service(self, request: Request, names: Mapping[str, str]) -> Response:
        target = self._service(names["name"])
        if target is None:
            return error_response(404, "NotFound", f"No service {names['name']} here.")
        if not _allowed(request, target):
            return _unauthorized()
        return self._serve(request, names["name"], None)

    def _score_endpoint(self, request: Request, names: Mapping[str, str]) -> Response:
        name = names["name"]
        target = self._endpoint(name)
        if target is None:
            return error_response(404, "NotFound", f"No endpoint {name} here.")
        if not _allowed(request, target):
            return _unauthorized()
        asked = request.headers.get(DEPLOYMENT_HEADER)
        deployment = asked if asked in target.deployments else None
        if not asked:
            deployment = self._turn(name, "live", target.deployments)
        if deployment is None:
            message = f"No deployment {asked}." if asked else "No valid deployment with positive weight."
            return error_response(404, "NotFound", message)
        if not asked:
            self._mirror(request, name, target)
        return self._serve(request, name, deployment)

    def _mirror(self, request: Request, name: str, target: Target) -> None:
        for deployment, share in target.mirror.items():
            chosen = self._turn(name, "mirror", {deployment: share, "": 100 - share})
            if chosen:
                self._serve(request, name, chosen, mirrored=True)

    def _turn(self, name: str, purpose: str, shares: Mapping[str, int]) -> str | None:
        """Choose by smooth weighted turns: each gains its share, the richest goes and pays the total."""
        wanted = {deployment: share for deployment, share in shares.items() if share > 0}
        if not wanted:
            return None
        with self._lock:
            credit = self._credits.setdefault((name, purpose), {})
            for gone in set(credit) - set(wanted):
                del credit[gone]
            for deployment, share in wanted.items():
                credit[deployment] = credit.get(deployment, 0) + share
            chosen = max(wanted, key=lambda deployment: (credit[deployment], deployment))
            credit[chosen] -= sum(wanted.values())
            return chosen

    def _serve(
        self, request: Request, name: str, deployment: str | None, *, mirrored: bool = False
    ) -> Response:
        scorer = self._scorers.get((name, deployment), echo)
        response = scorer(request)
        self.served.append(Served(name, deployment, response.status, mirrored))
        if deployment:
            response = replace(response, headers={**response.headers, DEPLOYMENT_HEADER: deployment})
        return response

    def _swagger(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(
            200, {"swagger": "2.0", "info": {"title": names["name"]}, "paths": {"/score": {}}}
        )

    def _healthy(self, request: Request, names: Mapping[str, str]) -> Response:
        return Response(200, b"Healthy", {"Content-Type": "text/plain"})


def echo(request: Request) -> Response:
    """Answer with the request's own body."""
    return Response(200, request.body, {"Content-Type": request.headers.get("content-type", "text/plain")})


def _allowed(request: Request, target: Target) -> bool:
    if target.tokens is None:
        return True
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    return token in target.tokens or (target.entra and token.count(".") == 2)


def _unauthorized() -> Response:
    return error_response(401, "Unauthorized", "Please provide a valid key or token.")
