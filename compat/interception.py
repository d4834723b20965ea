"""``azureml.core`` as compat provides it, under its own name: in this process, and in the processes it starts.

A finder at the front of ``sys.meta_path`` answers for ``azureml.core`` and ``azureml.exceptions`` with the modules
of ``compat.azureml``, so that they are one module under two names. Other packages of the ``azureml`` namespace
(``azureml.mlflow``, ``azureml.ai.monitoring``) load as they are installed; ``azureml`` itself is made up if it is not.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

ROOT = "azureml"
CLAIMED = ("azureml.core", "azureml.exceptions")
OUTSIDE = ("azureml.train", "azureml.pipeline", "azureml.data", "azureml.widgets", "azureml.contrib", "azureml.automl",
           "azureml.telemetry", "azureml.explain", "azureml.history", "azureml.dataprep")  # fmt: skip
CHILDREN = Path(__file__).resolve().parent / "runtime" / "children"
VARIABLE = "COMPAT_INTERCEPT"


class Alias(Loader):
    """Gives a module of compat under its v1 name, or says that it is not in compat."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module of compat that stands for a v1 module."""
        found = importlib.import_module(self._name)
        self._spec = found.__spec__
        return found

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its own specification back: the import system has put the alias's in its place."""
        module.__spec__ = self._spec


class Missing(Loader):
    """Refuses a v1 module that compat does not have, with what it is not."""

    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: ModuleSpec) -> None:
        """Refuse."""
        raise ModuleNotFoundError(
            f"{self._name} is not part of compat, which deploys services: no jobs, data or pipelines. "
            "See docs/compat.md.",
            name=self._name,
        )

    def exec_module(self, module: ModuleType) -> None:
        """Never comes to this."""


class Finder(MetaPathFinder):
    """Answers for the v1 modules that compat has, and for those that it refuses."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module comes from; None leaves it to the others."""
        if fullname == ROOT:
            return _namespace()
        if _below(fullname, CLAIMED):
            return self._claimed(fullname)
        if _below(fullname, OUTSIDE):
            return ModuleSpec(fullname, Missing(fullname))
        return None

    def _claimed(self, fullname: str) -> ModuleSpec:
        own = f"compat.{fullname}"
        try:
            found = importlib.util.find_spec(own)
        except ModuleNotFoundError:
            found = None
        if found is None:
            return ModuleSpec(fullname, Missing(fullname))
        return ModuleSpec(fullname, Alias(own), is_package=found.submodule_search_locations is not None)


def _below(name: str, roots: Sequence[str]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def _namespace() -> ModuleSpec | None:
    """Return the specification of an empty ``azureml``, unless something of that name is installed."""
    if PathFinder.find_spec(ROOT, None) is not None:
        return None
    made = ModuleSpec(ROOT, None, is_package=True)
    made.submodule_search_locations = []
    return made


def install() -> None:
    """Provide ``azureml.core`` from here on, in this process: for notebooks, and for ``run``.

    Raises ImportError if the real one has been imported: objects of both would be mixed up.
    """
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return
    real = sys.modules.get("azureml.core")
    if real is not None and not getattr(real, "__name__", "").startswith("compat."):
        raise ImportError(
            "azureml.core is imported already, the real one. Call compat.install() first, in a new process."
        )
    sys.meta_path.insert(0, Finder())


def uninstall() -> None:
    """Take the finder away, and the names it has given."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Finder)]
    for name in [one for one in sys.modules if _below(one, CLAIMED)]:
        if getattr(sys.modules[name], "__name__", "").startswith("compat."):
            del sys.modules[name]


def detached() -> dict[str, ModuleType]:
    """Take every ``azureml`` module out of this process and return them: for those who need both in turn."""
    found = {name: module for name, module in sys.modules.items() if _below(name, (ROOT,))}
    for name in found:
        del sys.modules[name]
    return found


def attached(modules: Mapping[str, ModuleType]) -> None:
    """Put back what ``detached`` has taken out."""
    detached()
    sys.modules.update(modules)


def for_children(environment: MutableMapping[str, str]) -> None:
    """Let Python processes that are started with these variables provide ``azureml.core`` too.

    A ``sitecustomize`` at the front of ``PYTHONPATH`` does it, and then runs the one it stands before, if any.
    """
    home = str(Path(__file__).resolve().parent.parent)
    present = [part for part in environment.get("PYTHONPATH", "").split(os.pathsep) if part]
    wanted = [str(CHILDREN), *present, home]
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(wanted))
    environment[VARIABLE] = "1"
