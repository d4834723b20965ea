"""v1 calls: recorded as usages with their arguments, and turned into the objects they give back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from compat.value import Place
from migrate.read.python import (
    arguments,
    containers,
    deployments,
    environments,
    inventory,
    symbols,
    whereabouts,
)
from migrate.read.python.arguments import Arguments, Passed
from migrate.read.python.domain import (
    API,
    GAPS,
    LOG,
    MISSING,
    Abstract,
    Bound,
    Items,
    Literal,
    Opaque,
    Ref,
    Step,
    plain,
)
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.objects import called
from migrate.read.python.state import State
from migrate.read.python.symbols import Symbol
from migrate.read.python.translation import Translator
from migrate.usage import Argument, Form

_CHANGES_CONDA = ("add_", "remove_", "set_")


@dataclass(frozen=True)
class Construct:
    """One v1 call being evaluated."""

    node: ast.Call
    symbol: Symbol
    passed: Mapping[str, Passed]
    given: Arguments
    place: Place


def call(ev: Evaluator, node: ast.Call, symbol: Symbol, given: Arguments, state: State) -> Abstract:
    """Call a v1 class, function or static method."""
    parameters = symbols.parameters(symbol.owner, symbol.member)
    given = arguments.explained(given, parameters)
    construct = _record(ev, node, symbol, arguments.match(given, parameters), given, state)
    act = _CALLS.get(symbol.short)
    if act is not None:
        return act(ev, construct, state)
    kind = inventory.RETURNS.get(symbol.short, "" if symbol.member or "." in symbol.owner else symbol.owner)
    if kind.startswith("["):
        one = _one_of(ev, construct, kind.strip("[]"), state)
        return containers.new_list(ev, node, (one,), state, "as many as Azure has")
    if kind and kind[0].isupper():
        return create(ev, construct, kind, state)
    return ev.opaque(node, given.values())


def _one_of(ev: Evaluator, construct: Construct, kind: str, state: State) -> Ref:
    """Return one of the objects that a listing gives; asked for by name, they all have that name."""
    one = ev.new(kind, construct.node)
    name = construct.passed.get("name")
    value = plain(name.value) if name is not None else None
    if kind == "Model" and name is not None and isinstance(value, Literal) and isinstance(value.value, str):
        state.put(one.id, "name", Bound(name.value, name.place))
    return one


def method(ev: Evaluator, node: ast.Call, ref: Ref, name: str, given: Arguments, state: State) -> Abstract:
    """Call a method of a v1 object."""
    symbol = symbols.service_method(ref.kind, name) if ref.kind in inventory.SERVICES else None
    symbol = symbol or symbols.member(ref.kind, name)
    parameters = symbols.parameters(ref.kind, name)
    if parameters is None and symbol is not None:
        parameters = symbols.parameters(symbol.owner, name)
    if parameters is None:
        return _unknown_method(ev, node, ref, name, given, state)
    given = arguments.explained(given, parameters)
    construct = _record(ev, node, symbol, arguments.match(given, parameters), given, state, ref)
    act = _METHODS.get((_family(ref.kind), name))
    if act is not None:
        return act(ev, construct, ref, state)
    if ref.kind == "CondaDependencies" and name.startswith(_CHANGES_CONDA):
        return _conda_step(ev, construct, ref, state)
    static = _CALLS.get(symbol.short)
    if static is not None:
        return static(ev, construct, state)
    kind = inventory.RETURNS.get(symbol.short, "")
    return create(ev, construct, kind, state) if kind[:1].isupper() else ev.opaque(node, given.values())


def _family(kind: str) -> str:
    return "Webservice" if kind in inventory.SERVICES else kind


def _unknown_method(
    ev: Evaluator, node: ast.Call, ref: Ref, name: str, given: Arguments, state: State
) -> Abstract:
    """Note a call that v1 does not have: it may change the object in a way nobody can follow."""
    if ref.kind not in inventory.SERVICES | inventory.COMPUTES | {"Workspace", "Run", "Experiment", "Model"}:
        why = f"the call {name} is not one of azureml-core's"
        containers.add_gap(ev, ref, Opaque(ev.source(node), ev.place(node), why=why), state)
    return ev.opaque(node, given.values())


def _record(
    ev: Evaluator,
    node: ast.Call,
    symbol: Symbol,
    passed: Mapping[str, Passed],
    given: Arguments,
    state: State,
    on: Ref | None = None,
) -> Construct:
    place = ev.place(node)
    translator = Translator(state)
    passed, given = _placed(passed, given)
    found = [
        Argument(name, one.place, translator.value(one.value, source=one.source, place=one.place, name=name))
        for name, one in passed.items()
    ]
    found += [
        Argument(mark, gap.place or place, translator.value(gap, place=gap.place)) for mark, gap in given.gaps
    ]
    made, name = (None, "") if on is None else (on.place, called(on, state))
    ev.recorder.usage(symbol, place, Form.CALL, tuple(found), made, name)
    return Construct(node, symbol, passed, given, place)


def _placed(passed: Mapping[str, Passed], given: Arguments) -> tuple[Mapping[str, Passed], Arguments]:
    """Move the arguments whose parameter is not known to those that could not be unpacked."""
    lost = {name: one for name, one in passed.items() if name.startswith("*")}
    if not lost:
        return passed, given
    why = "which parameter it fills is not known"
    gaps = [("*", Opaque(f"argument {name[1:]}", one.place, why=why)) for name, one in lost.items()]
    kept = {name: one for name, one in passed.items() if name not in lost}
    return kept, replace(given, gaps=(*given.gaps, *gaps))


def create(ev: Evaluator, construct: Construct, kind: str, state: State) -> Ref:
    """Return a new v1 object with the arguments it was made with in its slots."""
    ref = ev.new(kind, construct.node)
    state.put(ref.id, API, Literal(construct.symbol.short))
    for name, one in whereabouts.placed(ev, construct.passed, state).items():
        state.put(ref.id, name, Bound(one.value, one.place))
    if construct.given.gaps:
        state.put(ref.id, GAPS, Items(tuple(gap for _, gap in construct.given.gaps)))
    return ref


def _service(ev: Evaluator, construct: Construct, state: State) -> Abstract:
    ref = create(ev, construct, deployments.kind_of(construct.passed, construct.symbol, state), state)
    deployments.deployed(ev, construct, ref, state)
    if construct.symbol.owner == "mlflow.azureml.deploy":
        model = ev.new("Model", construct.node)
        return containers.new_list(ev, construct.node, (ref, model), state)
    return ref


def _cluster(ev: Evaluator, construct: Construct, state: State) -> Abstract:
    configuration = construct.passed.get("provisioning_configuration") or construct.passed.get(
        "attach_configuration"
    )
    value = state.project(configuration.value) if configuration is not None else None
    is_aks = isinstance(value, Ref) and value.kind.startswith("Aks")
    ref = create(ev, construct, "AksCompute" if is_aks else "ComputeTarget", state)
    ev.clusters.append((ref, state))
    return ref


def _cluster_handle(ev: Evaluator, construct: Construct, state: State) -> Abstract:
    ref = create(ev, construct, construct.symbol.owner, state)
    if construct.symbol.owner == "AksCompute":
        ev.clusters.append((ref, state))
    return ref


def _environment(ev: Evaluator, construct: Construct, state: State) -> Abstract:
    ref = create(ev, construct, "Environment", state)
    ev.environments.append((ref, state))
    return ref


def _clone(ev: Evaluator, construct: Construct, ref: Ref, state: State) -> Abstract:
    other = containers.copy(ev, construct.node, ref, state)
    name = construct.passed.get("new_name")
    if name is not None:
        state.put(other.id, "name", Bound(name.value, name.place))
    if environments.is_fetched(state, ref):
        state.put(other.id, API, Literal("Environment.clone"))
        for slot in ("version", "label"):
            state.put(other.id, slot, MISSING)
        why = "it is a copy of a registered environment, whose content is not in the source"
        containers.add_gap(ev, other, Opaque(ev.source(construct.node), construct.place, why=why), state)
    ev.environments.append((other, state))
    return other


def _itself(_ev: Evaluator, _construct: Construct, ref: Ref, _state: State) -> Abstract:
    return ref


def _conda_step(ev: Evaluator, construct: Construct, ref: Ref, state: State) -> Abstract:
    passed = tuple((name, one.value) for name, one in construct.passed.items())
    step = Step(construct.symbol.member, passed, construct.place)
    gap = containers.loop_gap(ev, ref)
    state.put(ref.id, LOG, containers.add(state.get(ref.id, LOG), step, gap))
    return Literal(None)


def _enable_ssl(ev: Evaluator, construct: Construct, ref: Ref, state: State) -> Abstract:
    for name, one in construct.passed.items():
        state.put(ref.id, name, Bound(one.value, one.place))
    for _, gap in construct.given.gaps:
        containers.add_gap(ev, ref, gap, state)
    return Literal(None)


def _create_version(ev: Evaluator, construct: Construct, ref: Ref, state: State) -> Abstract:
    deployments.version_created(ev, construct, ref, state)
    return ev.opaque(construct.node, construct.given.values())


def _to_cloud(ev: Evaluator, construct: Construct, ref: Ref, state: State) -> Abstract:
    passed = {**construct.passed}
    for name in ("workspace", "models", "inference_config"):
        slot = state.get(ref.id, name)
        if isinstance(slot, Bound) and name not in passed:
            passed[name] = Passed(slot.value, slot.place or construct.place)
    again = Construct(construct.node, construct.symbol, passed, construct.given, construct.place)
    return _service(ev, again, state)


def _image_built(ev: Evaluator, construct: Construct, state: State) -> Abstract:
    """Return what ``mlflow.azureml.build_image`` gives back: an image, and the model it registers."""
    image, model = create(ev, construct, "Image", state), ev.new("Model", construct.node)
    name = construct.passed.get("model_name")
    if name is not None:
        state.put(model.id, "name", Bound(name.value, name.place))
        models = containers.new_list(ev, construct.node, (model,), state)
        state.put(image.id, "models", Bound(models, construct.place))
    return containers.new_list(ev, construct.node, (image, model), state)


_Act = Callable[[Evaluator, Construct, State], Abstract]
_CALLS: Mapping[str, _Act] = {
    "Model.deploy": _service,
    "Webservice.deploy": _service,
    "Webservice.deploy_from_model": _service,
    "Webservice.deploy_from_image": _service,
    "Webservice.deploy_local_from_model": _service,
    "mlflow.azureml.deploy": _service,
    "mlflow.azureml.build_image": _image_built,
    "ComputeTarget.create": _cluster,
    "ComputeTarget.attach": _cluster,
    "AksCompute": _cluster_handle,
    "ComputeTarget": _cluster_handle,
    "Environment": _environment,
    **{name: _environment for name, kind in inventory.RETURNS.items() if kind == "Environment"},
}

_OnObject = Callable[[Evaluator, Construct, Ref, State], Abstract]
_METHODS: Mapping[tuple[str, str], _OnObject] = {
    ("Environment", "clone"): _clone,
    ("Environment", "register"): _itself,
    ("AksProvisioningConfiguration", "enable_ssl"): _enable_ssl,
    ("AksAttachConfiguration", "enable_ssl"): _enable_ssl,
    ("Webservice", "create_version"): _create_version,
    ("Webservice", "deploy_to_cloud"): _to_cloud,
}
