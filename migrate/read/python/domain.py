"""What the evaluator knows of a value while it reads: the abstract values.

They are immutable; what can change (variables, attributes, list items) stands in ``state.State`` under the id of
a scope or of a ``Ref``.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from compat.value import Dependency, Place

if TYPE_CHECKING:
    from migrate.read.python.layout import Layout

MAX_LEAVES = 32

Plain = str | int | float | bool | bytes | None


@dataclass(frozen=True)
class Literal:
    """A certain scalar; ``path`` marks one that came out of ``pathlib.Path``."""

    value: Plain
    place: Place | None = field(default=None, compare=False)
    path: bool = False


@dataclass(frozen=True)
class Opaque:
    """A value from outside, by the source that computes it.

    ``key`` is equal for two readings of the same stable thing (an argument, an environment variable); branches on
    such values stay correlated. ``negated`` turns the key's truth round. ``why`` says that nobody can tell.
    """

    source: str
    place: Place | None = field(default=None, compare=False)
    depends: tuple[Dependency, ...] = ()
    default: Literal | None = None
    key: Hashable = None
    negated: bool = False
    why: str = ""
    settle: str = ""


@dataclass(frozen=True)
class Branch:
    """A point where the code goes one of several ways and nobody knows which."""

    key: Hashable
    labels: tuple[str, ...] = field(compare=False)
    attempt: bool = field(default=False, compare=False)
    """Whether it is a ``try``: the first way is the one that is meant to work."""
    loops: frozenset[int] = field(default=frozenset(), compare=False)
    """The loops it stands in."""


@dataclass(frozen=True)
class Choice:
    """One value a way: ``arms`` maps the number of the way to the value it leaves. Made by ``choose``.

    ``size`` counts what it can come out as; ``missing`` and ``bound`` say whether nothing, or a slot's content
    with its place, is among that.
    """

    branch: Branch
    arms: tuple[tuple[int, Abstract], ...]
    size: int = field(default=2, compare=False)
    missing: bool = field(default=False, compare=False)
    bound: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Ref:
    """A thing that can change: a list, a dict, an instance, a v1 object; its content stands in the state.

    ``kind`` is ``list``, ``dict``, ``instance``, ... or the short name of a v1 class.
    """

    id: int
    kind: str
    place: Place | None = field(default=None, compare=False)
    source: str = field(default="", compare=False)


@dataclass(frozen=True)
class Dotted:
    """A name in a module that is not part of the source: ``os.environ``, ``azureml.core.Model``."""

    name: str


@dataclass(frozen=True)
class Part:
    """An attribute path of a v1 object that nobody has set: ``env.docker`` before ``.base_image = ``."""

    base: Abstract
    path: str


@dataclass(frozen=True)
class Member:
    """A method taken off a value but not called yet."""

    owner: Abstract
    name: str


@dataclass(frozen=True)
class Items:
    """The content of a list; ``gap`` says why there may be more than is known."""

    values: tuple[Abstract, ...] = ()
    gap: str = ""


@dataclass(frozen=True)
class Bound:
    """A value in a slot, with where the argument, key or attribute itself stands."""

    value: Abstract
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Step:
    """One call on an object whose calls add up (conda dependencies)."""

    method: str
    arguments: tuple[tuple[str, Abstract], ...]
    place: Place | None = field(default=None, compare=False)


class Missing:
    """Nothing there: not set on this way."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@dataclass(frozen=True, eq=False)
class Scope:
    """A place for names; class scopes are skipped when functions inside look outwards."""

    id: int
    parent: Scope | None
    layout: Layout
    of_class: bool = False


FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the source; ``receiver`` is bound for a method."""

    node: FunctionNode
    scope: Scope
    receiver: Abstract | None = None
    defaults: tuple[tuple[str, Abstract], ...] = ()
    plain: bool = False
    """Whether it is a static method."""


@dataclass(frozen=True, eq=False)
class Module:
    """A module of the scanned tree; what it sets stands in its scope. ``path`` is its file, or a folder's path."""

    name: str
    path: str
    scope: Scope


@dataclass(frozen=True, eq=False)
class Klass:
    """A class of the source; its attributes stand in its scope."""

    node: ast.ClassDef
    scope: Scope
    bases: tuple[Abstract, ...] = ()


Abstract = (
    Literal
    | Opaque
    | Choice
    | Ref
    | Dotted
    | Part
    | Member
    | Items
    | Bound
    | Step
    | Missing
    | Function
    | Klass
    | Module
)

# Slots beside names, keys and attributes.
GAPS: Final = ("<gaps>",)
LOG: Final = ("<log>",)
ITEMS: Final = ("<items>",)
CLASS: Final = ("<class>",)
API: Final = ("<api>",)
LOADED: Final = ("<loaded>",)


def plain(value: Abstract) -> Abstract:
    """Return a slot's value without where it was put."""
    if isinstance(value, Bound):
        return value.value
    if isinstance(value, Choice) and value.bound:
        return choose(value.branch, tuple((arm, plain(one)) for arm, one in value.arms))
    return value


def choose(branch: Branch, arms: tuple[tuple[int, Abstract], ...]) -> Abstract:
    """Return a choice, or the value itself where every way leaves the same.

    What comes out as too many things is not known any more: each further branch would double them.
    """
    first = arms[0][1]
    if all(same(first, value) for _, value in arms[1:]):
        return first
    values = [value for _, value in arms]
    size = sum(one.size if isinstance(one, Choice) else 1 for one in values)
    missing = any(one.missing if isinstance(one, Choice) else isinstance(one, Missing) for one in values)
    bound = any(one.bound if isinstance(one, Choice) else isinstance(one, Bound) for one in values)
    found = Choice(branch, arms, size, missing, bound)
    return found if size <= MAX_LEAVES else blurred(list(leaves(found)))


def blurred(values: Sequence[Abstract]) -> Abstract:
    """Return what is left to say of too many values."""
    why = "it is another thing on each of very many ways through the code"
    if any(isinstance(one, Items) for one in values):
        return Items((), why)
    place = next((one.place for one in values if isinstance(one, Bound)), None)
    return Bound(Opaque("", place, why=why), place) if place is not None else Opaque("", why=why)


def same(left: Abstract, right: Abstract) -> bool:
    """Tell whether two values cannot differ; ``1`` and ``True`` do."""
    if left is right:
        return True
    if isinstance(left, Literal) and isinstance(right, Literal):
        return type(left.value) is type(right.value) and left.value == right.value and left.path == right.path
    if isinstance(left, Opaque) and isinstance(right, Opaque):
        return left.key is not None and left == right
    if isinstance(left, Bound) and isinstance(right, Bound):
        return left.place == right.place and same(left.value, right.value)
    return type(left) is type(right) and left == right


def without(value: Abstract) -> Abstract:
    """Return a variable's value without the ways on which it was never set: reading it there would fail."""
    if not isinstance(value, Choice) or not value.missing:
        return value
    arms = tuple((arm, without(one)) for arm, one in value.arms)
    kept = tuple((arm, one) for arm, one in arms if not isinstance(one, Missing))
    return choose(value.branch, kept) if kept else MISSING


def without_none(value: Abstract) -> Abstract:
    """Return a value without the ways on which it is None, where it is something else on others."""
    if not isinstance(value, Choice):
        return value
    arms = tuple((arm, without_none(one)) for arm, one in value.arms)
    kept = tuple((arm, one) for arm, one in arms if not _none(one))
    return choose(value.branch, kept) if kept else value


def _none(value: Abstract) -> bool:
    found = plain(value)
    return isinstance(found, Missing) or (isinstance(found, Literal) and found.value is None)


def filled(value: Abstract, other: Abstract) -> Abstract:
    """Return a value with what stands there where it is not set on some way."""
    if isinstance(value, Missing):
        return other
    if isinstance(value, Choice) and not isinstance(other, Missing):
        return choose(value.branch, tuple((arm, filled(one, other)) for arm, one in value.arms))
    return value


def leaves(value: Abstract) -> Iterator[Abstract]:
    """Yield every value a choice can come out as."""
    if isinstance(value, Choice):
        for _, one in value.arms:
            yield from leaves(one)
    else:
        yield value
