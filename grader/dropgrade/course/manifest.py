"""The manifest of a suite, read without running it: what can be earned never depends on what ran."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One test of a suite: the line that the student reads, its points, and the gates it stands behind."""

    name: str
    title: str
    points: float
    needs: tuple[str, ...]
    line: int


def read_manifest(suite: Path) -> tuple[tuple[CheckSpec, ...], list[str]]:
    """The checks of a suite in order, and every fault found, each with file and line."""
    try:
        tree = ast.parse(suite.read_bytes(), suite.name)
    except OSError as error:
        return (), [f"{suite}: {error.strerror}"]
    except (SyntaxError, ValueError) as error:
        return (), [f"{suite}:{getattr(error, 'lineno', 0)}: {error}"]
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    specs = tuple(map(_spec, tests))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test")]
    faults = [f"{c.lineno}: {c.name} is a class; a check is a function of its own" for c in classes]
    faults += [f"{t.lineno}: {t.name} is parametrized; a check has one result" for t in tests if _has_parameters(t)]
    return specs, [f"{suite}:{fault}" for fault in faults + _faults(specs)]


def _has_parameters(test: ast.FunctionDef) -> bool:
    return "parametrize" in dict(_marks(test))


def _spec(test: ast.FunctionDef) -> CheckSpec:
    marks = dict(_marks(test))
    points = marks.get("points", [0])
    return CheckSpec(
        name=test.name,
        title=(ast.get_docstring(test) or "").strip(),
        points=float(points[0]) if points and isinstance(points[0], int | float) else 0.0,
        needs=tuple(str(n) for n in marks.get("needs", [])),
        line=test.lineno,
    )


def _marks(test: ast.FunctionDef) -> list[tuple[str, list[object]]]:
    """The marks of a test: `@pytest.mark.points(3)` is ("points", [3])."""
    calls = [d for d in test.decorator_list if isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute)]
    return [
        (call.func.attr, [a.value for a in call.args if isinstance(a, ast.Constant)])
        for call in calls
        if isinstance(call.func, ast.Attribute)
    ]


def _faults(specs: tuple[CheckSpec, ...]) -> list[str]:
    if not specs:
        return ["0: the suite holds no test"]
    names = [s.name for s in specs]
    faults = [f"{s.line}: {s.name} has no docstring" for s in specs if not s.title]
    faults += [f"{s.line}: {s.name} has no points above 0" for s in specs if s.points <= 0]
    faults += [f"{s.line}: {s.name} stands twice in the suite" for i, s in enumerate(specs) if s.name in names[:i]]
    faults += [
        f"{s.line}: {s.name} needs {n}, which is no other check"
        for s in specs
        for n in s.needs
        if n not in names or n == s.name
    ]
    return faults or _circles(specs)


def _circles(specs: tuple[CheckSpec, ...]) -> list[str]:
    open_gates = {s.name: set(s.needs) for s in specs}
    while free := [name for name, needs in open_gates.items() if not needs]:
        open_gates = {name: needs - set(free) for name, needs in open_gates.items() if name not in free}
    return [f"{s.line}: {s.name} stands in a circle of gates" for s in specs if s.name in open_gates]
