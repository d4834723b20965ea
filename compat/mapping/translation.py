"""From the v1 form to the v2 form: every concern asked once, every setting accounted for once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from compat import v2
from compat.mapping import (
    answers as user,
)
from compat.mapping import (
    auth,
    autoscale,
    compute,
    deploying,
    environment,
    exposure,
    liveness,
    metadata,
    models,
    naming,
    request_limits,
    resources,
    scoring,
    settings,
    telemetry,
    traffic,
)
from compat.mapping.setting import Api, Change, Decision, Fate
from compat.mapping.subject import Subject
from compat.v1 import Given, Service, ServiceKind
from compat.v2 import Deployment, DeploymentPlan, Endpoint, Plan, Target
from compat.value import Known, Unresolved, Value, known


@dataclass(frozen=True)
class Translation:
    """A service, what it becomes, and what became of each of its settings."""

    service: Service
    target: Target
    plan: Plan
    changes: tuple[Change, ...]


def usual_target(kind: ServiceKind) -> Target:
    """Return the target that is nearest to what a service ran on."""
    return Target.KUBERNETES if kind in {ServiceKind.AKS, ServiceKind.AKS_ENDPOINT} else Target.MANAGED


def translate(
    service: Service, target: Target | None = None, answers: Mapping[str, str] | None = None
) -> Translation:
    """Translate one service for one target (default: the nearest to what it ran on).

    Raises ``AnswerError`` with a sentence when an answer fits nothing.
    """
    chosen = target or usual_target(service.kind)
    given = answers or {}
    rows = {row.key: row for row in settings.SERVICE_SETTINGS}
    found = _opened(user.applied_to_service(service, given, rows))
    plan, changes = _translate(found, chosen)
    plan, settled = user.applied_to_plan(plan, tuple(changes), given)
    return Translation(found, chosen, plan, settled)


_OPEN = "**"


def _opened(service: Service) -> Service:
    """After a ``**`` that nobody can read, leave every setting open that is not given: it may be any of them."""
    unread = next((item for item in service.unread if item.spelling.startswith(_OPEN)), None)
    if unread is None:
        return service
    why = f"{unread.spelling} may give it, and what that holds is not in the source"
    rows = (
        row for row in settings.for_kind(service.kind) if row.key not in service.settings and not row.secret
    )
    gaps = {row.key: Given(Unresolved(why, settle=f"{row.key}="), f"{_OPEN}{row.key}") for row in rows}
    return replace(service, settings={**gaps, **service.settings})


def _translate(service: Service, target: Target) -> tuple[Plan, list[Change]]:
    name, changes = naming.endpoint_name(service.name)
    changes += [*deploying.plan(service), *_unknown_kind(service), *_unread(service)]
    placed, compute_changes = compute.plan(service, target)
    subjects = list(_subjects(service, target))
    first = subjects[0]
    mode, auth_changes = auth.plan(first)
    access, access_changes = exposure.plan(first)
    changes += [*compute_changes, *auth_changes, *access_changes]
    labels = metadata.plan(first)[0]
    deployments = []
    for subject in subjects:
        deployment_name, name_changes = naming.deployment_name(subject.version, name, target)
        made, deployment_changes = _deployment(subject, name, deployment_name)
        deployments.append(made)
        marked = known(deployment_name) if service.kind is ServiceKind.AKS_ENDPOINT else ""
        changes += [_of(change, str(marked or "")) for change in (*name_changes, *deployment_changes)]
    shares, traffic_changes = _traffic(subjects, deployments)
    changes += traffic_changes
    endpoint = Endpoint(
        target=target,
        name=name,
        auth_mode=mode,
        compute=None if placed is None else _reference(placed.name),
        description=labels.description,
        tags=labels.tags,
        properties=labels.properties,
        traffic=shares,
        public_network_access=access if target is Target.MANAGED else None,
    )
    changes += _leftovers(service, changes)
    return Plan(endpoint, tuple(deployments), placed), changes


def _of(change: Change, deployment: str) -> Change:
    return replace(change, deployment=deployment) if deployment and not change.deployment else change


def _reference(name: Value) -> Value:
    return Known(f"azureml:{name.value}", name.place) if isinstance(name, Known) else name


def _subjects(service: Service, target: Target) -> Iterable[Subject]:
    first = _first_version(service) if service.kind is ServiceKind.AKS_ENDPOINT else None
    yield Subject(service, target, service.settings, service.scoring, service.models, service.name, first)
    for each in service.versions:
        yield Subject(service, target, each.settings, each.scoring, each.models, service.name, each.name)


def _first_version(service: Service) -> Value:
    """Return the name of a v1 endpoint's first version; v1 calls it like the endpoint by default."""
    given = service.settings.get("version_name")
    return service.name if given is None or known(given.value) is None else given.value


def _traffic(
    subjects: list[Subject], deployments: list[DeploymentPlan]
) -> tuple[dict[str, int], list[Change]]:
    names = [str(known(item.deployment.name) or "") for item in deployments]
    if subjects[0].kind is not ServiceKind.AKS_ENDPOINT:
        return {names[0]: 100}, []
    versions = dict(zip(names, (subject.settings for subject in subjects), strict=True))
    if "" in versions or len(versions) < len(subjects):
        sentence = "Versions with unknown or equal names cannot share traffic."
        decision = Decision("What are the versions called?", "version_name=")
        unnamed = Change(Api.SERVICE, "traffic", Fate.MANUAL, sentence, (), ("endpoint.traffic",), decision)
        rows = [
            change
            for name, subject in zip(names, subjects, strict=True)
            for change in _shares_only(name, subject)
        ]
        return {}, [unnamed, *rows]
    return traffic.plan(versions)


def _shares_only(name: str, subject: Subject) -> list[Change]:
    _, changes = traffic.plan({name: subject.settings})
    return [change for change in changes if change.given]


def _deployment(subject: Subject, endpoint: Value, name: Value) -> tuple[DeploymentPlan, list[Change]]:
    labels, label_changes = metadata.plan(subject)
    scale, scale_changes = autoscale.plan(subject)
    size, size_changes = resources.plan(subject)
    limits, limit_changes = request_limits.plan(subject)
    probe, probe_changes = liveness.plan(subject)
    insights, collector, telemetry_changes = telemetry.plan(subject)
    code, scoring_changes = scoring.plan(subject)
    imports = None if subject.scoring is None else subject.scoring.imports
    image, variables, environment_changes = environment.plan(subject, imports)
    model, registered, packing, model_changes = models.plan(subject)
    deployment = Deployment(
        target=subject.target,
        name=name,
        endpoint_name=endpoint,
        model=model,
        code_configuration=code,
        environment=image,
        environment_variables=variables,
        app_insights_enabled=insights,
        scale_settings=scale.settings,
        request_settings=limits,
        liveness_probe=probe,
        resources=size.resources if subject.target is Target.KUBERNETES else None,
        instance_type=size.instance_type,
        instance_count=scale.instance_count,
        data_collector=collector,
        description=labels.description,
        tags={**labels.tags, **_control_tag(subject)},
    )
    deployment, gaps = _whole(subject, deployment)
    changes = [
        *gaps,
        *model_changes,
        *scoring_changes,
        *environment_changes,
        *scale_changes,
        *size_changes,
        *limit_changes,
        *probe_changes,
        *telemetry_changes,
        *label_changes,
    ]
    return DeploymentPlan(deployment, registered, packing, scale.autoscale, size.manifest), changes


def _whole(subject: Subject, deployment: Deployment) -> tuple[Deployment, list[Change]]:
    """Leave nothing out in silence: a deployment of nothing known says so where its parts would stand."""
    if deployment.environment is not None or deployment.code_configuration is not None:
        return deployment, []
    if deployment.model is not None:
        own = Unresolved(
            "v1 served the model with an environment of its own", settle="environment.reference="
        )
        return replace(deployment, environment=v2.Environment(reference=own)), []
    image = subject.service.api.endswith(("deploy_from_image", "Webservice.deploy"))
    why = "it was inside an image that v1 had built" if image else "it is not in the source"
    said = (
        "v1 deployed an image it had built; v2 takes the model, the script and the environment it was built from."
        if image
        else "Which model, script and environment this service has is not in the source."
    )
    model = Decision("Which model?", "deployment.model=")
    environment_of = Decision("Which environment?", "environment.reference=")
    changes = [
        Change(Api.DEPLOY, "image", Fate.MANUAL, said, (), ("deployment.model",), model, loss=image),
        Change(Api.DEPLOY, "parts", Fate.MANUAL, said, (), ("deployment.environment",), environment_of),
    ]
    found = replace(deployment, model=Unresolved(why), environment=v2.Environment(reference=Unresolved(why)))
    return found, changes


def _unread(service: Service) -> list[Change]:
    """Ask about what stands in the source and could not be followed: it may change any of the answers."""
    every = [*service.unread, *(item for version in service.versions for item in version.unread)]
    found = dict.fromkeys(f"{item.spelling} ({item.why})" for item in every)
    if not found:
        return []
    said = f"This could not be followed: {'; '.join(found)}."
    return [Change(Api.DEPLOY, "unread", Fate.MANUAL, said, decision=Decision("What does it change?"))]


def _unknown_kind(service: Service) -> list[Change]:
    if service.kind is not ServiceKind.UNKNOWN:
        return []
    said = "What the service ran on is not in the source: nothing that depends on it is written."
    decision = Decision("Was it AKS, ACI or a v1 endpoint?", "kind=")
    return [Change(Api.DEPLOY, "kind", Fate.MANUAL, said, (), (), decision)]


def _control_tag(subject: Subject) -> dict[str, Value]:
    given = subject.get("is_control_version_type")
    if given is None:
        return {}
    return {"v1_version_type": Known("control" if known(given.value) else "treatment")}


def _leftovers(service: Service, changes: list[Change]) -> list[Change]:
    """Return a change for every setting that no concern spoke of: nothing is lost in silence."""
    spoken = {id(given) for change in changes for given in change.given}
    every = [*service.settings.items()]
    for version in service.versions:
        every += [*version.settings.items()]
    left = []
    for key, given in every:
        if id(given) in spoken:
            continue
        row = settings.setting(Api.SERVICE, key)
        if row is None:
            sentence = f"v1 knows no setting {key} and would refuse it; nothing is written for it."
        elif service.kind not in row.kinds:
            sentence = f"A service of kind {service.kind.value} takes no {key}; v1 would refuse it."
        else:
            sentence = f"{key} has no effect here."
        link = row.link if row is not None else ""
        refused = row is None or service.kind not in row.kinds
        ask = Decision(f"What was {key} meant to do?") if refused else None
        fate = Fate.MANUAL if refused else Fate.DROPPED
        left.append(Change(Api.SERVICE, key, fate, sentence, (given,), decision=ask, loss=refused, link=link))
    return left
