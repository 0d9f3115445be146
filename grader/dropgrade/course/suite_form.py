"""The form of a suite: which features of pytest it may use, and what to use instead of others."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator

from dropgrade.course.suite_marks import (
    asks_for_each,
    cases_of,
    last_name,
    mark_of,
    marks_called,
    parameters_of,
    points_of,
)

Explained = tuple[int, str, str]
"""A line, what is wrong there, and how to fix it."""
MARKS = ("points", "needs", "essential", "manual", "parametrize", "usefixtures")
GIVEN = {"student", "rng", "tmp_path", "request"}
OF_A_CHECK = {"student", "rng", "tmp_path"}
"""Fixtures made anew for each check; fixtures of a wider scope cannot use them."""
MOST_NODES = 20
OTHER_FIXTURES = {
    **dict.fromkeys(("capsys", "capfd", "caplog"), "Its output stays in its own process: use `student.printed`."),
    "monkeypatch": "A submission runs in its own process: pass it what it should see as an argument.",
    **dict.fromkeys(("tmpdir", "tmp_path_factory"), "Take `tmp_path`."),
}
OTHER_MARKS = dict.fromkeys(("skip", "skipif", "xfail"), "A check always runs: take it out of the suite.")
OTHER_CALLS = {
    "raises": 'Write expect_raises("ValueError", student.f, x, what="…").',
    "warns": "A submission's warnings stay in its own process.",
    "fail": "Write expect_that(False, what=…, observed=…, expected=…).",
    **dict.fromkeys(("skip", "xfail", "importorskip", "exit"), "A check always runs."),
}


def faults_of_form(tree: ast.Module, tests: list[ast.FunctionDef]) -> list[Explained]:
    """Return faults: tests that the manifest cannot see, unknown fixtures, and random draws without a seed."""
    fixtures = [node for node in tree.body if isinstance(node, ast.FunctionDef) and _is_fixture(node)]
    known = GIVEN | {fixture.name for fixture in fixtures}
    found = list(_not_collected(tree))
    for each in (*tests, *fixtures):
        found += _unknown_arguments(each, known)
    for fixture in fixtures:
        found += _outliving(fixture)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return found + [explained for call in calls for explained in _fault_of_call(call)]


def _not_collected(tree: ast.Module) -> Iterator[Explained]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield node.lineno, f"{node.name} is a class; a check is a plain function", "Move its tests out of it."
        if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.lineno, f"{node.name} is async", "Write it as a plain function: `student` waits by itself."
        names = [t.id for t in getattr(node, "targets", []) if isinstance(t, ast.Name)]
        if "pytestmark" in names:
            yield node.lineno, "`pytestmark` marks every check", "Write the marks above each check."


def _unknown_arguments(function: ast.FunctionDef, known: set[str]) -> Iterator[Explained]:
    drawn = _drawn(function)
    if drawn and "rng" in _required(function):
        fix = "Let Hypothesis draw a seed, and write np.random.default_rng(seed)."
        yield function.lineno, f"{function.name} draws examples and asks for `rng`, which differs between them", fix
    for name in _required(function):
        if name not in known | set(parameters_of(function)) | drawn:
            fix = "A check may ask for `student`, `rng`, `tmp_path`, its parameters and fixtures of the suite, by name."
            yield function.lineno, f"{function.name} asks for `{name}`", OTHER_FIXTURES.get(name, fix)


def _required(function: ast.FunctionDef) -> list[str]:
    """Return the arguments without a default, which pytest fills in."""
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    named = [a for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None]
    return [a.arg for a in (*plain[: len(plain) - len(arguments.defaults)], *named)]


def _drawn(function: ast.FunctionDef) -> set[str]:
    """Return the arguments that Hypothesis fills in: those named in `given`, or the last ones."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and last_name(decorator.func) == "given":
            positional = [a.arg for a in function.args.args][-len(decorator.args) :] if decorator.args else []
            return {*positional, *(keyword.arg or "" for keyword in decorator.keywords)}
    return set()


def _outliving(fixture: ast.FunctionDef) -> Iterator[Explained]:
    """Yield a fault if a fixture of a wider scope uses one that belongs to a single check."""
    calls = [d for d in fixture.decorator_list if isinstance(d, ast.Call)]
    scopes = [k.value for call in calls for k in call.keywords if k.arg == "scope"]
    wide = [s for s in scopes if not (isinstance(s, ast.Constant) and s.value == "function")]
    for name in sorted(OF_A_CHECK & {a.arg for a in fixture.args.args}) if wide else []:
        message = f"the fixture {fixture.name} outlives a check, and asks for `{name}`"
        yield fixture.lineno, message, "Remove its scope."


def _is_fixture(function: ast.FunctionDef) -> bool:
    return any(last_name(d.func if isinstance(d, ast.Call) else d) == "fixture" for d in function.decorator_list)


def _fault_of_call(call: ast.Call) -> Iterator[Explained]:
    name, owner = last_name(call.func), getattr(call.func, "value", None)
    if name == "default_rng" and not call.args and not call.keywords:
        yield call.lineno, "this draws without a seed, so that scores would change", "Use `rng`, or give it a number."
    if isinstance(owner, ast.Name) and owner.id == "pytest" and name in OTHER_CALLS:
        yield call.lineno, f"`pytest.{name}` does not reach a submission", OTHER_CALLS[name]


def faults_of_marks(tests: list[ast.FunctionDef], tree: ast.Module) -> list[Explained]:
    """Return faults of marks: unknown marks, missing points, and cases that cannot be read."""
    found: list[Explained] = []
    for test in tests:
        found += _without_points(test)
        found += _faults_of_cases(test, tree)
        for node in map(mark_of, test.decorator_list):
            if node is not None and node.attr not in MARKS:
                near = difflib.get_close_matches(node.attr, MARKS, n=1)
                fix = (
                    f"Did you mean `{near[0]}`?"
                    if near
                    else "A check has `points` and may have `needs` and `essential`."
                )
                message = f"{test.name} has the mark `{node.attr}`, which has no meaning here"
                found.append((node.lineno, message, OTHER_MARKS.get(node.attr, fix)))
    return found


def _without_points(test: ast.FunctionDef) -> Iterator[Explained]:
    """Yield a fault if a check has no points."""
    named = {mark.attr for d in test.decorator_list if (mark := mark_of(d)) is not None}
    if points_of(test) > 0 or difflib.get_close_matches("points", named - {"points"}, n=1):
        return  # a misspelt mark has its own fault
    marks = marks_called(test, "points")
    written = ast.unparse(marks[0]) if marks and _is_short(marks[0]) else ""
    fix = f"Write @pytest.mark.points(1) instead of @{written}." if written else "Add @pytest.mark.points(1)."
    yield test.lineno, f"{test.name} has no points above 0", fix


def _is_short(node: ast.expr) -> bool:
    """Whether a mark is small enough to show, and to unparse without deep recursion."""
    return sum(1 for _ in ast.walk(node)) < MOST_NODES


def _faults_of_cases(test: ast.FunctionDef, tree: ast.Module) -> Iterator[Explained]:
    for mark in marks_called(test, "parametrize"):
        if isinstance(mark, ast.Call) and any(k.arg == "indirect" for k in mark.keywords):
            yield mark.lineno, f"{test.name} gives parameters to a fixture", "Call a function of the suite with them."
    if asks_for_each(test) and not cases_of(test, tree):
        fix = "Write one @pytest.mark.parametrize above it with a list, or remove `each=True`."
        yield test.lineno, f"the cases of {test.name} are to be checks of their own, and are not written out", fix
