"""A program as text, as a suite sees it: its loops, names and formulas, and what is missing or not written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dropgrade.checks import CheckFailed, Student, expect_formula, expect_no_loop, expect_unused, expect_uses
from dropgrade.checks.module import Module
from dropgrade.sandbox.outcomes import NameMissing, StudentRaised
from tests.local import local_student


def module(source: str) -> Module:
    """Return a file as a suite sees it."""
    return Module((("f.py", source),))


@pytest.mark.parametrize(
    ("source", "loop"),
    [
        ("def f(x):\n    for v in x:\n        pass\n", "for v in x:"),
        ("def f(x):\n    while x:\n        x -= 1\n", "while x:"),
        ("def f(x):\n    return [v for v in x]\n", "[v for v in x]"),
        ("def f(x):\n    return g(x)\ndef g(x):\n    return sum(v for v in x)\n", "(v for v in x)"),
        (
            "class C:\n    def f(self):\n        return self.g()\n    def g(self):\n        while True: pass\n",
            "while True:",
        ),
        ("f = lambda x: {v for v in x}\n", "{v for v in x}"),
    ],
)
def test_loops_are_found_in_what_a_function_calls(source: str, loop: str) -> None:
    """Loops and comprehensions count, in helpers, methods and lambdas too."""
    name = "C.f" if "class" in source else "f"
    assert module(source).loops(name) == [loop]


def test_loops_elsewhere_do_not_count() -> None:
    """A loop in another function does not count, and neither does a comprehension if these are allowed."""
    source = "def f(x):\n    return {k: k for k in x}\ndef other(x):\n    for v in x:\n        pass\n"
    assert module(source).loops("f", comprehensions=True) == []
    assert len(module(source).loops()) == 2


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import numpy as np\ndef f(x):\n    return np.linalg.norm(x)\n", "numpy.linalg.norm"),
        ("from numpy.linalg import norm as n\ndef f(x):\n    return n(x)\n", "numpy.linalg.norm"),
        ("import numpy.linalg as la\ndef f(x):\n    g = la.norm\n    return g(x)\n", "numpy.linalg.norm"),
        ("def f(x):\n    return sorted(x)\n", "sorted"),
        ("def f(x):\n    return h(x)\ndef h(x):\n    return sorted(x)\n", "sorted"),
    ],
)
def test_names_are_resolved_by_imports(source: str, name: str) -> None:
    """However a name was imported, its full name is known, and using part of a module counts as using the module."""
    assert name in module(source).uses("f")
    student = local_student(source)
    expect_uses(student, "f", name)
    with pytest.raises(CheckFailed, match=f"it uses `{name.partition('.norm')[0]}`"):
        expect_unused(student, [name.partition(".norm")[0]])
    expect_unused(student, ["scipy", "math"])


@pytest.mark.parametrize(
    ("code", "is_there"),
    [
        ("return x * mask / (1 - p)", True),
        ("return mask * x / (1.0 - p)", True),
        ("keep = 1 - p\n    scaled = x * mask\n    return scaled / keep", True),
        ("return x * mask / p", False),
        ("return x * mask / (1 + p)", False),
        ("return x * mask * (1 - p)", False),
        ("keep = p\n    keep = 1 - keep\n    return x * mask / keep", False),
    ],
)
def test_a_formula_is_found_in_any_order_and_spread_over_names(code: str, *, is_there: bool) -> None:
    """Placeholders stand for anything, terms may change places, and a name assigned once stands for its value."""
    student = local_student(f"def f(x, mask, p):\n    {code}\n")
    if is_there:
        expect_formula(student, "f", "_ * _ / (1 - _)")
    else:
        with pytest.raises(CheckFailed, match="no expression of this form"):
            expect_formula(student, "f", "_ * _ / (1 - _)")


def test_a_placeholder_is_the_same_wherever_it_occurs() -> None:
    """`_p * (1 - _p)` does not match x * (1 - p)."""
    expect_formula(local_student("def f(p):\n    return (1 - p) * p\n"), "f", "_p * (1 - _p)")
    with pytest.raises(CheckFailed):
        expect_formula(local_student("def f(x, p):\n    return x * (1 - p)\n"), "f", "_p * (1 - _p)")


EXPECTATIONS: list[Callable[[Student], None]] = [
    lambda student: expect_no_loop(student, "f"),
    lambda student: expect_uses(student, "f", "sorted"),
    lambda student: expect_formula(student, "f", "_ + 1"),
]


@pytest.mark.parametrize("expect", EXPECTATIONS)
def test_what_is_not_written_ends_as_a_call_would(expect: Callable[[Student], None]) -> None:
    """A stub has no loop, but earns nothing for that; a missing function is reported as missing."""
    with pytest.raises(StudentRaised) as failure:
        expect(local_student('def f(x):\n    """Return something."""\n    raise NotImplementedError\n'))
    assert failure.value.info.is_a("NotImplementedError")
    with pytest.raises(NameMissing):
        expect(local_student("def g(x):\n    return x\n"))


@pytest.mark.parametrize("source", ["def f(:\n", "\0", "(" * 500])
def test_a_file_that_is_no_python_has_nothing_in_it(source: str) -> None:
    """A syntax error is reported when the file is loaded."""
    assert module(source).definitions == {}
    assert module(source).uses() == frozenset()
