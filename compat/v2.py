"""The v2 form: what will be, in the shape of the vendor's YAML (azure-ai-ml 1.35, sections by schema).

Every leaf is a ``Value``: what is not known stays an expression or unresolved until the emitter writes a
placeholder for it. ``None`` means the key is not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from compat.value import Value


class Target(Enum):
    """Which kind of v2 online endpoint is wanted."""

    KUBERNETES = "kubernetes"
    MANAGED = "managed"


@dataclass(frozen=True)
class ScaleSettings:
    """``scale_settings``: ``type`` is ``default`` (fixed) or ``target_utilization``; seconds and percent."""

    type: Value
    min_instances: Value | None = None
    max_instances: Value | None = None
    polling_interval: Value | None = None
    target_utilization_percentage: Value | None = None


@dataclass(frozen=True)
class RequestSettings:
    """``request_settings``: milliseconds and a count."""

    request_timeout_ms: Value | None = None
    max_concurrent_requests_per_instance: Value | None = None
    max_queue_wait_ms: Value | None = None


@dataclass(frozen=True)
class Probe:
    """``liveness_probe`` / ``readiness_probe``: seconds and counts."""

    initial_delay: Value | None = None
    period: Value | None = None
    timeout: Value | None = None
    success_threshold: Value | None = None
    failure_threshold: Value | None = None


@dataclass(frozen=True)
class Quantity:
    """One side of ``resources``: Kubernetes quantities as strings."""

    cpu: Value | None = None
    memory: Value | None = None
    gpu: Value | None = None


@dataclass(frozen=True)
class Resources:
    """``resources`` of a Kubernetes deployment."""

    requests: Quantity = field(default_factory=Quantity)
    limits: Quantity = field(default_factory=Quantity)


@dataclass(frozen=True)
class CodeConfiguration:
    """``code_configuration``: a folder relative to the repository root, and the script inside it."""

    code: Value
    scoring_script: Value


@dataclass(frozen=True)
class DataCollector:
    """``data_collector``: names of the collections that are switched on."""

    collections: tuple[str, ...]


@dataclass(frozen=True)
class Endpoint:
    """``endpoint.yml``. ``traffic`` is applied after the deployments exist, never at creation."""

    target: Target
    name: Value
    auth_mode: Value
    compute: Value | None = None
    description: Value | None = None
    tags: Mapping[str, Value] = field(default_factory=dict)
    properties: Mapping[str, Value] = field(default_factory=dict)
    traffic: Mapping[str, int] = field(default_factory=dict)
    public_network_access: Value | None = None


@dataclass(frozen=True)
class Environment:
    """``environment.yml`` or a reference.

    A reference has only ``reference`` (``azureml:name:version``). Otherwise ``image`` with an optional
    ``conda`` document, or ``dockerfile`` (the text of a build context's Dockerfile).
    """

    reference: Value | None = None
    name: Value | None = None
    version: Value | None = None
    image: Value | None = None
    conda: Mapping[str, object] | None = None
    dockerfile: str | None = None
    dockerfile_path: Value | None = None
    build_path: Value | None = None
    description: Value | None = None
    tags: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """``model.yml``, where the code registers the model."""

    name: Value
    path: Value
    version: Value | None = None
    type: str = "custom_model"
    description: Value | None = None
    tags: Mapping[str, Value] = field(default_factory=dict)
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class PackedModel:
    """One of several v1 models inside the one folder that v2 takes.

    ``folder`` is the path below the packed root (``<name>/<version>``); ``source`` is the reference to
    download from.
    """

    source: Value
    folder: Value


@dataclass(frozen=True)
class Packing:
    """How several v1 models become the one model of a v2 deployment."""

    name: Value
    models: tuple[PackedModel, ...]


@dataclass(frozen=True)
class InstanceType:
    """A Kubernetes ``InstanceType`` (``amlarc.azureml.com/v1alpha1``) that a deployment needs."""

    name: str
    resources: Resources


@dataclass(frozen=True)
class Autoscale:
    """Azure Monitor autoscale of a managed deployment: instances and percent of CPU."""

    minimum: Value
    maximum: Value
    initial: Value
    scale_out_above: Value
    scale_in_below: Value


@dataclass(frozen=True)
class Deployment:
    """``deployment.yml``."""

    target: Target
    name: Value
    endpoint_name: Value
    model: Value | None = None
    code_configuration: CodeConfiguration | None = None
    environment: Environment | None = None
    environment_variables: Mapping[str, Value] = field(default_factory=dict)
    app_insights_enabled: Value | None = None
    scale_settings: ScaleSettings | None = None
    request_settings: RequestSettings | None = None
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    resources: Resources | None = None
    instance_type: Value | None = None
    instance_count: Value | None = None
    data_collector: DataCollector | None = None
    description: Value | None = None
    tags: Mapping[str, Value] = field(default_factory=dict)
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class DeploymentPlan:
    """A deployment with the files that belong to it alone."""

    deployment: Deployment
    models: tuple[Model, ...] = ()
    packing: Packing | None = None
    autoscale: Autoscale | None = None
    instance_type: InstanceType | None = None


@dataclass(frozen=True)
class Compute:
    """``compute.yml`` and what the cluster needs before it can carry the endpoint.

    ``name`` is the new ``KubernetesCompute`` (the legacy ``AksCompute`` name cannot be used by v2);
    ``extension`` the ``--config`` settings of the Azure ML extension; ``create`` tells that the v1 code
    provisions the cluster itself.
    """

    name: Value
    namespace: Value | None = None
    resource_id: Value | None = None
    cluster_name: Value | None = None
    resource_group: Value | None = None
    extension: Mapping[str, Value] = field(default_factory=dict)
    create: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Plan:
    """Everything one v1 service becomes for one target."""

    endpoint: Endpoint
    deployments: tuple[DeploymentPlan, ...]
    compute: Compute | None = None
