"""Run by Python at start in the children of ``python -m compat run``: they get compat's ``azureml.core`` too."""

import importlib.util
import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path

_HERE = str(Path(__file__).resolve().parent)


def _next_one() -> None:
    """Run the ``sitecustomize`` that this one stands before."""
    others = [path for path in sys.path if str(Path(path or ".").resolve()) != _HERE]
    found = PathFinder.find_spec("sitecustomize", others)
    if found is not None and found.loader is not None:
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)


if os.environ.get("COMPAT_INTERCEPT"):
    import atexit

    from compat.interception import install
    from compat.runtime.session import finish

    install()
    if os.environ.get("COMPAT_RECORD"):
        atexit.register(finish)
_next_one()
