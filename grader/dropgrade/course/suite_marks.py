"""The marks of a suite's tests, read from its text: points, needs, and the cases of a parametrized test."""

from __future__ import annotations

import ast
from collections.abc import Mapping

LONGEST = 60
"""The maximum length of a case in a title, in characters."""


def mark_of(decorator: ast.expr) -> ast.Attribute | None:
    """Return the `pytest.mark.x` of a decorator, called or not."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    is_mark = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "mark"
    return node if is_mark and isinstance(node, ast.Attribute) else None


def arguments_of(decorator: ast.expr | None) -> list[object]:
    """Return the arguments of a mark; those that are not literals become None."""
    return [_constant(a) for a in decorator.args] if isinstance(decorator, ast.Call) else []


def points_of(test: ast.FunctionDef) -> float:
    """Return the points of a test, or 0 if it does not give a number."""
    given = next((arguments_of(d) for d in marks_called(test, "points")), [])
    is_number = bool(given) and isinstance(given[0], int | float) and not isinstance(given[0], bool)
    return float(given[0]) if is_number else 0.0  # type: ignore[arg-type]


def marks_called(test: ast.FunctionDef, name: str) -> list[ast.expr]:
    """Return the decorators of a test that are this mark."""
    return [d for d in test.decorator_list if (mark := mark_of(d)) is not None and mark.attr == name]


def _constant(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)  # not a constant: a negative number is an expression
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):  # all that literal_eval documents
        return None


# Cases.


def asks_for_each(test: ast.FunctionDef) -> bool:
    """Whether each case is a check of its own: `points(1, each=True)`."""
    calls = [d for d in marks_called(test, "points") if isinstance(d, ast.Call)]
    return any(k.arg == "each" and _constant(k.value) is True for call in calls for k in call.keywords)


def parameters_of(test: ast.FunctionDef) -> list[str]:
    """Return the arguments that `parametrize` fills in."""
    return [name for mark in marks_called(test, "parametrize") for name in _names(mark)]


def _names(mark: ast.expr) -> list[str]:
    words = next(iter(arguments_of(mark)), None)
    listed = words.split(",") if isinstance(words, str) else words if isinstance(words, list | tuple) else []
    return [str(word).strip() for word in listed]


def cases_of(test: ast.FunctionDef, tree: ast.Module) -> list[str] | None:
    """Return the cases of a test in words, from its only `parametrize`; None if the list is not a literal."""
    (mark,) = every if len(every := marks_called(test, "parametrize")) == 1 else (None,)
    if not isinstance(mark, ast.Call) or len(mark.args) < 2:  # noqa: PLR2004 - names and values
        return None
    values, names = _listed(mark.args[1], tree), _names(mark)
    if values is None:
        return None
    ids = next((_constant(k.value) for k in mark.keywords if k.arg == "ids"), None)
    cases = [_case(value, names) for value in values]
    return [str(word) for word in ids] if isinstance(ids, list | tuple) and len(ids) == len(cases) else cases


def _listed(node: ast.expr, tree: ast.Module) -> list[ast.expr] | None:
    """Return the members of a list literal, given directly or as a constant of the suite."""
    if isinstance(node, ast.Name):
        assigned = [n.value for n in tree.body if isinstance(n, ast.Assign) for t in n.targets
                    if isinstance(t, ast.Name) and t.id == node.id]  # fmt: skip
        node = assigned[-1] if assigned else node
    return node.elts if isinstance(node, ast.List | ast.Tuple) else None


def _case(node: ast.expr, names: list[str]) -> str:
    """Return one case in words: the id of its `pytest.param`, or its values."""
    values = [node] if len(names) == 1 else list(getattr(node, "elts", [node]))
    if isinstance(node, ast.Call) and last_name(node.func) == "param":
        ids = [_constant(k.value) for k in node.keywords if k.arg == "id"]
        if ids:
            return str(ids[0])
        values = node.args
    return _joined({name: ast.unparse(value) for name, value in zip(names, values, strict=False)})


def case_of(values: Mapping[str, object]) -> str:
    """Return the values of a case as a person would write them."""
    return _joined({name: repr(value) for name, value in values.items()})


def _joined(values: Mapping[str, str]) -> str:
    words = ", ".join(f"{name} = {value}" for name, value in values.items())
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def last_name(node: ast.expr) -> str:
    """Return the last part of a dotted name."""
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))
