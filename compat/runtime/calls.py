"""What every v1 call passes through: the usage log, the level, and the one place where v2's errors get v1's words."""

from __future__ import annotations

import functools
import inspect
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from compat.backends.backend import Failure
from compat.runtime.refusal import CompatUnsupported, CompatWarning
from compat.runtime.session import current
from compat.runtime.standing import SAME, Stand, Standing, mark
from compat.runtime.usage import Level

P = ParamSpec("P")
R = TypeVar("R")
_HOME = str(Path(__file__).resolve().parent.parent)
_inside = threading.local()


def call(*, differs: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a v1 call: logged with the caller's line, its vendor errors in v1's words.

    ``differs`` says how it differs from v1, for the documentation. A v1 call that another one makes is not logged.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = function.__qualname__

        @functools.wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            if getattr(_inside, "call", False):
                return function(*args, **kwargs)
            note(name)
            _inside.call = True
            try:
                return function(*args, **kwargs)
            except Failure as failure:
                raise spoken(failure, name) from failure
            finally:
                _inside.call = False

        return mark(called, Standing(Stand.DIFFERS, differs) if differs else SAME)

    return decorate


def refused(why: str, instead: str, *, late: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a v1 call that compat refuses; its own body never runs, its signature stays v1's.

    ``late``: a script is refused only when it gets there, not for having it. While recording, the body does run.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = function.__qualname__

        @functools.wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            if late and current().backend.recording:
                note(name)
                return function(*args, **kwargs)
            raise CompatUnsupported(name, why, instead)

        return mark(called, Standing(Stand.REFUSED, f"{why} {instead}".strip(), late))

    return decorate


def note(name: str) -> None:
    """Write a v1 call to the usage log, and say or refuse what ``COMPAT_LEVEL`` asks for."""
    file, line = caller()
    session = current()
    session.usage.write(name, file, line)
    session.backend.note(name, file, line)
    if session.level is Level.ERROR:
        raise CompatUnsupported(name, f"COMPAT_LEVEL=error, and {file}:{line} still calls v1.")
    if session.level is Level.WARN:
        warnings.warn(f"{name} is v1, running on v2 ({file}:{line})", CompatWarning, stacklevel=4)


def caller() -> tuple[str, int]:
    """Return file and line of the nearest frame that is not compat's own."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_HOME):
        frame = frame.f_back
    return (frame.f_code.co_filename, frame.f_lineno) if frame is not None else ("", 0)


_SERVICES = {
    "Workspace": "Resource Manager",
    "ComputeTarget": "Resource Provider",
    "AksCompute": "Resource Provider",
}


def spoken(failure: Failure, name: str) -> Exception:
    """Return v1's exception for an answer of Azure that a call did not expect, in v1's words."""
    from compat.azureml.exceptions import ComputeTargetException, ProjectSystemException, WebserviceException

    kind = name.partition(".")[0]
    said = failure.sentence
    if failure.status is not None:
        said = (
            f"Received bad response from {_SERVICES.get(kind, 'Model Management Service')}:\n"
            f"Response Code: {failure.status}\nHeaders: {dict(failure.headers)}\nContent: {failure.content!r}"
        )
    said = f"{said}\n{failure.left}".strip()
    if kind == "Workspace":
        return ProjectSystemException(said)
    if kind in {"ComputeTarget", "AksCompute"}:
        return ComputeTargetException(said)
    return WebserviceException(said, failure.status)
