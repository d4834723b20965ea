"""Environments: how a v1 ``Environment`` came to be, and every attribute that was set on it since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from compat.mapping import conda
from compat.mapping.conda_rows import REPLACED
from compat.v1 import Conda, Environment, Given, Unread
from compat.value import Known, Unresolved, Value, known
from migrate.read.python import packages, saved
from migrate.read.python.domain import API, GAPS, Abstract, Literal, Missing, Ref
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.views import View, candidates

_CONDA = "python.conda_dependencies"
_VARIABLES = "environment_variables"
_MAKES = "Environment."

# Arguments of the ways to make an environment that are attributes of what they make.
_ATTRIBUTES: Mapping[str, str] = {
    "image": "docker.base_image",
    "dockerfile": "docker.base_dockerfile",
    "container_registry": "docker.base_image_registry",
    "docker_build_context": "docker.build_context",
    "label": "label",
    "version": "version",
}
_ARGUMENTS = frozenset(
    {"workspace", "name", "file_path", "conda_specification", "pip_requirements", "pip_version", "path"}
    | {"conda_environment_name", *_ATTRIBUTES}
)


@dataclass
class _Parts:
    """An environment being put together."""

    settings: dict[str, Given] = field(default_factory=dict)
    variables: dict[str, Given] = field(default_factory=dict)
    lost: list[Unread] = field(default_factory=list)
    conda: Conda | None = None


def environment(ev: Evaluator, ref: Ref, view: View) -> Environment:
    """Return the environment an object is, on this way."""
    api = view.slot(ref, API)
    origin = str(api.value) if isinstance(api, Literal) else "Workspace.environments"
    registered = origin in {"Environment.get", "Workspace.environments"}
    parts = _Parts(lost=list(view.gaps(ref)))
    for name, slot in view.state.slots(ref.id).items():
        if isinstance(name, str) and name not in _ARGUMENTS:
            _attribute(ev, view, ref, name, slot, parts)
    _made_with(view, ref, parts, origin)
    if parts.conda is None:
        parts.conda = _own_conda(ev, view, ref, origin)
    name_slot = view.slot(ref, "name")
    name = None if _nothing(name_slot) else view.value(name_slot, place=ref.place)
    version = parts.settings.pop("version", None)
    made = Environment(
        name,
        version.value if version is not None else None,
        parts.settings,
        parts.variables,
        parts.conda,
        registered,
        origin,
        ref.place,
        tuple(parts.lost),
    )
    return _from_folder(ev, view, ref, made) if origin == saved.ORIGIN else made


def is_fetched(state: State, ref: Ref) -> bool:
    """Tell whether an environment is a registered one, known by its name."""
    api = state.get(ref.id, API)
    return isinstance(api, Missing) or (isinstance(api, Literal) and api.value == "Environment.get")


def _nothing(value: Abstract) -> bool:
    return isinstance(value, Missing) or (isinstance(value, Literal) and value.value is None)


def _attribute(ev: Evaluator, view: View, ref: Ref, name: str, slot: Abstract, parts: _Parts) -> None:
    found = view.decide(slot)
    if name == _CONDA and isinstance(found, Ref) and found.kind == "CondaDependencies":
        parts.conda = packages.specification(ev, view, found, _base(ev, view, ref))
    elif name == _VARIABLES and isinstance(found, Ref) and found.kind == "dict":
        _variables(view, found, parts)
    elif isinstance(found, Ref) and found.kind[:1].isupper():
        _section(ev, view, (ref, name), found, parts)
    else:
        given = view.given(slot, name)
        if given is not None:
            parts.settings[name] = given


def _section(ev: Evaluator, view: View, at: tuple[Ref, str], section: Ref, parts: _Parts) -> None:
    """Take over an object that was set as a whole: ``env.docker = DockerSection()``."""
    parts.lost += view.gaps(section)
    owner, prefix = at
    for name, slot in view.state.slots(section.id).items():
        if isinstance(name, str) and name != "workspace":
            _attribute(ev, view, owner, f"{prefix}.{name}", slot, parts)


def _variables(view: View, ref: Ref, parts: _Parts) -> None:
    parts.lost += view.gaps(ref)
    for name, slot in view.state.slots(ref.id).items():
        given = view.given(slot, str(name)) if name is not GAPS else None
        if given is not None and isinstance(name, str):
            parts.variables[name] = given


def _made_with(view: View, ref: Ref, parts: _Parts, origin: str) -> None:
    """Take over the arguments it was made with, under the attributes they set; what was set since wins."""
    for argument, attribute in _ATTRIBUTES.items():
        slot = view.state.get(ref.id, argument)
        found = view.decide(slot) if not isinstance(slot, Missing) else slot
        if _nothing(found) or attribute in parts.settings:
            continue
        if isinstance(found, Ref) and found.kind[:1].isupper():
            _flat(view, found, attribute, parts)
            continue
        given = view.given(slot, attribute, argument)
        if given is not None:
            parts.settings[attribute] = given
    if origin in {"Environment.from_docker_image", "Environment.from_dockerfile"}:
        _user_managed(view, ref, parts)
    if origin == "Environment.from_existing_conda_environment":
        why = "the packages are those of a conda environment on the machine that runs the code"
        parts.lost.append(Unread("conda_environment_name", why, ref.place))


def _flat(view: View, section: Ref, prefix: str, parts: _Parts) -> None:
    parts.lost += view.gaps(section)
    for name, slot in view.state.slots(section.id).items():
        given = (
            view.given(slot, f"{prefix}.{name}") if isinstance(name, str) and name != "workspace" else None
        )
        if given is not None:
            parts.settings[f"{prefix}.{name}"] = given


def _user_managed(view: View, ref: Ref, parts: _Parts) -> None:
    """Say what v1 sets where an image or Dockerfile comes without a list of packages."""
    lists = (view.slot(ref, name) for name in ("conda_specification", "pip_requirements"))
    key = "python.user_managed_dependencies"
    if all(_nothing(one) for one in lists) and key not in parts.settings:
        parts.settings[key] = Given(Known(True, ref.place), "conda_specification", ref.place)


def _from_folder(ev: Evaluator, view: View, ref: Ref, made: Environment) -> Environment:
    given = view.given(view.state.get(ref.id, "path"), "path")
    folder = known(given.value) if given is not None else None
    found = saved.joined(ev, folder, made) if isinstance(folder, str) else None
    if found is not None:
        return found
    name = folder if isinstance(folder, str) else "the folder"
    lost = Unread("path", f"the saved environment in {name} was not read", ref.place)
    return replace(made, unread=(*made.unread, lost))


def _own_conda(ev: Evaluator, view: View, ref: Ref, origin: str) -> Conda | None:
    """Return the packages of an environment whose conda dependencies nobody has touched."""
    if origin in {"Environment", "Environment.get", "Workspace.environments"}:
        return None
    document, path, gaps = _base(ev, view, ref)()
    return Conda(document, path, ref.place, gaps) if document or path is not None or gaps else None


def _base(ev: Evaluator, view: View, ref: Ref) -> packages.Base:
    """Return how to find the packages an environment starts with."""
    api = view.slot(ref, API)
    origin = str(api.value) if isinstance(api, Literal) else ""

    def start() -> tuple[packages.Document, Value | None, tuple[Unread, ...]]:
        for argument, make in (("file_path", _by_origin(origin)), ("conda_specification", _specified)):
            slot = view.state.get(ref.id, argument)
            if not isinstance(slot, Missing) and not _nothing(view.decide(slot)):
                return make(ev, view, slot)
        slot = view.state.get(ref.id, "pip_requirements")
        if not isinstance(slot, Missing) and not _nothing(view.decide(slot)):
            return _required(ev, view, slot)
        if origin in {"Environment", "Environment.from_docker_image", "Environment.from_dockerfile"}:
            return (conda.empty() if origin == "Environment" else {}), None, ()
        why = "the packages it starts with are not in the source"
        return {}, None, (Unread("conda dependencies", why, ref.place),)

    return start


_Make = Callable[[Evaluator, View, Abstract], tuple[packages.Document, Value | None, tuple[Unread, ...]]]


def _by_origin(origin: str) -> _Make:
    return _required if origin == "Environment.from_pip_requirements" else _specified


def _specified(
    ev: Evaluator, view: View, slot: Abstract
) -> tuple[packages.Document, Value | None, tuple[Unread, ...]]:
    document, path, gaps = packages.from_file(ev, view, slot, conda.from_conda_specification)
    written, _, _ = packages.from_file(ev, view, slot, conda.loaded)
    entry = conda.replaced_python(written) if not gaps else None
    replaced = (Unread(entry, REPLACED, path.place if path is not None else None),) if entry else ()
    return document, path, (*gaps, *replaced)


def _required(
    ev: Evaluator, view: View, slot: Abstract
) -> tuple[packages.Document, Value | None, tuple[Unread, ...]]:
    path = view.value(slot)
    name = path.value if isinstance(path, Known) else None
    text = packages.file_text(ev, name)[0] if isinstance(name, str) else None
    if text is None:
        why = (
            path.why if isinstance(path, Unresolved) else f"the file {name or ''} is not in the scanned tree"
        )
        return {}, path, (Unread("pip requirements", why, path.place),)
    lines = [line.strip() for line in text.splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    return conda.from_pip_requirements(wanted), path, ()


def record_all(ev: Evaluator, final: State) -> None:
    """Record every environment the source makes or fetches, as it is at the end."""
    for ref, state in ev.environments:
        at = final if final.slots(ref.id) else state
        for one, _ in candidates(at, partial(environment, ev, ref)):
            ev.recorder.environment(one)
    ev.environments.clear()
