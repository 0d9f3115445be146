"""Submissions in this process, for tests: what a suite sees of them, without a sandbox."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dropgrade.checks import Student
from dropgrade.course.problem import Problem
from dropgrade.course.suite import CheckSpec
from dropgrade.grading.job import GradingJob
from dropgrade.sandbox.client import Program
from dropgrade.sandbox.local import LocalTransport, local_worker, untouched
from dropgrade.submission.submission import Submission
from dropgrade.verify.plain_calls import call_plainly

__all__ = ["LocalTransport", "local_student", "local_worker", "run_suite", "untouched"]


def local_student(source: str, module: str = "submission", seed: int = 0) -> Student:
    """A submission as a suite sees it."""
    return Student(local_worker(Program(module, ((f"{module}.py", source),)), seed))


def run_suite(problem: Problem, source: str, seed: int) -> dict[str, BaseException | None]:
    """What each check of a problem raises on a source, with the seeds that a grading gives it."""
    file = Path(f"{problem.stem}.py")
    submission = Submission(file, hashlib.sha256(source.encode()).hexdigest(), ((file.name, source),))
    job = GradingJob(problem, str(file), submission)
    suite = _imported(problem.suite)
    with untouched():
        return {c.name: _ending(suite, c, job, job.seed_of(c.name, seed)) for c in problem.checks}


def _ending(suite: Any, check: CheckSpec, job: GradingJob, seed: int) -> BaseException | None:
    worker = local_worker(job.program, seed, guest=False)
    worker.begin_check(seed)
    given = {"student": Student(worker), "rng": np.random.default_rng(seed)}
    try:
        call_plainly(suite, check.function, given, check.case, seed)
    except KeyboardInterrupt:
        raise
    except BaseException as ended:
        return ended
    finally:
        worker.close()
    return None


@lru_cache
def _imported(suite: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"suite_of_{suite.parent.name}", suite)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
