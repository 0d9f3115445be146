"""Odd answers: a suite may fail them, and `verify` reports a suite that crashes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.problem import read_problem
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.submission.submission import as_handed_in
from dropgrade.verify.odd_answers import OddAnswers
from dropgrade.verify.tasks import Batch
from tests.verify.small_course import write_problem

NAME = "p01_shares"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all tests."""
    with opened_sandbox() as opened:
        yield opened


def faults_of(root: Path, sandbox: Sandbox, **edits: object) -> list[tuple[int, str]]:
    """Return the faults that odd answers reveal in the small course with some edits: lines and messages."""
    write_problem(root, NAME, edits)
    course = Course(root, root)
    problem = read_problem(course, NAME)
    reference = as_handed_in(problem.solution / "shares.py")
    found = OddAnswers(Batch(course, problem, (reference,), 0)).run(sandbox, lambda: None)
    return [(fault.line, fault.message) for fault in found]


def test_a_suite_of_expectations_bears_every_answer(tmp_path: Path, sandbox: Sandbox) -> None:
    """If every answer goes through an expectation, no odd one is a fault."""
    assert faults_of(tmp_path, sandbox) == []


def test_a_check_that_breaks_on_none_is_a_fault(tmp_path: Path, sandbox: Sandbox) -> None:
    """A check that computes with an answer before an expectation is reported once, with its line."""
    edits = {"suite.py": ["expect_array(student.f(x), np.array([[", "expect_array(student.f(x).round(9), np.array([["]}
    ((line, message),) = faults_of(tmp_path, sandbox, replace=edits)
    assert line == 22
    assert message.startswith("test_zeros itself fails where the answer is None: AttributeError")


def test_an_answer_that_is_odd_later_is_seen(tmp_path: Path, sandbox: Sandbox) -> None:
    """A check that trusts its third answer because the first two were right is a fault, too."""
    old = 'expect_array(student.f(x), np.array([[0.0, 1.0], [0.75, 0.25]]), what="f(x) with a zero")'
    edits = {"suite.py": [old, f"{old}\n    {old}\n    student.f(x).sum()"]}
    ((_, message),) = faults_of(tmp_path, sandbox, replace=edits)
    assert message.startswith("test_zeros itself fails where the answer is None from the third call on")


def test_a_reference_that_never_ends_is_not_run_here(tmp_path: Path, sandbox: Sandbox) -> None:
    """Only a reference with full marks in the sandbox is run outside of it."""
    toml = ["reading", "limits = {cpu_seconds = 1}\nreading"]
    endless = ["    return", "    while True: pass\n    return"]
    assert faults_of(tmp_path, sandbox, replace={"reference": endless, "problem.toml": toml}) == []
