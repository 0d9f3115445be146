"""Run one pytest session over the suites of all jobs, with a fixed configuration."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from dropgrade.course.problem import Problem
from dropgrade.errors import GraderFault
from dropgrade.grading.gates import apply_gates
from dropgrade.grading.job import GradingJob
from dropgrade.grading.made import Made
from dropgrade.grading.plugin import GradingPlugin
from dropgrade.grading.verdict import in_doubt
from dropgrade.report import ProblemReport, Report
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.launch import LAYERS
from dropgrade.sandbox.packages import versions_of

# The user's settings must not change how a suite runs, and unused plugins cost time.
UNUSED = (
    "cacheprovider", "terminal", "capture", "logging", "warnings", "doctest", "junitxml", "pastebin", "faulthandler",
    "unraisableexception", "threadexception", "stepwise", "debugging", "nose", "setuponly", "setupplan", "legacypath",
    "unittest", "skipping", "tmpdir", "monkeypatch", "recwarn", "subtests",
)  # fmt: skip
OPTIONS = (
    "--noconftest", "--import-mode=importlib", "--assert=plain", "--continue-on-collection-errors",
    "-o", "python_files=suite.py", "-c", os.devnull,
)  # fmt: skip
FOREIGN_SETTINGS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")


def run_jobs(
    jobs: Sequence[GradingJob],
    sandbox: Sandbox,
    seed: int,
    made: Made,
    on_check: Callable[[], None] = lambda: None,
    on_report: Callable[[ProblemReport], None] = lambda _: None,
) -> Report:
    """Grade all jobs; `on_check` is called after every check, and `on_report` after every job.

    Raises `KeyboardInterrupt` if the user interrupts, and `GraderFault` if the sandbox fails.
    """
    plugin = GradingPlugin(jobs, sandbox, seed, made, on_check, lambda job: on_report(_report(job)))
    root = os.path.commonpath([job.problem.solution for job in jobs])
    suites = list(dict.fromkeys(os.path.relpath(job.problem.suite, root) for job in jobs))
    arguments = [*OPTIONS, f"--rootdir={root}", *(f"-pno:{name}" for name in UNUSED), *suites]
    # Relative to the root, since pytest does not accept paths with brackets or two colons.
    with (
        contextlib.chdir(root),
        _fixed_environment(),
        np.errstate(all="ignore"),
        warnings.catch_warnings(action="ignore"),
    ):
        status = pytest.main(arguments, plugins=[plugin])
    if plugin.interrupted:
        raise KeyboardInterrupt
    if plugin.failure is not None:
        raise plugin.failure
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise GraderFault(f"pytest could not run the suites (its exit code is {int(status)}).", "Please report this.")
    notices = tuple(_notice(layer) for layer in sandbox.missing)
    remarks = tuple(f"{job.source}: {job.remark}." for job in jobs if job.remark)
    remarks += tuple(dict.fromkeys(with_packages(job.problem) for job in jobs if job.problem.allow.packages))
    return Report(seed, tuple(map(_report, jobs)), notices, remarks)


@contextlib.contextmanager
def _fixed_environment() -> Iterator[None]:
    """Ignore the user's pytest settings, and keep bytecode from being written beside the suites."""
    environment, writes_nothing = dict(os.environ), sys.dont_write_bytecode
    for name in FOREIGN_SETTINGS:
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes_nothing
        os.environ.clear()
        os.environ.update(environment)


def _report(job: GradingJob) -> ProblemReport:
    """Match the results with the manifest: a check in it that did not run needs review."""
    problem = job.problem
    checks = [job.results.get(spec.name) or in_doubt(spec, "it did not run") for spec in problem.checks]
    gated = apply_gates(checks, {spec.name: spec.needs for spec in problem.checks})
    essential = tuple(spec.name for spec in problem.checks if spec.is_essential)
    packages = versions_of(problem.allow.packages)
    return ProblemReport(problem.name, problem.title, job.source, job.sha256, gated, essential, packages)


def with_packages(problem: Problem) -> str:
    """Return a sentence with the packages that a problem is graded with."""
    names = [f"{name} {version}" for name, version in versions_of(problem.allow.packages).items()]
    return f"{problem.name} is graded with {', '.join(names) or 'no package'}."


def _notice(layer: str) -> str:
    if layer in LAYERS:
        return f"This machine lacks {LAYERS[layer]}."
    return f"The sandbox leaks here: code in it could {layer}."
