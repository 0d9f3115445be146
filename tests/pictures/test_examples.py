"""`dropgrade verify` on examples: what an author may get wrong in example.md has its sentence and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.course.example import FILE, examine_example, exampled
from dropgrade.course.problem import read_problem
from dropgrade.pictures.trying.proof_of_example import ExampleTask
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.submission.submission import read_submission
from tests.cases import COURSE
from tests.conftest import ROOT

P03 = "p03_inverted_scaling"
MALFORMED = {
    "open": ("```python\n>>> 1\n1\n", "example.md:1: the block is not closed"),
    "nothing": ("Only words.\n", "example.md: it compares nothing"),
    "no_python": ("```\n>>> x = = 1\n>>> 1\n1\n```\n", "example.md:2: `x = = 1` is not Python"),
    "statement": ("```\n>>> x = 1\n1\n```\n", "example.md:2: `x = 1` is not an expression"),
    "no_value": ("```\n>>> 1\n[1 0]\n```\n", "example.md:2: the result of `1` is not a value"),
    "no_coins": ("```\n>>> x = 1  # coins\n>>> 1\n1\n```\n", "example.md:2: `# coins` marks nothing"),
}
UNTRUE = {
    "value": (("[1.6, 0.0, 0.6, 0.0]", "[1.6, 0.0, 0.7, 0.0]"), ">>> out", "`out` gives [1.6 0.  0.6 0. ]"),
    "shape": (("[1.6, 0.0, 0.6, 0.0]", "[1.6, 0.0, 0.6]"), ">>> out", "`out` gives [1.6 0.  0.6 0. ]"),
    "coins": (("[1, 0, 1, 0]", "[1, 0, 1, 2]"), ">>> out != 0", "no draw of the reference's gives these coins"),
    "call": (("out, mask = inv", "out = inv"), ">>> out != 0", "no draw of the reference's gives these coins"),
    "raises": (("training=False", "training=False, q=1"), ">>> out, mask", "TypeError"),
}


def said(file: Path, line: int, message: str) -> str:
    """A fault as `verify` begins to say it."""
    return f"{file.name}:{line}: {message}" if line else f"{file.name}: {message}"


@pytest.mark.parametrize("name", MALFORMED)
def test_the_form_of_an_example_is_checked(tmp_path: Path, name: str) -> None:
    """A malformed step, value or block is a fault with its line."""
    text, expected = MALFORMED[name]
    (tmp_path / FILE).write_text(text)
    _, faults = examine_example(tmp_path)
    assert [said(f.file, f.line, f.message) for f in faults] == [expected]


def test_a_problem_needs_no_example(tmp_path: Path) -> None:
    """Where there is no such file, there is nothing to try and no fault."""
    assert examine_example(tmp_path) == ((), [])


def test_every_problem_of_the_course_has_an_example() -> None:
    """All of them can be tried."""
    assert exampled(COURSE) == COURSE.names()


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:  # type: ignore[misc] - a generator
    """One sandbox for all proofs."""
    with opened_sandbox() as opened:
        yield opened


@pytest.mark.parametrize("name", [None, *UNTRUE])
def test_the_reference_gives_what_an_example_says(tmp_path: Path, sandbox: Sandbox, name: str | None) -> None:
    """An example that the reference does not give is a fault in the line that differs; the course's own is none."""
    from dataclasses import replace

    problem = read_problem(COURSE, P03)
    text = (problem.solution / FILE).read_text()
    (old, new), line, message = UNTRUE[name] if name else (("", ""), "", "")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new) if old else text)
    reference = read_submission(ROOT / f"solutions/{P03}/inverted_scaling.py")
    task = ExampleTask(replace(problem, solution=tmp_path), reference)
    fault = task.run(sandbox, lambda: None)
    if name is None:
        assert fault is None
        return
    assert fault is not None
    assert message in fault.message
    assert (tmp_path / FILE).read_text().split("\n")[fault.line - 1].startswith(line)
