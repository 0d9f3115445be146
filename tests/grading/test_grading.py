"""Grading through the API: several runs in one process, and what a run leaves behind."""

from __future__ import annotations

import os
import sys

import pytest

from dropgrade.course.problem import read_problem
from dropgrade.grading import Grader
from dropgrade.submission.targets import Target
from tests.cases import COURSE, Case


def target(problem: str) -> Target:
    """Return the reference of a problem as a target."""
    return Target(problem, Case(problem, "right", "reference").file)


def test_runs_follow_each_other_in_one_process() -> None:
    """One sandbox serves several runs, each with the suites of its own problems."""
    with Grader(COURSE) as grader:
        reports = [grader.grade([target(name)]) for name in (COURSE.names()[0], COURSE.names()[2])]
    assert [report.score for report in reports] == [10, 10]


def test_a_run_leaves_no_module_and_no_setting_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run restores the environment, the bytecode setting and the table of modules."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    before, modules = (dict(os.environ), sys.dont_write_bytecode), set(sys.modules)
    with Grader(COURSE) as grader:
        assert grader.grade([target("p03_inverted_scaling")]).score == 10
    assert (dict(os.environ), sys.dont_write_bytecode) == before
    assert [name for name in set(sys.modules) - modules if name.split(".")[-1] == "suite"] == []


def test_progress_is_reported_after_every_check() -> None:
    """The callback is called once for each check."""
    heard: list[tuple[int, int]] = []
    checks = len(read_problem(COURSE, "p03_inverted_scaling").checks)
    with Grader(COURSE) as grader:
        grader.grade([target("p03_inverted_scaling")], lambda done, of: heard.append((done, of)))
    assert heard == [(number, checks) for number in range(1, checks + 1)]
