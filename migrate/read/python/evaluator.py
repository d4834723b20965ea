"""The abstract evaluator: runs source on abstract values, statement by statement, without executing any of it.

The work stands in tables by kind of node (``statements``, ``expressions``); this module holds what they share:
the limits, the current frame, new objects, and the way back to the tables.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from compat.value import Place
from migrate.read.python.domain import Abstract, Function, Module, Opaque, Ref, Scope
from migrate.read.python.failures import Failure
from migrate.read.python.recorder import Recorder
from migrate.read.python.state import Outcome, State
from migrate.read.python.translation import depends_of

if TYPE_CHECKING:
    from migrate.read.python.commands import Told
    from migrate.read.python.given import Declared, GivenToRun
    from migrate.read.python.layout import Layout
    from migrate.read.reading import Files

MAX_STEPS = 60_000
MAX_IMPORT_STEPS = 30_000
MAX_FOREIGN_STEPS = 15_000
MAX_CALL_DEPTH = 14
MAX_UNROLL = 24
MAX_COUNT = 8
MAX_TURNS = 64
MAX_ALTERNATIVES = 16


class BoundReached(Exception):  # noqa: N818 - not an error: the analysis has done what it may
    """The analysis has done as many steps as it may."""


class Leaves(Exception):  # noqa: N818 - not an error: the scanned code ends here
    """The scanned code never goes past this expression (``sys.exit()``)."""


@dataclass
class Frame:
    """One call of a function, or the module itself."""

    scope: Scope
    entry: State
    function: ast.AST | None = None
    returns: list[Outcome] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    shared: dict[str, Scope] = field(default_factory=dict)
    """Names declared ``global`` or ``nonlocal``, and whose they are."""


@dataclass
class Loop:
    """A loop being run: the ways that left one turn early, and those that left it for good."""

    number: int
    entry: State
    turn: State
    left: list[Outcome] = field(default_factory=list)
    broken: list[Outcome] = field(default_factory=list)


# The tables hold one function a kind of node, so what is called fits the node by the table's key.
Evaluate = Callable[["Evaluator", Any, State], Abstract]
Run = Callable[["Evaluator", Any, State], bool]


class Evaluator:
    """Evaluates one program: a file, or the cells of a notebook in order."""

    def __init__(
        self,
        recorder: Recorder,
        files: Files,
        expressions: Mapping[type[ast.expr], Evaluate],
        statements: Mapping[type[ast.stmt], Run],
        home: str = "",
        given: GivenToRun | None = None,
    ) -> None:
        self.given = given
        """What a run of the program is given, where one run of it is read; else anybody may give anything."""
        self.declared: dict[int, list[Declared]] = {}
        """The options of argument parsers, by the id of the namespace they fill."""
        self.recorder = recorder
        self.files = files
        self.home = home
        """The path of the program that is read; modules it imports have other paths."""
        self.modules: dict[str, Module] = {}
        """The modules of the tree that were imported, by path."""
        self.unread: dict[str, str] = {}
        """Why a module was not followed, by path."""
        self.importing: list[str] = []
        """The modules being imported, outermost first."""
        self.searched: list[str] = []
        """The folders that the code puts on its search path, as paths from the root."""
        self.root: Function | None = None
        """The function being run that nothing in the program calls."""
        self.heavy: set[ast.AST] = set()
        """Functions of other files that take too many steps."""
        self.lent: set[str] = set()
        """The functions of other files that were called, by path and line."""
        self.frames: list[Frame] = []
        self.finished: Frame
        self.module_state = State()
        """The state at the end of the module so far: what imports and annotations are looked up in."""
        # Functions that were run; those under a decorator of the repository, which may give back something else.
        self.entered, self.wrapped = set[ast.AST](), set[ast.AST]()
        self.reached: set[ast.Call] = set()
        """The calls that were evaluated: of the others only their names can be looked at."""
        self.instances: dict[ast.AST, Ref] = {}
        self.uncertain: list[tuple[str, int]] = []
        """The loops of unknown length the evaluation stands in, by source, and which objects are older."""
        self.imported: dict[str, Place] = {}
        """The v1 names that imports bind, as written, and where."""
        self.used: set[str] = set()
        """Those that a usage stands for, with what follows them."""
        self.clusters: list[tuple[Ref, State]] = []
        self.environments: list[tuple[Ref, State]] = []
        self.commands: list[Told] = []
        """The commands of v1 that the program runs in a shell."""
        self.moved: list[Opaque] = []
        """The calls that changed the working directory."""
        self._expressions, self._statements = expressions, statements
        self.unrolled, self.turn = 1, 0
        """How many times the code being run is run, for the known loops around it; which turn of the innermost."""
        self.inner: list[tuple[Function, State]] = []
        """Functions defined inside of others, and where."""
        self._steps, self._most, self._spent = 0, MAX_STEPS, 0
        self._next, self.process = 1, 0
        """The id under which the state holds what is the process's own: its working directory."""

    @property
    def frame(self) -> Frame:
        """The call being run."""
        return self.frames[-1]

    @property
    def layout(self) -> Layout:
        """The source being run."""
        return self.frame.scope.layout

    @property
    def path(self) -> str:
        """The path of the source being run."""
        return self.layout.path

    @property
    def at_home(self) -> bool:
        """Whether the source being run is the program's own, not that of a module it imports."""
        return self.layout.path == self.home

    def use(self, name: str) -> None:
        """Note that a usage stands for a v1 name that the program imports."""
        if self.at_home:
            self.used.add(name)

    def loops(self) -> frozenset[int]:
        """Return the loops being run."""
        return frozenset(loop.number for frame in self.frames for loop in frame.loops)

    def born(self) -> int:
        """Return the id the next object will get."""
        return self._next

    def new(self, kind: str, node: ast.AST | None = None) -> Ref:
        """Return a new object of a kind."""
        number = self._next
        self._next += 1
        if node is None:
            return Ref(number, kind)
        return Ref(number, kind, self.place(node), self.source(node))

    def scope(self, parent: Scope | None, layout: Layout, *, of_class: bool = False) -> Scope:
        """Return a new scope."""
        return Scope(self.new("scope").id, parent, layout, of_class)

    def again(self, scope: Scope, layout: Layout) -> Scope:
        """Return a scope as another piece of the same program sees it: the same names, other lines."""
        return Scope(scope.id, scope.parent, layout, scope.of_class)

    def place(self, node: ast.AST) -> Place:
        """Return where a node of the current source stands."""
        return self.layout.place(node)

    def source(self, node: ast.AST) -> str:
        """Return the text of a node of the current source."""
        return self.layout.source(node)

    def step(self) -> None:
        """Count one step of the analysis."""
        self._steps += 1
        if self._steps > self._most:
            raise BoundReached

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Count the steps of imports apart: what is imported must not use up what the program itself may take."""
        kept = self._steps, self._most
        self._steps, self._most = self._spent, MAX_IMPORT_STEPS
        try:
            yield
        finally:
            self._spent = self._steps
            self._steps, self._most = kept

    @contextmanager
    def within(self, steps: int) -> Iterator[None]:
        """Allow only so many more steps: one call must not use up what the program may take."""
        kept = self._most
        self._most = min(kept, self._steps + steps)
        try:
            yield
        finally:
            self._most = kept

    @property
    def spent(self) -> bool:
        """Whether the analysis has done all the steps that it may."""
        return self._steps >= self._most

    def value(self, node: ast.expr, state: State) -> Abstract:
        """Return the value of an expression; what the code does on the way happens in ``state``."""
        self.step()
        evaluate = self._expressions.get(type(node))
        if evaluate is None:
            return self.opaque(node)
        return evaluate(self, node, state)

    def run(self, statements: Sequence[ast.stmt], state: State) -> bool:
        """Run statements in order; return whether the end of the block is reached."""
        for statement in statements:
            self.step()
            run = self._statements.get(type(statement))
            if run is None:
                continue
            try:
                if not run(self, statement, state):
                    return False
            except Leaves:
                return False
            except RecursionError:
                self.recorder.finding(
                    Failure.TOO_DEEP.at(self.place(statement), "this statement was left out")
                )
        return True

    def opaque(
        self, node: ast.AST, inputs: Iterable[Abstract] = (), *, why: str = "", settle: str = ""
    ) -> Opaque:
        """Return a value that only running the code would give, with what it waits for."""
        return Opaque(self.source(node), self.place(node), depends_of(*inputs), why=why, settle=settle)
