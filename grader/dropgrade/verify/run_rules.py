"""What a problem's trials have to show, and a fault for each that shows something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem
from dropgrade.report import CheckResult, Outcome
from dropgrade.verify.matrix import Trial
from dropgrade.verify.samples import Kind

EPSILON = 1e-9
UNFINISHED = (Outcome.NOT_ATTEMPTED, Outcome.MISSING)


def judge(problem: Problem, trials: Sequence[Trial]) -> Iterator[Fault]:
    """Every fault that the trials show; if the suite itself fails, nothing else is judged."""
    readable = [trial for trial in trials if trial.sample.is_program]
    if any_doubt(readable):
        yield from _doubts(problem, readable)
        return
    for trial in readable:
        match trial.sample.kind:
            case Kind.STUB:
                yield from _stub(trial)
            case Kind.REFERENCE | Kind.RIGHT:
                yield from _right(trial)
            case Kind.EMPTY:
                yield from _empty(problem, trial)
    if any(trial.caught_by for trial in readable if trial.sample.kind is Kind.REFERENCE):
        return  # the mistakes are made in it, and show nothing while it is wrong
    wrong = [trial for trial in readable if trial.sample.kind is Kind.WRONG]
    yield from judge_wrong(wrong)
    for trial in wrong:
        yield from _score(problem, trial)


def judge_wrong(wrong: Sequence[Trial]) -> Iterator[Fault]:
    """Every fault that the known-wrong solutions show: uncaught, unnamed, named as another."""
    for trial in wrong:
        yield from _wrong(trial)


def any_doubt(trials: Iterable[Trial]) -> bool:
    """Whether the suite itself failed on a program."""
    return any(check.outcome is Outcome.NEEDS_REVIEW for trial in trials for check in trial.report.checks)


def _doubts(problem: Problem, trials: Sequence[Trial]) -> Iterator[Fault]:
    lines = {check.name: check.line for check in problem.checks}
    seen = set()
    for trial in trials:
        for check in trial.report.checks:
            if check.outcome is Outcome.NEEDS_REVIEW and check.check not in seen:
                seen.add(check.check)
                yield Fault(problem.suite, lines[check.check], *_doubt(check, trial))


def _doubt(check: CheckResult, trial: Trial) -> tuple[str, str]:
    """What is wrong with a check, and how to fix it."""
    fix = "A check has to bear any answer: look at its type and shape before counting with it."
    if trial.sample.kind not in (Kind.EMPTY, Kind.WRONG):
        fix = "Fix the check; it fails before it judges anything."
    return f"{check.check} itself fails on {trial.sample}: {check.doubt}", fix


def _stub(trial: Trial) -> Iterator[Fault]:
    if trial.report.outcome is not Outcome.NOT_ATTEMPTED:
        odd = next(c for c in trial.report.checks if c.outcome is not Outcome.NOT_ATTEMPTED)
        message = f"{odd.check} ends as {odd.outcome.value} on the stub, not as not_attempted"
        fix = "Let everything in the stub raise NotImplementedError, and every check call it."
        yield Fault(trial.sample.file, odd.location.line if odd.location else 0, message, fix)


def _right(trial: Trial) -> Iterator[Fault]:
    if trial.report.outcome in UNFINISHED:
        yield Fault(trial.sample.file, 0, f"{trial.sample} is not written yet", "Write its functions.")
        return
    seen = set()
    for check in trial.report.checks:
        if check.check in trial.caught_by and (check.outcome, check.message) not in seen:
            seen.add((check.outcome, check.message))
            line = check.location.line if check.location else 0
            yield Fault(trial.sample.file, line, f"{trial.sample} {_loss(check)}", _fix_of(check))


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


def _empty(problem: Problem, trial: Trial) -> Iterator[Fault]:
    for check in trial.report.checks:
        if check.points:
            line = next(spec.line for spec in problem.checks if spec.name == check.check)
            message = f"{check.check} gives {check.points:g} points to {trial.sample}"
            fix = "Put it behind a gate that such an answer fails: @pytest.mark.needs(…)."
            yield Fault(problem.suite, line, message, fix)


def _wrong(trial: Trial) -> Iterator[Fault]:
    sample, caught = trial.sample, ", ".join(sorted(trial.caught_by))
    if not trial.caught_by:
        fix = "Write the check that sees this mistake, or delete the section if it is right after all."
        yield Fault(sample.file, sample.line, "it earns full marks: no check catches it", fix)
        return
    for name in sorted(sample.named - trial.named):
        message = f"it is caught by {caught}, and {name!r} is not named"
        fix = f"Let what fails there name {name!r}: {_observed(trial)}"
        yield Fault(sample.file, sample.line, message, fix)
    for name in sorted(trial.named - sample.named):
        check = next(c.check for c in trial.report.checks if name in {m.name for m in c.mistakes})
        too = " too" if sample.named & trial.named else ""
        message = f"it is named {name!r}{too}, by {check}, which is not its mistake"
        fix = "Make the inputs such that the two differ, or let the check rule the name out."
        yield Fault(sample.file, sample.line, message, fix)


def _score(problem: Problem, trial: Trial) -> Iterator[Fault]:
    """A mistake whose score does not lie where its section says."""
    (name,) = trial.sample.named
    band = problem.mistakes[name].score
    if band and not band[0] - EPSILON <= trial.report.score <= band[1] + EPSILON:
        message = f"{trial.sample.name} scores {trial.report.score:g}, and its section says {band[0]:g} to {band[1]:g}"
        fix = "Share the points out again, add a gate or `essential`, or correct the band."
        yield Fault(trial.sample.file, trial.sample.line, message, fix)


def _observed(trial: Trial) -> str:
    """What the checks saw that caught it and gave no name."""
    nameless = [c for c in trial.report.checks if c.check in trial.caught_by and not c.mistakes]
    shown = nameless or [c for c in trial.report.checks if c.check in trial.caught_by]
    return "; ".join(f"{c.check}: {c.message.rstrip('.')}" for c in shown[:2]) + "."
