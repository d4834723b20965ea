"""AML5xx: what becomes of a service. The mapping decides and words it; these rules give it an id and a weight.

The first rule that claims a change reports it, so the special ones have the lower ids.
"""

from __future__ import annotations

from compat.mapping.setting import LEARN, Api, Change
from compat.v1 import Service
from migrate.finding import Level
from migrate.rules.rule import Claim, Rule


def _about(*keys: str, api: Api | None = None) -> Claim:
    """Claim the changes of some settings that leave something to decide, or lose something."""

    def claims(_: Service, change: Change) -> bool:
        asks = change.decision is not None or change.loss
        return asks and change.key in keys and api in {None, change.api}

    return claims


def _of_cluster(_: Service, change: Change) -> bool:
    return change.api is Api.CLUSTER and (change.decision is not None or change.loss)


def _undecided(_: Service, change: Change) -> bool:
    return change.decision is not None


def _lost(_: Service, change: Change) -> bool:
    return change.loss


def _written_out(_: Service, change: Change) -> bool:
    return change.differs


_WORDS = "The sentence is that of the setting; migrate explain <setting> prints the whole row."

RULES = (
    Rule(
        "AML501",
        "service on a cluster attached by v1",
        Level.BLOCKER,
        "v2 refuses endpoints on an AksCompute. The cluster itself can stay: it gets the Azure ML extension and is "
        f"attached again under another name, beside the running v1 services. {_WORDS}",
        link=LEARN + "how-to-attach-kubernetes-to-workspace",
        claims=_about("deployment_target", "compute_target_name", api=None),
    ),
    Rule(
        "AML502",
        "service with several models",
        Level.DECISION,
        f"A v2 deployment has one model: several are packed into one folder, and load paths follow. {_WORDS}",
        link=LEARN + "concept-online-deployment-model-specification",
        claims=_about("models", "model_paths", "packing"),
    ),
    Rule(
        "AML503",
        "service whose authentication changes or is not known",
        Level.DECISION,
        f"v2 has no open endpoints: callers of a service without authentication need a key. {_WORDS}",
        link=LEARN + "concept-endpoints-online-auth",
        claims=_about("auth_enabled", "token_auth_enabled"),
    ),
    Rule(
        "AML504",
        "service with keys of its own",
        Level.DECISION,
        f"Keys cannot stand in v2 YAML. To keep them, they are sent once, by REST. {_WORDS}",
        link=LEARN + "how-to-authenticate-online-endpoint",
        claims=_about("primary_key", "secondary_key"),
    ),
    Rule(
        "AML505",
        "service with a limit above what v2 allows",
        Level.DECISION,
        f"Timeouts and queues have upper bounds in v2 that v1 did not have. {_WORDS}",
        link=LEARN + "how-to-manage-quotas",
        claims=_about("scoring_timeout_ms", "max_request_wait_time", "replica_max_concurrent_requests"),
    ),
    Rule(
        "AML506",
        "v1 endpoint with traffic to share out",
        Level.DECISION,
        f"Percentages are whole numbers in v2 and add up to 100. {_WORDS}",
        link=LEARN + "how-to-safely-rollout-online-endpoints",
        claims=_about(
            "traffic", "traffic_percentile", "is_default", "version_name", "is_control_version_type"
        ),
    ),
    Rule(
        "AML507",
        "service that collects model data",
        Level.DECISION,
        f"Collection is a section of the deployment and another package in the scoring script. {_WORDS}",
        link=LEARN + "how-to-collect-production-data",
        claims=_about("collect_model_data"),
    ),
    Rule(
        "AML508",
        "service whose name or placement has to be chosen",
        Level.DECISION,
        f"Endpoint names are unique in a region; namespaces belong to the compute. {_WORDS}",
        link=LEARN + "reference-yaml-endpoint-online",
        claims=_about("name", "namespace", "deployment_name"),
    ),
    Rule(
        "AML509",
        "settings of the service's cluster",
        Level.DECISION,
        f"TLS and load balancer belong to the extension in v2. {_WORDS}",
        link=LEARN + "how-to-deploy-kubernetes-extension",
        claims=_of_cluster,
    ),
    Rule(
        "AML590",
        "setting that is yours to decide",
        Level.DECISION,
        f"v2 has no value that means exactly the same, or the value is not in the source. {_WORDS}",
        link=LEARN + "how-to-migrate-from-v1",
        claims=_undecided,
    ),
    Rule(
        "AML591",
        "setting that v2 does not have",
        Level.LOSS,
        f"Nothing in v2 does the same, so what v1 did here ends. {_WORDS}",
        link=LEARN + "how-to-migrate-from-v1",
        claims=_lost,
    ),
    Rule(
        "AML592",
        "v1 default that v2 would change",
        Level.CHANGE,
        "Nobody wrote this setting, and v2 has another default for it: left out, the service would behave differently. "
        f"It is written out. {_WORDS}",
        link=LEARN + "reference-yaml-deployment-kubernetes-online",
        claims=_written_out,
    ),
)
