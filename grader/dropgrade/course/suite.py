"""The manifest of a suite, read without running it, so that the available points never depend on what ran."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from dropgrade.course.faults import Fault
from dropgrade.course.python_text import parsed
from dropgrade.course.suite_form import Explained, faults_of_form, faults_of_marks
from dropgrade.course.suite_marks import arguments_of, asks_for_each, cases_of, mark_of, points_of


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """A check of a suite: the sentence that the student reads, its points, and the checks that it needs."""

    name: str
    title: str
    points: float
    needs: tuple[str, ...]
    line: int
    is_essential: bool = False
    """Whether the check is essential: until it passes, at most half of the points are given."""
    is_manual: bool = False
    """Whether a person reads the program and gives the points."""
    case: int | None = None
    """The index of its case, if each case of the function is a check."""

    @property
    def function(self) -> str:
        """The name of the test function in the suite."""
        return self.name.partition("[")[0]


def read_manifest(suite: Path) -> tuple[tuple[CheckSpec, ...], list[Fault]]:
    """Return the checks of a suite in order, and every fault with its line."""
    try:
        tree = parsed(suite.read_bytes(), suite.name)
    except OSError as error:
        return (), [Fault(suite, 0, str(error.strerror), "Write the suite of this problem there.")]
    except SyntaxError as error:
        message = f"this is not Python: {getattr(error, 'msg', error)}"
        return (), [Fault(suite, getattr(error, "lineno", 0) or 0, message, "Fix the line.")]
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    specs = tuple(spec for test in tests for spec in _specs(test, tree))
    found = [*faults_of_form(tree, tests), *faults_of_marks(tests, tree), *_faults(specs, tests)]
    return _with_cases_as_gates(specs), [Fault(suite, *each) for each in found]


def _specs(test: ast.FunctionDef, tree: ast.Module) -> list[CheckSpec]:
    """Return the check that a test defines, or one for each case if it asks for that."""
    whole = _spec(test)
    cases = cases_of(test, tree) if asks_for_each(test) else None
    if not cases:
        return [whole]
    end = "." if whole.title.endswith(".") else ""
    return [
        replace(whole, name=f"{test.name}[{n + 1}]", title=f"{whole.title.removesuffix('.')} ({label}){end}", case=n)
        for n, label in enumerate(cases)
    ]


def _spec(test: ast.FunctionDef) -> CheckSpec:
    marks = {mark.attr: decorator for decorator in test.decorator_list if (mark := mark_of(decorator)) is not None}
    return CheckSpec(
        name=test.name,
        title=(ast.get_docstring(test) or "").strip(),
        points=points_of(test),
        needs=tuple(
            str(n) for each in arguments_of(marks.get("needs")) for n in (each if isinstance(each, list) else [each])
        ),
        line=test.lineno,
        is_essential="essential" in marks,
        is_manual="manual" in marks,
    )


def _with_cases_as_gates(specs: tuple[CheckSpec, ...]) -> tuple[CheckSpec, ...]:
    """Replace a test in `needs` by all of its cases."""
    names: dict[str, list[str]] = {}
    for spec in specs:
        names.setdefault(spec.function, []).append(spec.name)
    return tuple(replace(s, needs=tuple(n for need in s.needs for n in names.get(need, [need]))) for s in specs)


def _faults(every: tuple[CheckSpec, ...], tests: list[ast.FunctionDef]) -> list[Explained]:
    if not every:
        return [(0, "the suite holds no test", "Write a function whose name begins with test_.")]
    if all(s.is_manual for s in every):
        return [(every[0].line, "a person gives all points", "Write a check that shows whether anything was written.")]
    specs = tuple(map(_spec, tests))
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
        (s.line, f"{s.name} needs {n}, which is not another check", _gates(s, n, names))
        for s in specs
        for n in s.needs
        if n not in names or n == s.name
    ]
    return found or _circles(specs)


def _gates(spec: CheckSpec, gate: str, names: list[str]) -> str:
    if near := difflib.get_close_matches(gate, [n for n in names if n != spec.name], n=1):
        return f"Did you mean {near[0]}?"
    return f"Its gate can be {' or '.join(dict.fromkeys(n for n in names if n != spec.name)) or 'nothing here'}."


def _circles(specs: tuple[CheckSpec, ...]) -> list[Explained]:
    open_gates = {s.name: set(s.needs) for s in specs}
    while free := [name for name, needs in open_gates.items() if not needs]:
        open_gates = {name: needs - set(free) for name, needs in open_gates.items() if name not in free}
    fix = "Remove one of the gates, so that some check comes first."
    return [(s.line, f"{s.name} is part of a cycle of gates", fix) for s in specs if s.name in open_gates]
