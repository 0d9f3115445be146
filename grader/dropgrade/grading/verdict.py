"""How a check ended, as a `CheckResult`: one place turns exceptions into outcomes and words."""

from __future__ import annotations

from dataclasses import replace

from dropgrade.checks.failure import CheckFailed, without_numbers
from dropgrade.course.suite import CheckSpec
from dropgrade.errors import NoFile, SubmissionError
from dropgrade.grading.job import GradingJob
from dropgrade.grading.prefetch import NotRun
from dropgrade.report import CheckResult, Fact, Location, Outcome
from dropgrade.sandbox.outcomes import (
    Crashed,
    LoadRaised,
    NameMissing,
    OutOfMemory,
    OutOfTime,
    RaisedInfo,
    StudentRaised,
    WorkerOutcome,
)
from dropgrade.submission.submission import Submission

LONGEST_REASON = 300
OUTCOMES: dict[type[WorkerOutcome], Outcome] = {
    NameMissing: Outcome.MISSING,
    OutOfTime: Outcome.TIMEOUT,
    OutOfMemory: Outcome.MEMORY,
    Crashed: Outcome.CRASH,
}
ADVICE = {
    "ModuleNotFoundError": "Your file is graded alone, with NumPy and the standard library.",
    "EOFError": "Nobody is there to type while a file is graded.",
    "PermissionError": "Graded code may not reach files, processes or the network.",
    "BlockingIOError": "Graded code may not reach files, processes or the network.",
    "SystemExit": "Return a value in place of ending the program.",
    "KeyboardInterrupt": "Return a value in place of interrupting the program.",
    "RecursionError": "Does a function call itself without end?",
}


def verdict(job: GradingJob, spec: CheckSpec, ended: BaseException | None) -> CheckResult:
    """The result of a check from what it raised; None is a pass."""
    result = CheckResult(spec.name, spec.title, Outcome.PASS, spec.points)
    match ended:
        case None:
            return result
        case CheckFailed():
            return _failed(result, ended)
        case StudentRaised():
            return _raised(job, result, ended.info, f"`{ended.function}` raised", ended.call)
        case LoadRaised():
            return _raised(job, result, ended.info, "Loading the file raised")
        case NameMissing() if isinstance(job.submission, Submission) and job.submission.is_notebook:
            message = f"No code cell of the notebook defines `{ended.function}`."
            return replace(result, outcome=Outcome.MISSING, message=message)
        case WorkerOutcome():
            return replace(result, outcome=OUTCOMES[type(ended)], message=ended.message)
        case SubmissionError():
            outcome = Outcome.MISSING if isinstance(ended, NoFile) else Outcome.ERROR
            return replace(result, outcome=outcome, message=f"{ended.message} {ended.hint}".strip())
        case NotRun():
            return replace(result, outcome=Outcome.BLOCKED, message=f"Not run: {ended}.")
        case AssertionError():
            return replace(result, outcome=Outcome.FAIL, message=str(ended) or "What it returned is not right.")
    return in_doubt(spec, f"{type(ended).__name__}: {ended}")


def in_doubt(spec: CheckSpec, reason: str) -> CheckResult:
    """The result of a check that the grader itself could not carry out."""
    doubt = reason[:LONGEST_REASON]
    message = f"The grader failed, not your code; tell your instructor. ({doubt})"
    return CheckResult(spec.name, spec.title, Outcome.NEEDS_REVIEW, spec.points, message=message, doubt=doubt)


def _failed(result: CheckResult, failure: CheckFailed) -> CheckResult:
    return replace(
        result,
        outcome=Outcome.FAIL,
        message=f"{failure.what}: observed {failure.observed}, expected {failure.expected}.",
        what=failure.what,
        observed=failure.observed,
        expected=failure.expected,
        candidates=failure.mistakes,
        fact=failure.fact,
        example=failure.example,
    )


def _ended(text: str) -> str:
    """A text as a sentence, so that what follows it does not run into it."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _raised(job: GradingJob, result: CheckResult, info: RaisedInfo, who: str, call: str = "") -> CheckResult:
    if info.is_a("NotImplementedError"):
        return replace(result, outcome=Outcome.NOT_ATTEMPTED, message="Not written yet.")
    text = f"{who} {info.type_name}: {info.text}" if info.text else f"{who} {info.type_name}."
    made = f"The call was {call}." if call else ""
    advice = next((words for kind, words in ADVICE.items() if info.is_a(kind)), "")
    location = None
    if info.line and isinstance(job.submission, Submission):
        part = info.part if job.submission.is_notebook else ""
        location = Location(info.line, job.submission.line(info.part, info.line), part)
    fact = Fact(exception=info.type_name, kind=without_numbers(info.text))
    return replace(
        result,
        outcome=Outcome.ERROR,
        message=" ".join(filter(None, [_ended(text), advice, made])),
        location=location,
        fact=fact,
    )
