"""Clusters: what an ``AksCompute`` in the source is, whether it is made there or only named."""

from __future__ import annotations

from functools import partial

from compat.v1 import Cluster, Given
from compat.value import Unresolved, Value
from migrate.read.python.arguments import Passed
from migrate.read.python.domain import API, Abstract, Literal, Missing, Ref
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.inventory import COMPUTES
from migrate.read.python.views import View, candidates

_ACTIONS = {"ComputeTarget.create": "create", "ComputeTarget.attach": "attach"}
_CONFIGURATIONS = ("provisioning_configuration", "attach_configuration")


def cluster(view: View, target: Abstract, passed: Passed) -> Cluster:
    """Return the cluster a deployment target is."""
    if isinstance(target, Ref) and target.kind in COMPUTES:
        return of(target, view)
    if isinstance(target, Literal):
        return Cluster(view.value(target), place=passed.place)
    return Cluster(view.value(target, source=passed.source, place=passed.place), place=passed.place)


def of(ref: Ref, view: View) -> Cluster:
    """Return the cluster that a compute object is."""
    slot = view.slot(ref, "name")
    name: Value = Unresolved("the compute target comes from elsewhere", ref.source, ref.place)
    if not isinstance(slot, Missing):
        name = view.value(slot, place=ref.place)
    api = view.slot(ref, API)
    action = _ACTIONS.get(str(api.value), "refer") if isinstance(api, Literal) else "refer"
    settings: dict[str, Given] = {}
    lost = list(view.gaps(ref))
    for argument in _CONFIGURATIONS:
        configuration = view.slot(ref, argument)
        if isinstance(configuration, Ref):
            lost += view.gaps(configuration)
            for key, value in view.state.slots(configuration.id).items():
                given = view.given(value, key) if isinstance(key, str) else None
                if given is not None and isinstance(key, str):
                    settings[key] = given
    return Cluster(name, action, settings, ref.place, tuple(lost))


def record_all(ev: Evaluator) -> None:
    """Record the AKS clusters the source makes, attaches or fetches; the fullest of each name."""
    found: list[Cluster] = []
    for ref, state in ev.clusters:
        if ref.kind == "AksCompute":
            found += [one for one, _ in candidates(state, partial(of, ref))]
    made = [one for one in found if one.action != "refer"]
    for one in found:
        if one.action != "refer" or not any(one.name == other.name for other in made):
            ev.recorder.cluster(one)
