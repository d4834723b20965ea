"""v1 names: from whatever path they were imported through to the one name each thing has here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from migrate.read.python.inventory import BASES, CLASSES, CORE, EXCEPTIONS, OTHERS, OWN, PACKAGES, SERVICES
from migrate.read.python.signatures import SIGNATURES


@dataclass(frozen=True)
class Symbol:
    """A v1 name: the class (or module, for a function) by its short name, and a member of it ('' for itself)."""

    owner: str
    member: str = ""

    @property
    def short(self) -> str:
        """``Model.deploy``, or ``InferenceConfig`` for a class itself."""
        return f"{self.owner}.{self.member}" if self.member else self.owner

    @property
    def name(self) -> str:
        """The canonical dotted name (``azureml.core.model.Model.deploy``)."""
        home = _homes().get(self.owner, "")
        return f"{home}.{self.short}" if home else self.short


@cache
def _homes() -> Mapping[str, str]:
    return {name: f"{CORE}.{module}" for module, names in CLASSES.items() for name in names}


@cache
def _paths() -> Mapping[str, str]:
    """Every import path of a class or constant -> its short name."""
    paths: dict[str, str] = {}
    for module, names in CLASSES.items():
        for name, others in names.items():
            for where in (module, *others.split()):
                paths[f"{CORE}.{name}" if where == "-" else f"{CORE}.{where}.{name}"] = name
    return paths


@cache
def _functions() -> Mapping[str, str]:
    return {path: name for name, others in OTHERS.items() for path in (name, *others)}


@cache
def star(module: str) -> tuple[str, ...]:
    """Return the v1 names that ``from module import *`` binds."""
    prefix = f"{module}."
    paths = {**_paths(), **_functions()}
    return tuple(
        sorted(p[len(prefix) :] for p in paths if p.startswith(prefix) and "." not in p[len(prefix) :])
    )


def is_v1(dotted: str) -> bool:
    """Tell whether a dotted name belongs to the v1 SDK, in the inventory or not."""
    top, _, rest = dotted.partition(".")
    if top == "azureml":
        return rest.partition(".")[0] in PACKAGES
    return dotted in _functions() or dotted == "mlflow.azureml"


def is_exception(dotted: str) -> bool:
    """Tell whether a dotted name is one of v1's exceptions."""
    return dotted.startswith(EXCEPTIONS)


@cache
def resolve(dotted: str) -> Symbol | None:
    """Return the v1 symbol of a dotted name, whatever path it was imported through, or None."""
    function = _functions().get(dotted)
    if function is not None:
        return Symbol(function)
    parts = dotted.split(".")
    if parts[0] != "azureml":
        return None
    for size in range(2, len(parts) + 1):
        name = _paths().get(".".join(parts[:size])) or _elsewhere(parts[:size])
        if name is not None:
            return member(name, ".".join(parts[size:]))
    return None


def _elsewhere(parts: list[str]) -> str | None:
    """Return the class of a path that older releases had: the module differs, the name is v1's own."""
    known_home = parts[:2] == ["azureml", "core"] and parts[-1] in _homes()
    return parts[-1] if known_home and parts[-1][:1].isupper() else None


def lineage(owner: str) -> tuple[str, ...]:
    """Return a class and its bases, nearest first."""
    chain = [owner]
    while chain[-1] in BASES:
        chain.append(BASES[chain[-1]])
    return tuple(chain)


@cache
def member(owner: str, name: str) -> Symbol:
    """Return the symbol of a member: on the base of the family where that has it, else where it is defined."""
    if not name:
        return Symbol(owner)
    homes = [cls for cls in lineage(owner) if name in SIGNATURES.get(cls, {})]
    if not homes:
        return Symbol(owner, name)
    return Symbol(homes[0] if name in OWN else homes[-1], name)


@cache
def parameters(owner: str, name: str = "") -> tuple[str, ...] | None:
    """Return the parameters of a call in positional order, or None where the call is not in the inventory."""
    if owner.startswith("mlflow.azureml."):
        owner, _, name = owner.rpartition(".")
    for cls in lineage(owner):
        line = SIGNATURES.get(cls, {}).get(name or "__init__")
        if line is not None:
            return tuple(line.split())
    return None


@cache
def service_method(owner: str, name: str) -> Symbol | None:
    """Return the symbol of a method on a service of (perhaps not exactly known) class ``owner``."""
    for cls in (owner, "AksWebservice", "AksEndpoint", "AciWebservice", "LocalWebservice"):
        if cls in SERVICES and parameters(cls, name) is not None:
            return member(cls, name)
    return None
