"""How each v1 name stands in compat: the same, different, or refused. The documentation is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NoReturn, TypeVar

from compat.runtime.refusal import CompatUnsupported

T = TypeVar("T")
MARK = "__compat_standing__"


class Stand(Enum):
    """The closed set of what may become of a v1 name."""

    SAME = "same"
    DIFFERS = "differs"
    REFUSED = "refused"
    OURS = "not v1's"


@dataclass(frozen=True)
class Standing:
    """``said`` is how it differs, or what to do instead; empty for the same.

    ``late``: refused only when it is reached, because scripts guard it (``except ComputeTargetException``).
    """

    stand: Stand
    said: str = ""
    late: bool = False


SAME = Standing(Stand.SAME)


def mark(thing: T, standing: Standing) -> T:
    """Attach a standing to a function or class."""
    setattr(thing, MARK, standing)
    return thing


def ours(function: T) -> T:
    """Mark a public name of a face that v1 does not have: the faces use it among themselves."""
    return mark(function, Standing(Stand.OURS))


def standing_of(thing: object) -> Standing:
    """Return the standing of a function, property or class; unmarked ones are the same as in v1."""
    if isinstance(thing, (staticmethod, classmethod)):
        thing = thing.__func__
    if isinstance(thing, property):
        thing = thing.fget
    found = getattr(thing, "__dict__", {}).get(MARK)
    return found if isinstance(found, Standing) else SAME


class Tombstone(type):
    """The class of v1 classes that compat does not have: they import, and refuse to be used."""

    def __call__(cls, *args: object, **kwargs: object) -> NoReturn:
        """Refuse to make one."""
        raise refusal_of(cls)

    def __getattr__(cls, name: str) -> NoReturn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise refusal_of(cls, name)


def refusal_of(cls: type, member: str = "") -> CompatUnsupported:
    """Return the refusal for the use of a tombstone."""
    feature = f"{cls.__name__}.{member}" if member else cls.__name__
    return CompatUnsupported(
        feature, "compat deploys services; this is not part of it.", standing_of(cls).said
    )


def tombstone(name: str, module: str, instead: str) -> Tombstone:
    """Return a v1 class that can be imported and never used."""
    made = Tombstone(name, (), {"__module__": module, "__doc__": f"Not in compat. {instead}"})
    return mark(made, Standing(Stand.REFUSED, instead))
