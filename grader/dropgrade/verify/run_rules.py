"""What the graded samples of a problem must show, with a fault for each deviation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem
from dropgrade.report import CheckResult, Outcome
from dropgrade.verify.matrix import GradedSample
from dropgrade.verify.samples import Kind

EPSILON = 1e-9
UNFINISHED = (Outcome.NOT_ATTEMPTED, Outcome.MISSING)


def judge(problem: Problem, all_graded: Sequence[GradedSample]) -> Iterator[Fault]:
    """Yield every fault that the graded samples show; if the suite itself fails, nothing else is judged."""
    readable = [graded for graded in all_graded if graded.sample.is_program]
    if any_doubt(readable):
        yield from _doubts(problem, readable)
        return
    for graded in readable:
        match graded.sample.kind:
            case Kind.STUB:
                yield from _stub(graded)
            case Kind.REFERENCE | Kind.RIGHT:
                yield from _right(graded)
            case Kind.EMPTY:
                yield from _empty(problem, graded)
    if any(graded.caught_by for graded in readable if graded.sample.kind is Kind.REFERENCE):
        return  # the mistakes are edits of it and mean nothing while it is wrong
    wrong = [graded for graded in readable if graded.sample.kind is Kind.WRONG]
    yield from judge_wrong(wrong)
    for graded in wrong:
        yield from _score(problem, graded)


def judge_wrong(wrong: Sequence[GradedSample]) -> Iterator[Fault]:
    """Yield every fault of known-wrong solutions: not caught, not named, or named as another mistake."""
    for graded in wrong:
        yield from _wrong(graded)


def any_doubt(all_graded: Iterable[GradedSample]) -> bool:
    """Whether the suite itself failed on a program."""
    return any(check.outcome is Outcome.NEEDS_REVIEW for graded in all_graded for check in graded.report.checks)


def _doubts(problem: Problem, all_graded: Sequence[GradedSample]) -> Iterator[Fault]:
    lines = {check.name: check.line for check in problem.checks}
    seen = set()
    for graded in all_graded:
        for check in graded.report.checks:
            if check.outcome is Outcome.NEEDS_REVIEW and check.check not in seen:
                seen.add(check.check)
                yield Fault(problem.suite, lines[check.check], *_doubt(check, graded))


def _doubt(check: CheckResult, graded: GradedSample) -> tuple[str, str]:
    """Return what is wrong with a check and how to fix it."""
    fix = "A check has to handle any answer: look at its type and shape before counting with it."
    if graded.sample.kind not in (Kind.EMPTY, Kind.WRONG):
        fix = "Fix the check; it fails before it judges anything."
    return f"{check.check} itself fails on {graded.sample}: {check.doubt}", fix


def _stub(graded: GradedSample) -> Iterator[Fault]:
    if graded.report.outcome is not Outcome.NOT_ATTEMPTED:
        odd = next(c for c in graded.report.checks if c.outcome is not Outcome.NOT_ATTEMPTED)
        message = f"{odd.check} ends as {odd.outcome.value} on the stub, not as not_attempted"
        fix = "Let everything in the stub raise NotImplementedError, and every check call it."
        yield Fault(graded.sample.file, odd.location.line if odd.location else 0, message, fix)


def _right(graded: GradedSample) -> Iterator[Fault]:
    if graded.report.outcome in UNFINISHED:
        yield Fault(graded.sample.file, 0, f"{graded.sample} is not written yet", "Write its functions.")
        return
    seen = set()
    for check in graded.report.checks:
        if check.check in graded.caught_by and (check.outcome, check.message) not in seen:
            seen.add((check.outcome, check.message))
            line = check.location.line if check.location else 0
            yield Fault(graded.sample.file, line, f"{graded.sample} {_loss(check)}", _fix_of(check))


def _loss(check: CheckResult) -> str:
    match check.outcome:
        case Outcome.TIMEOUT:
            return f"runs out of time in {check.check}"
        case Outcome.MEMORY:
            return f"runs out of memory in {check.check}"
    return f"fails {check.check}: {check.message.rstrip('.')}"


def _fix_of(check: CheckResult) -> str:
    if check.outcome in (Outcome.TIMEOUT, Outcome.MEMORY):
        return "Make the check's inputs smaller, or allow more below [limits] in problem.toml."
    return "Either it is wrong, or the check refuses what is right; look at both."


def _empty(problem: Problem, graded: GradedSample) -> Iterator[Fault]:
    for check in graded.report.checks:
        if check.points:
            line = next(spec.line for spec in problem.checks if spec.name == check.check)
            message = f"{check.check} gives {check.points:g} points to {graded.sample}"
            fix = "Put it behind a gate that such an answer fails: @pytest.mark.needs(…)."
            yield Fault(problem.suite, line, message, fix)


def _wrong(graded: GradedSample) -> Iterator[Fault]:
    sample, caught = graded.sample, ", ".join(sorted(graded.caught_by))
    if not graded.caught_by:
        fix = "Write the check that sees this mistake, or delete the section if it is right after all."
        yield Fault(sample.file, sample.line, "it earns full marks: no check catches it", fix)
        return
    for name in sorted(sample.named - graded.named):
        message = f"it is caught by {caught}, and {name!r} is not named"
        fix = f"Let what fails there name {name!r}: {_observed(graded)}"
        yield Fault(sample.file, sample.line, message, fix)
    for name in sorted(graded.named - sample.named):
        check = next(c.check for c in graded.report.checks if name in {m.name for m in c.mistakes})
        too = " too" if sample.named & graded.named else ""
        message = f"it is named {name!r}{too}, by {check}, which is not its mistake"
        fix = "Make the inputs such that the two differ, or let the check rule the name out."
        yield Fault(sample.file, sample.line, message, fix)


def _score(problem: Problem, graded: GradedSample) -> Iterator[Fault]:
    """Yield a fault if the score of a mistake is outside of the range in its section."""
    (name,) = graded.sample.named
    band = problem.mistakes[name].score
    if band and not band[0] - EPSILON <= graded.report.score <= band[1] + EPSILON:
        message = (
            f"{graded.sample.name} scores {graded.report.score:g}, and its section says {band[0]:g} to {band[1]:g}"
        )
        fix = "Share the points out again, add a gate or `essential`, or correct the band."
        yield Fault(graded.sample.file, graded.sample.line, message, fix)


def _observed(graded: GradedSample) -> str:
    """Return what the checks that caught it without naming it observed."""
    nameless = [c for c in graded.report.checks if c.check in graded.caught_by and not c.mistakes]
    shown = nameless or [c for c in graded.report.checks if c.check in graded.caught_by]
    return "; ".join(f"{c.check}: {c.message.rstrip('.')}" for c in shown[:2]) + "."
