"""Draw a problem's pictures of a submission, which runs in a worker of its own, as in a check."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dropgrade.checks.failure import CheckFailed
from dropgrade.checks.student import Student
from dropgrade.course.author_code import does_not_import, import_file, line_in
from dropgrade.course.suite import CheckSpec
from dropgrade.errors import DropgradeError, GraderFault, SubmissionError
from dropgrade.grading.job import GradingJob
from dropgrade.grading.verdict import verdict
from dropgrade.pictures import PICTURE
from dropgrade.pictures.beside import beside
from dropgrade.pictures.data import PICTURES, Picture
from dropgrade.report import CheckResult
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome
from dropgrade.sandbox.wire import WireError
from dropgrade.submission.bundle import others_of
from dropgrade.submission.submission import as_handed_in

SPEC = CheckSpec(PICTURE, "", 0.0, (), 0)
"""A picture as a check, so that the grading code says how the student's code ended."""
OFFERED = ("student", "p", "rng")
ENDINGS = (CheckFailed, StudentRaised, SubmissionError, WorkerOutcome)
"""The ways in which the student's code can prevent a picture; everything else is the author's fault."""
Draw = Callable[..., object]


class Unsound(Exception):
    """A picture.py that an author has to fix; line 0 means the file as a whole."""

    def __init__(self, message: str, fix: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.fix, self.line = message, fix, line


@dataclass(frozen=True, slots=True)
class Drawing:
    """The pictures of a submission, or none and how it ended; `p` is None where the picture takes none."""

    problem: str
    title: str
    source: str
    p: float | None
    seed: int
    pictures: tuple[Picture, ...]
    ending: CheckResult
    missing: tuple[str, ...]
    """The layers of protection that this machine lacks."""

    @property
    def settings(self) -> str:
        """The options that a second run needs for the same picture."""
        return f"seed {self.seed}" if self.p is None else f"p = {self.p:g}, seed {self.seed}"


def draw(job: GradingJob, sandbox: Sandbox, p: float, seed: int, *, alone: bool = False) -> Drawing:
    """Run a problem's picture on a submission, and unless `alone` on the reference, which says what is expected.

    Raises `GraderFault` where picture.py itself fails.
    """
    file = job.problem.solution / PICTURE
    try:
        function = imported(file)
        pictures, ending = run(function, job, sandbox, p, seed)
        if pictures and not alone:
            pictures = beside(pictures, _expected(function, job, sandbox, p, seed))
    except Unsound as error:
        words = f"The picture of {job.problem.name} failed, not your code: {error.message}."
        raise GraderFault(words, "Tell your instructor.") from None
    known = p if "p" in parameters(function) else None
    shown = job.problem.name, job.problem.title, job.source
    return Drawing(*shown, known, seed, pictures, ending, tuple(sandbox.missing))


def _expected(function: Draw, job: GradingJob, sandbox: Sandbox, p: float, seed: int) -> tuple[Picture, ...]:
    """The pictures of the reference; none if it is missing or unreadable."""
    own = job.problem.solution / f"{job.problem.stem}.py"
    reference = as_handed_in(own, others_of(own, job.problem))
    return run(function, GradingJob(job.problem, "", reference), sandbox, p, seed)[0]


def run(
    function: Draw, job: GradingJob, sandbox: Sandbox, p: float, seed: int
) -> tuple[tuple[Picture, ...], CheckResult]:
    """Run a picture's function; returns the pictures, none if the student's code failed, and how the code ended.

    Raises `Unsound` where the function itself is to blame.
    """
    try:
        program = job.program
    except SubmissionError as error:
        return (), verdict(job, SPEC, error)
    number = job.seed_of(PICTURE, seed)
    worker = sandbox.start(job.limits)
    pictures: tuple[Picture, ...] = ()
    ended: BaseException | None = None
    try:
        worker.begin_loading(program, number)
        worker.finish_loading()
        worker.begin_check(number)
        offered = {"student": Student(worker), "p": p, "rng": np.random.default_rng(number)}
        pictures = _answer(function, {name: offered[name] for name in parameters(function)})
    except ENDINGS as ending:
        ended = ending
    finally:
        worker.close()
    return pictures, replace(verdict(job, SPEC, ended), output=worker.printed)


def _answer(function: Draw, given: dict[str, object]) -> tuple[Picture, ...]:
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            found = function(**given)
    except (DropgradeError, *ENDINGS):
        raise
    except WireError as error:  # a value from the student was passed back to the student
        what = "what is handed back to your code"
        raise CheckFailed(what, observed=str(error), expected="arrays, numbers, or tuples and dicts of them") from None
    except Exception as error:  # noqa: BLE001 - whatever an author's function raises is reported
        fix = "Look at what comes back before computing with it: `numbers`, `expect_pair` and others do."
        raise Unsound(f"`picture` raised {type(error).__name__}: {error}"[:300], fix, line_in(PICTURE, error)) from None
    pictures = tuple(found) if isinstance(found, list | tuple) else (found,)
    if not pictures or not all(isinstance(each, PICTURES) for each in pictures):
        made = ", ".join(f"`{each.__name__.lower()}`" for each in PICTURES)
        raise Unsound("`picture` returned what is not a picture", f"Return what {made} give, or a list of it.")
    return pictures


def parameters(function: Draw) -> list[str]:
    """What a picture asks for, by name."""
    return list(inspect.signature(function).parameters)


def imported(file: Path) -> Draw:
    """The function `picture` of a file; raises `Unsound` where there is none that can be called."""
    try:
        module = import_file(file)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - as above
        raise Unsound(does_not_import("it", error), "Fix the import.", line_in(PICTURE, error)) from None
    return _sound(getattr(module, "picture", None))


def _sound(function: object) -> Draw:
    if not inspect.isfunction(function):
        raise Unsound("it defines no function `picture`", "Write def picture(student, p, rng).")
    odd = [name for name in parameters(function) if name not in OFFERED]
    if odd or "student" not in parameters(function):
        message = f"`picture` asks for {', '.join(parameters(function)) or 'nothing'}"
        raise Unsound(message, "It takes student, and p and rng where it needs them.", function.__code__.co_firstlineno)
    return function
