"""Conda dependencies: the calls on a ``CondaDependencies`` in order, as the document v1 would have saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from compat.mapping import conda
from compat.v1 import Conda, Unread
from compat.value import Known, Place, Unresolved, Value, describe
from migrate.read.python import anchors
from migrate.read.python.domain import API, ITEMS, LOG, Abstract, Items, Literal, Missing, Ref, Step, leaves
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.views import View

Document = Mapping[str, object]
Base = Callable[[], tuple[Document, Value | None, tuple[Unread, ...]]]

_MANY = {"pip_packages", "conda_packages", "pip_requirements"}


def specification(ev: Evaluator, view: View, ref: Ref, base: Base) -> Conda:
    """Return the conda specification of an object; ``base`` gives that of an environment's own."""
    gaps = list(view.gaps(ref))
    document, path, more = _start(ev, view, ref, base)
    gaps += more
    steps = view.slot(ref, LOG)
    if not isinstance(steps, Items | Missing):
        logs = [one.values if isinstance(one, Items) else () for one in leaves(steps)]
        every = dict.fromkeys(step for log in logs for step in log if isinstance(step, Step))
        steps = Items(tuple(step for step in every if all(step in log for log in logs)))
        gaps += [_on_some_ways(view, step, ref) for step in every if step not in steps.values] or [
            Unread("conda dependencies", "other packages are added on each way through the code", ref.place)
        ]
    if isinstance(steps, Items):
        if steps.gap:
            gaps.append(Unread("conda dependencies", f"packages are added {steps.gap}", ref.place))
        for step in steps.values:
            if isinstance(step, Step):
                document = _applied(view, document, step, gaps)
    return Conda(document, path, ref.place, tuple(gaps))


def _start(
    ev: Evaluator, view: View, ref: Ref, base: Base
) -> tuple[Document, Value | None, tuple[Unread, ...]]:
    api = view.slot(ref, API)
    if isinstance(api, Missing):
        return base()
    if isinstance(api, Literal) and api.value == "CondaDependencies.create":
        gaps: list[Unread] = []
        arguments = {
            name: _argument(view, name, view.state.get(ref.id, name), gaps, ref.place)
            for name in ("pip_packages", "conda_packages", "python_version", "pip_indexurl")
        }
        given = {name: value for name, value in arguments.items() if value is not None}
        return _guarded(lambda: conda.created(**given), {}, gaps, ref.place), None, tuple(gaps)
    path = view.state.get(ref.id, "conda_dependencies_file_path")
    if isinstance(path, Missing) or _is_none(view.decide(path)):
        return conda.empty(), None, ()
    return from_file(ev, view, path, conda.loaded)


def _on_some_ways(view: View, step: Step, ref: Ref) -> Unread:
    """Say of a call on the packages that it is made on some ways through the code only."""
    given = "; ".join(f"{name}: {describe(view.value(value))}" for name, value in step.arguments)
    why = f"it is called on some ways through the code only, with {given}"
    return Unread(step.method, why, step.place or ref.place)


def _is_none(value: Abstract) -> bool:
    return isinstance(value, Literal) and value.value is None


def from_file(
    ev: Evaluator, view: View, slot: Abstract, make: Callable[[object], Document]
) -> tuple[Document, Value | None, tuple[Unread, ...]]:
    """Return the document of a conda file of the scanned tree, with its path and what could not be read."""
    path = view.value(slot)
    name = path.value if isinstance(path, Known) else None
    if not isinstance(name, str):
        why = path.why if isinstance(path, Unresolved) else "its path is only known when the code runs"
        return {}, path, (Unread("conda file", why, path.place),)
    text, found = file_text(ev, name)
    if text is None:
        why = f"the file {name} is not in the scanned tree"
        return {}, path, (Unread("conda file", why, path.place),)
    gaps: list[Unread] = []
    document = _guarded(lambda: make(_yaml(text)), {}, gaps, Place(found))
    return document, path, tuple(gaps)


def file_text(ev: Evaluator, name: str) -> tuple[str | None, str]:
    """Return the text of a file that the source names, and its path in the tree."""
    found = anchors.find(ev.files, name, ev.home) or anchors.find(ev.files, name, ev.path)
    return (ev.files.text(found) if found is not None else None), found or name


def _yaml(text: str) -> object:
    import yaml

    return yaml.safe_load(text)


def _guarded(
    make: Callable[[], Document], otherwise: Document, gaps: list[Unread], place: Place | None
) -> Document:
    """Return what v1 makes, or what was there before with a gap where v1 itself would refuse."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - a broken file, or a value that v1 refuses too
        gaps.append(Unread("conda dependencies", f"they could not be followed: {_first_line(error)}", place))
        return otherwise


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _applied(view: View, document: Document, step: Step, gaps: list[Unread]) -> Document:
    act: Callable[..., Document] | None = getattr(conda, step.method, None)
    if act is None:
        gaps.append(Unread(step.method, "this call on the conda dependencies is not known", step.place))
        return document
    before = len(gaps)
    arguments = [_argument(view, name, value, gaps, step.place) for name, value in step.arguments]
    if any(value is None for value in arguments) or (len(gaps) > before and not _is_list(arguments)):
        return document
    return _guarded(lambda: act(document, *arguments), document, gaps, step.place)


def _is_list(arguments: Sequence[object]) -> bool:
    return any(isinstance(one, list) for one in arguments)


def _argument(view: View, name: str, slot: Abstract, gaps: list[Unread], place: Place | None) -> Any:
    """Return an argument's value; what is not certain is left out, with a gap that says so."""
    if isinstance(slot, Missing):
        return None
    found = view.decide(slot)
    if name in _MANY and isinstance(found, Ref) and found.kind == "list":
        return _entries(view, name, found, gaps)
    value = view.value(found, place=place)
    if isinstance(value, Known):
        if name in _MANY and isinstance(value.value, str):
            return [value.value]
        return value.value
    gaps.append(_gap(name, value, place))
    return None


def _entries(view: View, name: str, ref: Ref, gaps: list[Unread]) -> list[str]:
    items = view.slot(ref, ITEMS)
    if not isinstance(items, Items):
        gaps.append(Unread(name, "the list is not known", ref.place))
        return []
    if items.gap:
        gaps.append(Unread(name, f"there may be more: {items.gap}", ref.place))
    found: list[str] = []
    for item in items.values:
        value = view.value(item, place=ref.place)
        if isinstance(value, Known) and isinstance(value.value, str):
            found.append(value.value)
        else:
            gaps.append(_gap(name, value, ref.place))
    return found


def _gap(name: str, value: Value, place: Place | None) -> Unread:
    if isinstance(value, Unresolved):
        return Unread(name, f"{value.source or 'a value'}: {value.why}", value.place or place)
    source = getattr(value, "source", "")
    return Unread(name, f"{source or 'a value'} is only known when the code runs", value.place or place)
