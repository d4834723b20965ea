"""Which function evaluates which kind of node."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from migrate.read.python import calls, expressions, statements
from migrate.read.python.evaluator import Evaluate, Run

EXPRESSIONS: Mapping[type[ast.expr], Evaluate] = {**expressions.EXPRESSIONS, ast.Call: calls.evaluate}
STATEMENTS: Mapping[type[ast.stmt], Run] = statements.STATEMENTS
