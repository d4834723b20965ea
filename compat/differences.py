"""Where compat is known to differ from v1, and why: printed in the docs, held true by the differential tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One difference that a caller can see. ``key`` is how tests name it."""

    key: str
    v1: str
    compat: str
    reason: str


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "address",
        "A service's address ends in `/api/v1/service/<name>/score`.",
        "It is the v2 endpoint's address.",
        "v2 makes the address. Callers must be told.",
    ),
    Difference(
        "progress",
        "`wait_for_deployment` prints a dot every five seconds; nothing else prints dots.",
        "azure-ai-ml prints a dot for each look at a long operation, also while `Model.deploy` makes the endpoint.",
        "The SDK prints them itself, and has no switch for it.",
    ),
    Difference(
        "attributes",
        "`image`, `image_id`, `image_digest`, `deployment_status` and `namespace` of a service have values.",
        "They are `None`.",
        "v2 tells nothing of the kind.",
    ),
    Difference(
        "container size",
        "`container_resource_requirements` of an `AciWebservice` holds cores and GiB.",
        "Both are `None`.",
        "A managed endpoint has a machine size (`instance_type`) instead.",
    ),
    Difference(
        "failure",
        "The exception of a failed deployment ends with the service's error.",
        "It also names what is left half-made, and the error has code and message only.",
        "v2 makes several things for one service; what is there by then must not be guessed.",
    ),
    Difference(
        "compute name",
        "A cluster that is not there: `ComputeTargetNotFound: ...`.",
        "The same line, and a second one with the name of the `KubernetesCompute` that was looked for.",
        "v2 cannot use the v1 attachment; what is missing may be the new one.",
    ),
    Difference(
        "model version",
        "A version that is not there: the text of an answer whose code and content it prints as `None`.",
        "`ModelNotFound: Model with name ..., version ...`, as for a name that is not there.",
        "v1 loses the answer's content; nothing can be read from its text.",
    ),
    Difference(
        "environment missing",
        "An environment that is not there: a plain `Exception` with the text of v1's service.",
        "A plain `Exception` that says which one.",
        "The text is the service's.",
    ),
    Difference(
        "show output",
        "`Model.deploy(show_output=True)` prints the conda list as its YAML package holds it, and each upload.",
        "It prints the list as plain data; uploads show on standard error, from azure-ai-ml.",
        "The uploads of v2 are others.",
    ),
    Difference(
        "size of a version",
        "`AksEndpoint.create_version(cpu_cores=...)` fails with `AttributeError` in azureml-core 1.61.",
        "It does what it is asked.",
        "It is a fault of v1 that nobody can rely on.",
    ),
    Difference(
        "autoscaler off",
        "With fixed replicas, `autoscaler` still has v1's bounds.",
        "The bounds are `None`.",
        "A v2 deployment with fixed scaling has none.",
    ),
)
