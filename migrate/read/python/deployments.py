"""Deploy calls: everything that reaches one, joined into the services it may make."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from compat.v1 import Cluster, Given, ModelRef, Scoring, Service, ServiceKind, Unread, Version
from compat.value import Known, Unresolved, Value, describe, known
from migrate.read.python import clusters, functions, models, scorings
from migrate.read.python.arguments import Passed
from migrate.read.python.differences import disjunction, together
from migrate.read.python.domain import Abstract, Choice, Literal, Missing, Opaque, Ref, leaves, without_none
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.symbols import Symbol
from migrate.read.python.views import View, candidates, unread

if TYPE_CHECKING:
    from migrate.read.python.constructs import Construct

_KINDS: Mapping[str, tuple[ServiceKind, str]] = {
    "AksServiceDeploymentConfiguration": (ServiceKind.AKS, "AksWebservice"),
    "AksEndpointDeploymentConfiguration": (ServiceKind.AKS_ENDPOINT, "AksEndpoint"),
    "AciServiceDeploymentConfiguration": (ServiceKind.ACI, "AciWebservice"),
    "LocalWebserviceDeploymentConfiguration": (ServiceKind.LOCAL, "LocalWebservice"),
}
_NOT_SETTINGS = frozenset({"models", "inference_config", "version_name"})


def kind_of(passed: Mapping[str, Passed], symbol: Symbol, state: State) -> str:
    """Return the class of the service object a deploy call gives back."""
    if symbol.member == "deploy_local_from_model":
        return "LocalWebservice"
    given = passed.get("deployment_config")
    found = state.project(given.value) if given is not None else None
    return _KINDS[found.kind][1] if isinstance(found, Ref) and found.kind in _KINDS else "Webservice"


def deployed(ev: Evaluator, construct: Construct, ref: Ref, state: State) -> None:
    """Record every service a deploy call may make."""
    for service, condition in _told(state, ev, construct):
        _record(ev, ref, replace(service, condition=condition))


def _record(ev: Evaluator, ref: Ref, service: Service) -> None:
    """Record a service, but not what a module deploys while it is imported: its own reading says that."""
    if not ev.importing:
        ev.recorder.service(ref.id, service, functions.key_of(ev.root) if ev.root else "")


def _told(state: State, ev: Evaluator, construct: Construct) -> list[tuple[Service, str]]:
    """Return the services a deploy call may make; what comes out the same on several ways is one."""
    found: dict[int, list[str]] = {}
    services: list[Service] = []
    for service, condition in candidates(state, lambda view: _service(ev, construct, view), ev.loops()):
        number = next((i for i, one in enumerate(services) if one == service), len(services))
        if number == len(services):
            services.append(service)
        found.setdefault(number, []).append(condition)
    return [(one, disjunction(found[number])) for number, one in enumerate(services)]


def _service(ev: Evaluator, construct: Construct, view: View) -> Service:
    lost: list[Unread] = [unread(gap) for _, gap in construct.given.gaps]
    kind, settings = _configuration(construct, view, lost)
    target = _argument(construct, view, "deployment_target", needed=kind is ServiceKind.AKS)
    if kind is None:
        kind = ServiceKind.ACI if target is None else ServiceKind.AKS
        if isinstance(target, Opaque):
            kind = ServiceKind.UNKNOWN
    cluster = _cluster(construct, view, kind, settings, lost)
    scoring = _scoring(ev, construct, view, lost)
    return Service(
        kind,
        _name(construct, view),
        settings,
        scoring,
        _models(construct, view, lost),
        cluster,
        overwrite=_plain(construct, view, "overwrite"),
        api=construct.symbol.name,
        place=construct.place,
        unread=tuple(lost),
    )


def _argument(construct: Construct, view: View, *names: str, needed: bool = False) -> Abstract | None:
    """Return the first of some arguments that is given and is not None.

    ``needed``: the call fails where it is None, so what follows stands on the other ways.
    """
    for name in names:
        passed = construct.passed.get(name)
        if passed is None:
            continue
        trait = _TRAITS.get(name)
        value = without_none(passed.value) if needed else passed.value
        found = view.decide(value) if trait is None else view.identity(value, partial(trait, view))
        if isinstance(found, Missing) or (isinstance(found, Literal) and found.value is None):
            continue
        return found
    return None


def _plain(construct: Construct, view: View, name: str) -> Value | None:
    passed = construct.passed.get(name)
    return view.value(passed.value, source=passed.source, place=passed.place) if passed is not None else None


def _name(construct: Construct, view: View) -> Value:
    for name in ("name", "service_name"):
        passed = construct.passed.get(name)
        if passed is not None:
            view.identity(passed.value, partial(_text, view))
    found = _plain(construct, view, "name") or _plain(construct, view, "service_name")
    return found or Unresolved("the call gives no name that could be read", "", construct.place)


def _configuration(
    construct: Construct, view: View, lost: list[Unread]
) -> tuple[ServiceKind | None, dict[str, Given]]:
    """Return the kind of service a configuration makes, None where there is none, and what it sets."""
    if construct.symbol.member == "deploy_local_from_model":
        return ServiceKind.LOCAL, _set_on(construct, view, lost)[1]
    return _set_on(construct, view, lost)


def _set_on(
    construct: Construct, view: View, lost: list[Unread]
) -> tuple[ServiceKind | None, dict[str, Given]]:
    found = _argument(construct, view, "deployment_config")
    if found is None:
        if construct.given.gaps:
            return ServiceKind.UNKNOWN, {}
        return None, {}
    if isinstance(found, Ref) and found.kind in _KINDS:
        lost += view.gaps(found)
        return _KINDS[found.kind][0], settings_of(view, found)
    if isinstance(found, Choice) and len({_kind(view, one) for one in leaves(found)}) == 1:
        return _several(view, found, lost)
    lost.append(_lost(construct, view, "deployment_config", found))
    return ServiceKind.UNKNOWN, {}


def _several(view: View, found: Choice, lost: list[Unread]) -> tuple[ServiceKind | None, dict[str, Given]]:
    """Return one kind and the settings of several configurations of it; what differs says when."""
    ways = [(label, inner, one) for label, inner, one in view.ways(found) if isinstance(one, Ref)]
    lost += dict.fromkeys(gap for _, inner, one in ways for gap in inner.gaps(one))
    every = [(label, settings_of(inner, one)) for label, inner, one in ways]
    names = dict.fromkeys(name for _, settings in every for name in settings)
    rows = {name: together([(label, settings.get(name)) for label, settings in every]) for name in names}
    kind = _KINDS[ways[0][2].kind][0] if ways and ways[0][2].kind in _KINDS else ServiceKind.UNKNOWN
    return kind, {name: given for name, given in rows.items() if given is not None}


def _kind(_view: View, value: Abstract) -> Hashable:
    """Return what of a configuration makes another service: its class."""
    return value.kind if isinstance(value, Ref) else _text(_view, value)


def _text(view: View, value: Abstract) -> Hashable:
    """Return what a value is to people: nothing, a text, an expression."""
    found = view.value(value)
    return (type(found), describe(found))


def _target(view: View, value: Abstract) -> Hashable:
    """Return what of a target makes another service: the cluster's name."""
    return describe(clusters.of(value, view).name) if isinstance(value, Ref) else _text(view, value)


_TRAITS: Mapping[str, Callable[[View, Abstract], Hashable]] = {
    "deployment_config": _kind,
    "deployment_target": _target,
}


def _lost(construct: Construct, view: View, name: str, found: Abstract) -> Unread:
    passed = construct.passed[name]
    value = view.value(found, source=passed.source)
    why = (
        value.why
        if isinstance(value, Unresolved)
        else f"{passed.source or name} is made where reading cannot follow"
    )
    return Unread(name, why, passed.place)


def settings_of(view: View, ref: Ref) -> dict[str, Given]:
    """Return what is set on a configuration: its arguments, and its attributes since."""
    found: dict[str, Given] = {}
    for name, slot in view.state.slots(ref.id).items():
        if not isinstance(name, str):
            continue
        if name == "compute_target_name":
            view.identity(slot, partial(_text, view))
        given = view.given(slot, name)
        if given is not None:
            found[name] = given
    return found


def _cluster(
    construct: Construct,
    view: View,
    kind: ServiceKind,
    settings: Mapping[str, Given],
    lost: list[Unread],
) -> Cluster | None:
    """Return the cluster: the configuration's ``compute_target_name`` wins over the call's target."""
    target = _argument(construct, view, "deployment_target", needed=kind is ServiceKind.AKS)
    passed = construct.passed.get("deployment_target")
    named = settings.get("compute_target_name")
    cluster = None
    if target is not None and passed is not None:
        if isinstance(target, Ref):
            view.identity(view.state.get(target.id, "name"), partial(_text, view))
        cluster = clusters.cluster(view, target, passed)
    if named is not None and not (isinstance(named.value, Known) and not named.value.value):
        same = cluster is not None and known(cluster.name) == known(named.value)
        if cluster is not None and not same:
            why = "compute_target_name in the configuration wins over it"
            lost.append(Unread("deployment_target", why, passed.place if passed else None))
        if not same:
            return Cluster(named.value, place=named.place)
    return None if kind in {ServiceKind.ACI, ServiceKind.LOCAL} and cluster is None else cluster


def _scoring(ev: Evaluator, construct: Construct, view: View, lost: list[Unread]) -> Scoring | None:
    found = _argument(construct, view, "inference_config", "image_config")
    if found is None:
        image = _argument(construct, view, "image")
        return scorings.of_image(ev, view, image, lost) if image is not None else None
    passed = construct.passed.get("inference_config") or construct.passed["image_config"]
    return scorings.scoring(ev, view, found, passed)


def _models(construct: Construct, view: View, lost: list[Unread]) -> tuple[ModelRef, ...]:
    for name in ("models", "model_paths"):
        passed = construct.passed.get(name)
        if passed is not None:
            return models.references(view, passed, lost, paths=name == "model_paths")
    image = _argument(construct, view, "image")
    if isinstance(image, Ref):
        slot = view.state.get(image.id, "models")
        if not isinstance(slot, Missing):
            return models.references(view, Passed(slot, construct.place), lost)
    uri = construct.passed.get("model_uri")
    return (models.from_uri(view, construct.passed),) if uri is not None else ()


def version_created(ev: Evaluator, construct: Construct, ref: Ref, state: State) -> None:
    """Record a version of a v1 endpoint; an endpoint that this source does not deploy becomes a service."""
    for version, _ in candidates(state, lambda view: _version(ev, construct, view), ev.loops()):
        ev.recorder.version(ref.id, version)
    if ref.id not in ev.recorder.deployed:
        for service, condition in candidates(state, lambda view: _fetched(construct, ref, view), ev.loops()):
            _record(ev, ref, replace(service, condition=condition))


def _version(ev: Evaluator, construct: Construct, view: View) -> Version:
    lost = [unread(gap) for _, gap in construct.given.gaps]
    settings = {}
    for name, passed in construct.passed.items():
        value = view.decide(passed.value)
        if name not in _NOT_SETTINGS and not isinstance(value, Missing):
            settings[name] = Given(
                view.value(value, source=passed.source, place=passed.place, name=name), name, passed.place
            )
    name_value = _plain(construct, view, "version_name")
    return Version(
        name_value or Unresolved("the call gives no name that could be read", "", construct.place),
        settings,
        _scoring(ev, construct, view, lost),
        _models(construct, view, lost),
        construct.place,
        tuple(lost),
    )


def _fetched(construct: Construct, ref: Ref, view: View) -> Service:
    slot = view.slot(ref, "name")
    name: Value = Unresolved("the endpoint comes from elsewhere", ref.source, construct.place)
    if not isinstance(slot, Missing):
        name = view.value(slot, place=construct.place)
    return Service(ServiceKind.AKS_ENDPOINT, name, api=construct.symbol.name, place=construct.place)
