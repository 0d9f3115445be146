"""The manifest of a suite, read without running it: what can be earned never depends on what ran."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.faults import Fault
from dropgrade.course.python_text import parsed

MARKS = ("points", "needs", "essential")
GIVEN = {"student", "rng"}
MOST_NODES = 20
Explained = tuple[int, str, str]
"""A line, what is wrong there, and how to fix it."""


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One test of a suite: the line that the student reads, its points, and the checks it needs."""

    name: str
    title: str
    points: float
    needs: tuple[str, ...]
    line: int
    is_essential: bool = False
    """Whether the problem is about this: until it passes, at most half of the points are given."""


def read_manifest(suite: Path) -> tuple[tuple[CheckSpec, ...], list[Fault]]:
    """The checks of a suite in order, and every fault found, each with its line."""
    try:
        tree = parsed(suite.read_bytes(), suite.name)
    except OSError as error:
        return (), [Fault(suite, 0, str(error.strerror), "Write the suite of this problem there.")]
    except SyntaxError as error:
        message = f"this is not Python: {getattr(error, 'msg', error)}"
        return (), [Fault(suite, getattr(error, "lineno", 0) or 0, message, "Fix the line.")]
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    specs = tuple(map(_spec, tests))
    found = [*_faults_of_form(tree, tests), *_faults_of_marks(tests), *_faults(specs)]
    return specs, [Fault(suite, *each) for each in found]


def _spec(test: ast.FunctionDef) -> CheckSpec:
    marks = dict(_marks(test))
    points = marks.get("points", [0])
    return CheckSpec(
        name=test.name,
        title=(ast.get_docstring(test) or "").strip(),
        points=float(points[0]) if points and isinstance(points[0], int | float) else 0.0,
        needs=tuple(str(n) for each in marks.get("needs", []) for n in (each if isinstance(each, list) else [each])),
        line=test.lineno,
        is_essential=any(mark.attr == "essential" for d in test.decorator_list if (mark := _mark_of(d))),
    )


def _marks(test: ast.FunctionDef) -> list[tuple[str, list[object]]]:
    """The marks of a test: `@pytest.mark.points(3)` is ("points", [3])."""
    return [
        (call.func.attr, [_constant(a) for a in call.args])
        for call in test.decorator_list
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    ]


def _constant(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)  # a negative number is an expression, not a constant
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):  # as it says that it may raise
        return None


def _faults_of_form(tree: ast.Module, tests: list[ast.FunctionDef]) -> list[Explained]:
    """What pytest would collect and the manifest does not see, what no check is given, and draws without a seed."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test")]
    found = [
        (c.lineno, f"{c.name} is a class; a check is a function of its own", "Move its tests out of the class.")
        for c in classes
    ]
    given = GIVEN | {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list}
    found += [
        (t.lineno, f"{t.name} asks for `{a.arg}`", "A check is given `student` and `rng`, by these names.")
        for t in tests
        for a in t.args.args
        if a.arg not in given
    ]
    unseeded = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and not n.args and not n.keywords]
    return found + [
        (n.lineno, "this draws without a seed, so that scores would change", "Take `rng`, or give it a number.")
        for n in unseeded
        if "default_rng" in (getattr(n.func, "attr", ""), getattr(n.func, "id", ""))
    ]


def _faults_of_marks(tests: list[ast.FunctionDef]) -> list[Explained]:
    """Marks that mean nothing here, and those that would give a check more than one result."""
    found: list[Explained] = []
    for test in tests:
        found += _without_points(test)
        for node in map(_mark_of, test.decorator_list):
            if node is None or node.attr in MARKS:
                continue
            if node.attr == "parametrize":
                found.append((test.lineno, f"{test.name} is parametrized; a check has one result", "Use a loop."))
                continue
            near = difflib.get_close_matches(node.attr, MARKS, n=1)
            fix = f"Did you mean `{near[0]}`?" if near else "A check has `points` and may have `needs` and `essential`."
            found.append((node.lineno, f"{test.name} has the mark `{node.attr}`, which means nothing here", fix))
    return found


def _mark_of(decorator: ast.expr) -> ast.Attribute | None:
    """The `pytest.mark.x` of a decorator, called or not."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    is_mark = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "mark"
    return node if is_mark and isinstance(node, ast.Attribute) else None


def _faults(specs: tuple[CheckSpec, ...]) -> list[Explained]:
    if not specs:
        return [(0, "the suite holds no test", "Write a function whose name begins with test_.")]
    names = [s.name for s in specs]
    found = [
        (s.line, f"{s.name} has no docstring", "Write the line that the student reads as its docstring.")
        for s in specs
        if not s.title
    ]
    found += [
        (s.line, f"{s.name} is defined twice", "Rename one of the two.")
        for i, s in enumerate(specs)
        if s.name in names[:i]
    ]
    found += [
        (s.line, f"{s.name} needs {n}, which is no other check", _gates(s, n, names))
        for s in specs
        for n in s.needs
        if n not in names or n == s.name
    ]
    return found or _circles(specs)


def _without_points(test: ast.FunctionDef) -> list[Explained]:
    """What is wrong with a check's points."""
    named = {mark.attr for d in test.decorator_list if (mark := _mark_of(d)) is not None}
    if _spec(test).points > 0 or difflib.get_close_matches("points", named - {"points"}, n=1):
        return []  # a misspelt mark is reported as such
    marks = [d for d in test.decorator_list if (mark := _mark_of(d)) is not None and mark.attr == "points"]
    written = ast.unparse(marks[0]) if marks and _is_short(marks[0]) else ""
    fix = f"Write @pytest.mark.points(1) in place of @{written}." if written else "Add @pytest.mark.points(1)."
    return [(test.lineno, f"{test.name} has no points above 0", fix)]


def _is_short(node: ast.expr) -> bool:
    """Whether a mark can be shown, and written out without going too deep."""
    return sum(1 for _ in ast.walk(node)) < MOST_NODES


def _gates(spec: CheckSpec, gate: str, names: list[str]) -> str:
    if near := difflib.get_close_matches(gate, [n for n in names if n != spec.name], n=1):
        return f"Did you mean {near[0]}?"
    return f"Its gate can be {' or '.join(dict.fromkeys(n for n in names if n != spec.name)) or 'nothing here'}."


def _circles(specs: tuple[CheckSpec, ...]) -> list[Explained]:
    open_gates = {s.name: set(s.needs) for s in specs}
    while free := [name for name, needs in open_gates.items() if not needs]:
        open_gates = {name: needs - set(free) for name, needs in open_gates.items() if name not in free}
    fix = "Take one of the gates away, so that some check comes first."
    return [(s.line, f"{s.name} is part of a circle of gates", fix) for s in specs if s.name in open_gates]
