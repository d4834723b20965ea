"""A plan brought to Azure, step by step: assets, endpoint, deployment, and the traffic once the deployment is ready.

What a step has made is kept, so that a failure names what is left and a second run goes on from there.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from compat import v2
from compat.backends.backend import EndpointFacts, Failure, Keys, Scope, Update
from compat.backends.live.assets import Assets, here, loaded
from compat.backends.live.client import failures
from compat.backends.live.endpoints import Endpoints
from compat.backends.live.entities import COLLECTING, SCALING, collected, put_leaf, scaled, send_keys
from compat.backends.live.operation import Following
from compat.documents import Kind, layout
from compat.mapping.translation import Translation
from compat.runtime.readback import KIND
from compat.value import Known, known

_LOOKS = 12
_LOGGER = logging.getLogger("compat")
_AGAIN = "Run the script again to finish."


@dataclass
class Trail:
    """What a deployment has made so far, for people."""

    made: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"Left half-made: {'; '.join(self.made)}. {_AGAIN}" if self.made else ""

    @contextlib.contextmanager
    def named(self) -> Iterator[None]:
        """Let a failure say what is there by then."""
        try:
            yield
        except Failure as failure:
            failure.left = failure.left or str(self)
            raise

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count something as made once the block ends; perhaps made, unless Azure refused the request itself."""
        try:
            yield
        except Failure as failure:
            if failure.status is None or not 400 <= failure.status < 500:
                self.made.append(f"{name} (perhaps)")
            raise
        self.made.append(name)


class Deploying(Assets, Endpoints):
    """Requests that make and change endpoints and deployments."""

    def __init__(self) -> None:
        super().__init__()
        self._under_way: list[Following] = []

    def deploy(
        self, scope: Scope, wanted: Translation, keys: Keys | None, present: EndpointFacts | None
    ) -> Following:
        """Make assets and endpoint, start the deployment; the traffic follows by itself."""
        trail, plan = Trail(), here(wanted.plan)
        name = str(known(plan.endpoint.name))
        with trail.named():
            item = self._with_assets(scope, plan.deployments[0], trail)
            with trail.step(f"endpoint {name}"):
                endpoint = self._put_endpoint(
                    scope, replace(plan, deployments=(item,)), wanted, keys, present
                )
            self._keep(scope, name, keys)
            with trail.step(f"deployment {known(item.deployment.name)} of {name}, which may not be ready"):
                poller = self._put_deployment(scope, replace(plan, deployments=(item,)), wanted)
        shares = dict(plan.endpoint.traffic)
        return self._follow(Following(poller, name, lambda: self._share(scope, endpoint, shares), str(trail)))

    def add_deployment(
        self, scope: Scope, wanted: Translation, index: int, traffic: Mapping[str, int]
    ) -> Following:
        """Add a deployment of the plan to an endpoint that exists, then share the traffic."""
        trail, plan = Trail(), here(wanted.plan)
        name = str(known(plan.endpoint.name))
        with trail.named():
            item = self._with_assets(scope, plan.deployments[index], trail)
            with trail.step(f"deployment {known(item.deployment.name)} of {name}, which may not be ready"):
                poller = self._put_deployment(scope, replace(plan, deployments=(item,)), wanted)
        return self._follow(
            Following(poller, name, lambda: self._share_now(scope, name, traffic), str(trail))
        )

    def update(self, scope: Scope, change: Update) -> Following:
        """Change endpoint and deployment; the deployment's end is what is waited for."""
        with failures():
            endpoints = self.ml(scope).online_endpoints
            endpoint = endpoints.get(change.endpoint)
            self._label(endpoint, change)
            poller = endpoints.begin_create_or_update(endpoint)
            if change.deployment is not None:
                poller.wait()
                poller = self._change_deployment(scope, change)
        return self._follow(Following(poller, change.endpoint))

    def finish(self) -> None:
        """Wait for everything that is under way."""
        for one in self._under_way:
            if not one.wait(0):
                _LOGGER.warning("waiting for %s", one.name)
                one.wait(None)
        self._under_way.clear()

    def _follow(self, one: Following) -> Following:
        self._under_way = [other for other in self._under_way if not other.wait(0)] + [one]
        return one

    def _with_assets(self, scope: Scope, item: v2.DeploymentPlan, trail: Trail) -> v2.DeploymentPlan:
        """Register what the deployment needs; return it with references to what is registered."""
        deployment = item.deployment
        environment = deployment.environment
        if environment is not None and environment.reference is None and environment.name is not None:
            with trail.step(f"environment {known(environment.name)}"):
                made = self.create_environment(scope, environment)
            reference = Known(f"azureml:{made.name}:{made.version}")
            deployment = replace(deployment, environment=v2.Environment(reference=reference))
        for model in item.models:
            with trail.step(f"model {known(model.name)}"):
                facts = self.register(scope, model)
            deployment = replace(deployment, model=Known(f"azureml:{facts.name}:{facts.version}"))
        if item.packing is not None:
            reference = Known(self._packed(scope, item.packing, trail))
            deployment = replace(deployment, model=reference)
        return replace(item, deployment=deployment, models=(), packing=None)

    def _packed(self, scope: Scope, packing: v2.Packing, trail: Trail) -> str:
        with tempfile.TemporaryDirectory() as parent:
            name = str(known(packing.name))
            root = Path(parent) / name
            for one in packing.models:
                model, _, version = str(known(one.source)).removeprefix("azureml:").rpartition(":")
                folder = root / str(known(one.folder))
                folder.mkdir(parents=True)
                self.download(scope, model, version, str(folder))
            with trail.step(f"model {name}"):
                facts = self.register(scope, v2.Model(packing.name, Known(str(root))))
        return f"azureml:{facts.name}:{facts.version}"

    def _put_endpoint(
        self,
        scope: Scope,
        plan: v2.Plan,
        wanted: Translation,
        keys: Keys | None,
        present: EndpointFacts | None,
    ) -> Any:
        from azure.ai.ml import load_online_endpoint

        document = _document(plan, Kind.ENDPOINT)
        with failures():
            endpoint = loaded(load_online_endpoint, document, Path.cwd())
            endpoint.properties = {**(endpoint.properties or {}), KIND: wanted.service.kind.value}
            if present is not None:
                endpoint.traffic = dict(present.traffic)
            elif keys is not None:
                send_keys(endpoint, keys)
            poller = self.ml(scope).online_endpoints.begin_create_or_update(endpoint)
            poller.wait()
        endpoint.traffic = dict(present.traffic) if present is not None else {}
        return endpoint

    def _keep(self, scope: Scope, name: str, keys: Keys | None) -> None:
        """See that callers' keys are what the script gave: Azure may have made others."""
        if keys is None:
            return
        found = self.keys(scope, name)
        for which, now, value in zip(
            ("Primary", "Secondary"), found, (keys.primary, keys.secondary), strict=True
        ):
            if value is not None and now != value.reveal():
                self.regenerate(scope, name, which, value)

    def _put_deployment(self, scope: Scope, plan: v2.Plan, wanted: Translation) -> Any:
        from azure.ai.ml import load_online_deployment

        with tempfile.TemporaryDirectory() as parent, failures():
            document = dict(_document(plan, Kind.DEPLOYMENT))
            _beside(plan, Path(parent))
            deployment = loaded(load_online_deployment, document, Path(parent))
            deployment.properties = {**(deployment.properties or {}), **_marks(wanted)}
            return self.ml(scope).online_deployments.begin_create_or_update(deployment)

    def _share(self, scope: Scope, endpoint: Any, shares: Mapping[str, int]) -> None:
        if not shares or dict(endpoint.traffic) == dict(shares):
            return
        endpoint.traffic = dict(shares)
        try:
            with failures():
                self.ml(scope).online_endpoints.begin_create_or_update(endpoint).wait()
        except Failure as failure:
            if failure.status is not None or not self._has_shares(scope, endpoint.name, shares):
                raise

    def _has_shares(self, scope: Scope, name: str, shares: Mapping[str, int]) -> bool:
        """Tell whether a request whose answer was lost has been carried out."""
        for tried in range(_LOOKS):
            found = self.endpoint(scope, name)
            if found is None or dict(found.traffic) != dict(shares) or found.state in {"Failed", "Canceled"}:
                return False
            if found.state == "Succeeded":
                return True
            time.sleep(min(0.05 * 2**tried, 10))
        return False

    def _share_now(self, scope: Scope, name: str, shares: Mapping[str, int]) -> None:
        with failures():
            endpoint = self.ml(scope).online_endpoints.get(name)
        self._share(scope, endpoint, shares)

    def _label(self, endpoint: Any, change: Update) -> None:
        """Put labels and shares on the entity, and take off what the SDK adds when it reads one."""
        pollution = {"createdBy", "createdAt", "lastModifiedAt", "lastModifiedBy"}
        kept = {key: value for key, value in (endpoint.properties or {}).items() if key not in pollution}
        endpoint.properties = {**kept, **(change.properties or {})}
        if change.tags is not None:
            endpoint.tags = dict(change.tags)
        if change.description is not None:
            endpoint.description = change.description
        if change.traffic is not None:
            endpoint.traffic = dict(change.traffic)

    def _change_deployment(self, scope: Scope, change: Update) -> Any:
        deployments = self.ml(scope).online_deployments
        deployment = deployments.get(change.deployment, change.endpoint)
        exact = self._queue_waits(scope, change.endpoint).get(str(change.deployment))
        if exact is not None and deployment.request_settings is not None:
            deployment.request_settings.max_queue_wait_ms = exact
        scaling = {path: value for path, value in change.leaves.items() if path.startswith(SCALING)}
        if scaling:
            deployment.scale_settings = scaled(deployment.scale_settings, scaling)
        collecting = {path: value for path, value in change.leaves.items() if path.startswith(COLLECTING)}
        deployment.data_collector = collected(deployment.data_collector, collecting)
        for path, value in change.leaves.items():
            if path not in scaling and path not in collecting:
                put_leaf(deployment, path, value)
        if change.parts is not None:
            self._put_parts(scope, deployment, change.parts)
        return deployments.begin_create_or_update(deployment)

    def _put_parts(self, scope: Scope, deployment: Any, parts: v2.DeploymentPlan) -> None:
        from azure.ai.ml.entities import CodeConfiguration

        plan = here(v2.Plan(v2.Endpoint(parts.deployment.target, Known("x"), Known("key")), (parts,)))
        made = self._with_assets(scope, plan.deployments[0], Trail()).deployment
        deployment.model = known(made.model)
        if made.environment is not None:
            deployment.environment = known(made.environment.reference)
        if made.code_configuration is not None:
            code, script = known(made.code_configuration.code), known(made.code_configuration.scoring_script)
            deployment.code_configuration = CodeConfiguration(code=code, scoring_script=script)
        deployment.environment_variables = {
            name: known(value) for name, value in made.environment_variables.items()
        }


def _document(plan: v2.Plan, kind: Kind) -> Mapping[str, object]:
    part = next(part for part in layout(plan) if part.kind is kind)
    return part.content if isinstance(part.content, Mapping) else {}


def _beside(plan: v2.Plan, folder: Path) -> None:
    """Write the files that an environment inside the deployment names."""
    import json

    for part in layout(plan):
        if part.kind in {Kind.CONDA, Kind.DOCKERFILE}:
            (folder / part.file).parent.mkdir(parents=True, exist_ok=True)
            text = part.content if isinstance(part.content, str) else json.dumps(part.content)
            (folder / part.file).write_text(text, encoding="utf-8")


def _marks(wanted: Translation) -> dict[str, str]:
    """Return what v1 code said of a version's share: later versions are shared out by it."""
    settings = wanted.service.settings
    given = {
        key: known(settings[key].value) for key in ("traffic_percentile", "is_default") if key in settings
    }
    return {f"compat.{key}": str(value).lower() for key, value in given.items() if value is not None}
