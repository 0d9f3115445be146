"""Expectations on how a program is written: loops, the names that it calls, and the formulas in it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from dropgrade.checks.failure import Names, fail
from dropgrade.checks.module import Module
from dropgrade.checks.student import Student
from dropgrade.report import Fact
from dropgrade.sandbox.outcomes import NameMissing, RaisedInfo, StudentRaised

HIDDEN_LOOPS = ("map", "numpy.vectorize", "numpy.apply_along_axis", "numpy.frompyfunc", "numpy.fromiter")
"""Calls that loop in Python without a visible loop."""
DEEPEST = 6
"""The maximum number of local names that a formula may be spread over."""


def expect_no_loop(student: Student, function: str, *, comprehensions: bool = False, mistakes: Names = ()) -> None:
    """Expect that a function, with everything it calls in its file, has no loop; comprehensions may be allowed."""
    module = _written(student, function)
    hidden = [] if comprehensions else [f"{name}(…)" for name in HIDDEN_LOOPS if name in module.calls(function)]
    if found := module.loops(function, comprehensions=comprehensions) + hidden:
        fail(f"how `{function}` is written", observed=f"a loop: {_short(found[0])}",
             expected="no loop", mistakes=mistakes, fact=Fact(numbers=(1.0,)))  # fmt: skip


def expect_uses(student: Student, function: str, name: str, *, mistakes: Names = ()) -> None:
    """Expect that a function uses another, given by name, directly or in something that it calls in its file."""
    module = _written(student, function)
    if not any(_is(each, name) for each in module.uses(function)):
        fail(f"how `{function}` is written", observed=f"no use of `{name}`", expected=f"it uses `{name}`",
             mistakes=mistakes)  # fmt: skip


def expect_unused(student: Student, names: Sequence[str] | str, *, function: str = "", mistakes: Names = ()) -> None:
    """Expect that a function, or the whole file, uses none of these names, such as `numpy.linalg` or `sorted`."""
    module = _written(student, function)
    used = module.uses(function)
    for name in [names] if isinstance(names, str) else names:
        if any(_is(each, name) for each in used):
            what = f"how `{function}` is written" if function else "how the file is written"
            fail(what, observed=f"it uses `{name}`", expected=f"no use of `{name}`", mistakes=mistakes)


def expect_formula(student: Student, function: str, formula: str, *, mistakes: Names = ()) -> None:
    """Expect an expression of this form in a function, such as `_ / (1 - _p)`.

    `_` stands for any expression, and `_p` for the same expression wherever it occurs. The terms of + and * may be in
    either order, and parts of the formula may first be assigned to names.
    """
    module = _written(student, function)
    wanted = ast.parse(formula, mode="eval").body
    for root in module.reached(function):
        matcher = _Matcher(module, _assigned_once(root))
        expressions = (node for node in ast.walk(root) if isinstance(node, ast.expr))
        if any(matcher.matches(wanted, node, {}) is not None for node in expressions):
            return
    fail(f"how `{function}` is written", observed="no expression of this form", expected=f"`{formula}`",
         mistakes=mistakes)  # fmt: skip


def _written(student: Student, function: str) -> Module:
    """Return the file; if the function does not exist or is not written yet, raise what a call would."""
    module = student.module
    if not function:
        return module
    definition = module.definitions.get(function)
    if definition is None:
        raise NameMissing(f"There is no `{function}` in the file.", function)
    body = definition.body if isinstance(definition, ast.FunctionDef) else []
    if body and _is_open(body[-1]) and all(isinstance(node, ast.Expr) for node in body[:-1]):
        raise StudentRaised(function, RaisedInfo("NotImplementedError", ("RuntimeError", "Exception"), ""))
    return module


def _is_open(node: ast.stmt) -> bool:
    """Whether a statement says that something is still to be written."""
    return isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)


def _is(name: str, wanted: str) -> bool:
    """Whether a name is the wanted one or is inside it; `norm` alone means any function with that name."""
    return name == wanted or name.startswith(f"{wanted}.") or ("." not in wanted and name.endswith(f".{wanted}"))


def _short(code: str) -> str:
    return code if len(code) <= 60 else f"{code[:60]}…"  # noqa: PLR2004 - what fits on a line


def _assigned_once(root: ast.AST) -> dict[str, ast.expr]:
    """Return the local names that are assigned only once, with their values."""
    assigned: dict[str, list[ast.expr | None]] = {}
    for node in ast.walk(root):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        assigned.setdefault(name.id, []).append(node.value if name is target else None)
        elif isinstance(node, ast.AugAssign | ast.For) and isinstance(node.target, ast.Name):
            assigned.setdefault(node.target.id, []).append(None)
    return {name: values[0] for name, values in assigned.items() if len(values) == 1 and values[0] is not None}


Bound = dict[str, str]
"""The expressions that the placeholders of a formula stand for."""


@dataclass(frozen=True, slots=True)
class _Matcher:
    """Compares expressions with a formula; a local name may stand for the expression assigned to it."""

    module: Module
    values: dict[str, ast.expr]

    def matches(self, wanted: ast.expr, found: ast.expr, bound: Bound, depth: int = 0) -> Bound | None:
        """Return the expressions for the placeholders if an expression has the form, else None."""
        if isinstance(wanted, ast.Name) and wanted.id.startswith("_"):
            return self._placed(wanted.id, ast.dump(found), bound)
        if (same := self._as_written(wanted, found, bound, depth)) is not None:
            return same
        if isinstance(found, ast.Name) and found.id in self.values and depth < DEEPEST:
            return self.matches(wanted, self.values[found.id], bound, depth + 1)
        return None

    def _placed(self, name: str, found: str, bound: Bound) -> Bound | None:
        if name == "_":
            return bound
        return bound | {name: found} if bound.get(name, found) == found else None

    def _as_written(self, wanted: ast.expr, found: ast.expr, bound: Bound, depth: int) -> Bound | None:
        match wanted, found:
            case ast.Constant(value=a), ast.Constant(value=b):
                return bound if a == b else None
            case ((ast.Name() | ast.Attribute()), (ast.Name() | ast.Attribute())):
                return bound if _is(self.module.name_of(found), self.module.name_of(wanted)) else None
            case ast.BinOp(), ast.BinOp() if type(wanted.op) is type(found.op):
                pairs = [(found.left, found.right)]
                pairs += [(found.right, found.left)] if isinstance(wanted.op, ast.Add | ast.Mult) else []
                every = (self._all([wanted.left, wanted.right], pair, bound, depth) for pair in pairs)
                return next((each for each in every if each is not None), None)
            case ast.UnaryOp(), ast.UnaryOp() if type(wanted.op) is type(found.op):
                return self.matches(wanted.operand, found.operand, bound, depth)
            case ast.Call(), ast.Call() if len(wanted.args) <= len(found.args):
                return self._all([wanted.func, *wanted.args], [found.func, *found.args], bound, depth)
        return None

    def _all(self, wanted: Sequence[ast.expr], found: Sequence[ast.expr], bound: Bound, depth: int) -> Bound | None:
        """Match all pairs; in a call, arguments that the formula does not contain may be anything."""
        for one, other in zip(wanted, found, strict=False):
            after = self.matches(one, other, bound, depth)
            if after is None:
                return None
            bound = after
        return bound
