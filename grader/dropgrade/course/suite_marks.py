"""The marks of a suite's tests, read off its text: points, needs, and the cases of a test that has several."""

from __future__ import annotations

import ast
from collections.abc import Mapping

LONGEST = 60
"""Characters of a case that is shown."""


def mark_of(decorator: ast.expr) -> ast.Attribute | None:
    """The `pytest.mark.x` of a decorator, called or not."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    is_mark = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "mark"
    return node if is_mark and isinstance(node, ast.Attribute) else None


def arguments_of(decorator: ast.expr | None) -> list[object]:
    """The literal arguments of a mark; what is none is None."""
    return [_constant(a) for a in decorator.args] if isinstance(decorator, ast.Call) else []


def points_of(test: ast.FunctionDef) -> float:
    """What a test is worth; 0 where no number says so."""
    given = next((arguments_of(d) for d in marks_called(test, "points")), [])
    is_number = bool(given) and isinstance(given[0], int | float) and not isinstance(given[0], bool)
    return float(given[0]) if is_number else 0.0  # type: ignore[arg-type]


def marks_called(test: ast.FunctionDef, name: str) -> list[ast.expr]:
    """The decorators of a test that are this mark."""
    return [d for d in test.decorator_list if (mark := mark_of(d)) is not None and mark.attr == name]


def _constant(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)  # a negative number is an expression, not a constant
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):  # as it says that it may raise
        return None


# Cases.


def asks_for_each(test: ast.FunctionDef) -> bool:
    """Whether each case is a check: `points(1, each=True)`."""
    calls = [d for d in marks_called(test, "points") if isinstance(d, ast.Call)]
    return any(k.arg == "each" and _constant(k.value) is True for call in calls for k in call.keywords)


def parameters_of(test: ast.FunctionDef) -> list[str]:
    """The arguments that `parametrize` gives values."""
    return [name for mark in marks_called(test, "parametrize") for name in _names(mark)]


def _names(mark: ast.expr) -> list[str]:
    words = next(iter(arguments_of(mark)), None)
    listed = words.split(",") if isinstance(words, str) else words if isinstance(words, list | tuple) else []
    return [str(word).strip() for word in listed]


def cases_of(test: ast.FunctionDef, tree: ast.Module) -> list[str] | None:
    """The cases of a test in words, read off its one `parametrize`; None where its list is not written out."""
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
    """The members of a list that is written out, there or as a constant of the suite."""
    if isinstance(node, ast.Name):
        assigned = [n.value for n in tree.body if isinstance(n, ast.Assign) for t in n.targets
                    if isinstance(t, ast.Name) and t.id == node.id]  # fmt: skip
        node = assigned[-1] if assigned else node
    return node.elts if isinstance(node, ast.List | ast.Tuple) else None


def _case(node: ast.expr, names: list[str]) -> str:
    """One case: its id where it is a `pytest.param` with one, else its values."""
    values = [node] if len(names) == 1 else list(getattr(node, "elts", [node]))
    if isinstance(node, ast.Call) and last_name(node.func) == "param":
        ids = [_constant(k.value) for k in node.keywords if k.arg == "id"]
        if ids:
            return str(ids[0])
        values = node.args
    return _joined({name: ast.unparse(value) for name, value in zip(names, values, strict=False)})


def case_of(values: Mapping[str, object]) -> str:
    """The values of a case, as a person would write them."""
    return _joined({name: repr(value) for name, value in values.items()})


def _joined(values: Mapping[str, str]) -> str:
    words = ", ".join(f"{name} = {value}" for name, value in values.items())
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def last_name(node: ast.expr) -> str:
    """A name without what it is taken from."""
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))
