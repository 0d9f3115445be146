"""Turn how a check ended into a `CheckResult`: the one place that maps exceptions to outcomes and messages."""

from __future__ import annotations

from dataclasses import replace

from dropgrade.checks.failure import CheckFailed, without_numbers
from dropgrade.course.suite import CheckSpec
from dropgrade.errors import NoFile, SubmissionError
from dropgrade.grading.explaining import is_test_line, left_to_do, of_exception, of_missing_name, of_observation
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
from dropgrade.sandbox.wire import NoValue
from dropgrade.submission import outline
from dropgrade.submission.submission import Submission

LONGEST_REASON = 300
OUTCOMES: dict[type[WorkerOutcome], Outcome] = {
    NameMissing: Outcome.MISSING,
    OutOfTime: Outcome.TIMEOUT,
    OutOfMemory: Outcome.MEMORY,
    Crashed: Outcome.CRASH,
}


def verdict(
    job: GradingJob, spec: CheckSpec, ended: BaseException | None, called: str = "", returned: str = ""
) -> CheckResult:
    """Return the result of a check from what it raised; None means that it passed.

    `called` is the function that was called last, and `returned` describes what it returned.
    """
    result = CheckResult(spec.name, spec.title, Outcome.PASS, spec.points)
    match ended:
        case None:
            return result
        case CheckFailed():
            return replace(_failed(result, ended), explanation=of_observation(job, ended, called, returned))
        case NoValue():
            message = f"`{called}` gave {ended.description}, and a plain value is needed there."
            return replace(result, outcome=Outcome.FAIL, message=message, fact=Fact(kind=ended.description))
        case StudentRaised() | LoadRaised():
            return _raised(job, result, ended)
        case NameMissing():
            return _missing(job, result, ended)
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
    """Return the result of a check that the grader itself could not carry out."""
    doubt = reason[:LONGEST_REASON]
    message = f"The grader failed, not your code; tell your instructor. ({doubt})"
    return CheckResult(spec.name, spec.title, Outcome.NEEDS_REVIEW, spec.points, message=message, doubt=doubt)


def unread(job: GradingJob, spec: CheckSpec) -> CheckResult:
    """Return the result of a check that a person grades, once the others have run; if nothing can be read, theirs."""
    others = list(job.results.values())
    result = CheckResult(spec.name, spec.title, Outcome.TO_BE_READ, spec.points)
    ends = {other.outcome for other in others}
    if len(ends) == 1 and (ends <= {Outcome.NOT_ATTEMPTED, Outcome.MISSING} or job.load_failure or not job.sha256):
        first = others[0]
        return replace(result, outcome=first.outcome, message=first.message, location=first.location, fact=first.fact)
    return replace(result, message=f"Your instructor reads this, and gives up to {spec.points:g} points.")


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
    """End a text like a sentence, so that the next sentence does not run into it."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _missing(job: GradingJob, result: CheckResult, ended: NameMissing) -> CheckResult:
    is_notebook = isinstance(job.submission, Submission) and job.submission.is_notebook
    message = f"No code cell of the notebook defines `{ended.function}`." if is_notebook else ended.message
    help_ = of_missing_name(job, ended.function)
    return replace(result, outcome=Outcome.MISSING, message=message, explanation=help_)


def _raised(job: GradingJob, result: CheckResult, ended: StudentRaised | LoadRaised) -> CheckResult:
    info, call = ended.info, ended if isinstance(ended, StudentRaised) else None
    location = _place(job, info.part, info.line) or (_definition(job, call.function) if call else None)
    if info.is_a("NotImplementedError"):
        if words := left_to_do(job, info):
            return replace(result, outcome=Outcome.ERROR, message=words, location=location)
        return replace(result, outcome=Outcome.NOT_ATTEMPTED, message="Not written yet.", location=location)
    who = f"`{call.function}`" if call else _loading(job, info)
    text = f"{who} raised {info.type_name}: {info.text}" if info.text else f"{who} raised {info.type_name}."
    made = f" The call was {call.call}." if call and call.call else ""
    lines = dict.fromkeys(info.path) if call is None else ()
    return replace(
        result,
        outcome=Outcome.ERROR,
        message=_ended(text) + made,
        location=location,
        path=tuple(place for part, line in lines if (place := _place(job, part, line)) and place != location),
        explanation=of_exception(job, info, call),
        fact=Fact(exception=info.type_name, kind=without_numbers(info.text)),
    )


def _loading(job: GradingJob, info: RaisedInfo) -> str:
    """Describe what raised while loading: a line below the functions, a cell, or the file."""
    if is_test_line(job, info):
        return f"Line {info.path[0][1]}, below your functions,"
    is_notebook = isinstance(job.submission, Submission) and job.submission.is_notebook
    return info.part.capitalize() if is_notebook and info.part else "Loading the file"


def _definition(job: GradingJob, function: str) -> Location | None:
    """Return the line that defines a function, for a call that raised before reaching any of its lines."""
    lines = [(part, line) for part, source in job.sources if (line := outline.line_of(source, function))]
    return _place(job, *lines[-1]) if lines else None


def _place(job: GradingJob, part: str, line: int | None) -> Location | None:
    """Return a line of the submission with its text."""
    if not line or not isinstance(job.submission, Submission):
        return None
    return Location(line, job.line(part, line), part if job.has_labels else "")
