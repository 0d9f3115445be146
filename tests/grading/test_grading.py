"""The grading as other code calls it: several runs in one process, and what a run leaves behind."""

from __future__ import annotations

import os
import sys

import pytest

from dropgrade.course.problem import read_problem
from dropgrade.grading.job import Job
from dropgrade.grading.pytest_run import run_jobs
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.submission.submission import read_submission
from tests.cases import COURSE, Case


def job(problem: str) -> Job:
    """The reference of a problem, to be graded."""
    file = Case(problem, "right", "reference").file
    return Job(read_problem(COURSE, problem), str(file), read_submission(file))


def test_runs_follow_each_other_in_one_process() -> None:
    """One sandbox serves several runs, each with the suites of its own problems."""
    with opened_sandbox() as sandbox:
        reports = [run_jobs([job(name)], sandbox, 0) for name in (COURSE.names()[0], COURSE.names()[2])]
    assert [report.score for report in reports] == [10, 10]


def test_a_run_leaves_no_module_and_no_setting_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a run the environment, the byte code setting and the table of modules are what they were."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    before, modules = (dict(os.environ), sys.dont_write_bytecode), set(sys.modules)
    with opened_sandbox() as sandbox:
        assert run_jobs([job("p03_inverted_scaling")], sandbox, 0).score == 10
    assert (dict(os.environ), sys.dont_write_bytecode) == before
    assert [name for name in set(sys.modules) - modules if name.split(".")[-1] == "suite"] == []


def test_progress_is_told_after_every_check() -> None:
    """Who watches a run hears of each check once."""
    told: list[str] = []
    watched = job("p03_inverted_scaling")
    with opened_sandbox() as sandbox:
        run_jobs([watched], sandbox, 0, lambda j: told.append(j.problem.name))
    assert told == [watched.problem.name] * len(watched.problem.checks)
