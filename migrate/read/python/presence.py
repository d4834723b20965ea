"""Code that asks whether a service is there already: update it or deploy it, it is the same service."""

from __future__ import annotations

import ast
import re

from migrate.read.python import names
from migrate.read.python.domain import MISSING, Abstract, Opaque, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

_SERVICES = re.compile(r"\bwebservices\b|\b(?:Aks|Aci|Local)?Webservice\b")


def asked(ev: Evaluator, node: ast.If, value: Abstract, state: State) -> bool:
    """Tell whether a test asks for a service, or one of its ways updates one."""
    read = [one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)]
    found = [plain(value), *(plain(names.lookup(ev, one, state) or MISSING) for one in read)]
    sources = [ev.source(node.test), *(one.source for one in found if isinstance(one, Opaque))]
    return any(_SERVICES.search(one) for one in sources) or _updates(node.body) != _updates(node.orelse)


def _updates(body: list[ast.stmt]) -> bool:
    called = {
        one.func.attr
        for statement in body
        for one in ast.walk(statement)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    }
    return "update" in called and not any(one.startswith("deploy") for one in called)
