"""What of a problem's report is shown in full, in a line, or as a number, so that it fits a screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dropgrade.report import CheckResult, Outcome, ProblemReport
from dropgrade.screen.text import many

NOT_RUN = "Not run"
ROOM = 36
"""Lines that a report may take where nobody knows how high the screen is."""
FRAME = 8
"""Lines around the checks: the heading, the file, the cap, the counts, and what comes next."""
COLUMNS = 64
"""Columns of the details, where lines are counted before they are laid out."""


@dataclass(frozen=True, slots=True)
class Full:
    """A check with all that is to be read about it."""

    check: CheckResult


@dataclass(frozen=True, slots=True)
class Line:
    """A check by its title; it `follows` from the one in full above it, or has a cause of its own."""

    check: CheckResult
    follows: bool


@dataclass(frozen=True, slots=True)
class Count:
    """Several checks as a number, in words."""

    checks: tuple[CheckResult, ...]
    words: str


Item = Full | Line | Count


@dataclass(slots=True)
class Cause:
    """Checks that fail for one reason; the first of them is the one that says it."""

    first: CheckResult
    others: list[CheckResult] = field(default_factory=list)


def laid_out(problem: ProblemReport, room: int = ROOM, *, everything: bool = False) -> list[Item]:
    """The items of a problem's report, from top to bottom.

    The first cause is shown in full, with a line for each check that follows from it. Further causes are in full as far
    as there is room. Checks that pass or wait are counted. Where `everything` is asked for, every check is in full.
    """
    if everything:
        return [Full(check) for check in problem.checks]
    failed = list(_failed(causes_of(problem), room - FRAME))
    failed += [Line(check, follows=False) for check in problem.checks if check.outcome is Outcome.TO_BE_READ]
    return failed + list(_counted(problem.checks))


def is_cut(problem: ProblemReport, items: Sequence[Item]) -> bool:
    """Whether a check that has something to say is not in full."""
    full = {item.check.check for item in items if isinstance(item, Full)}
    return any(cause.first.check not in full for cause in causes_of(problem))


def _failed(causes: Sequence[Cause], room: int) -> Iterator[Item]:
    for number, cause in enumerate(causes):
        later = len(causes) - number - 1
        in_full = number == 0 or lines_of(cause.first) + later <= room
        yield Full(cause.first) if in_full else Line(cause.first, follows=False)
        room -= lines_of(cause.first) if in_full else 1
        if not cause.others:
            continue
        if len(cause.others) + later <= max(room, 1):
            yield from (Line(check, follows=True) for check in cause.others)
            room -= len(cause.others)
        else:
            yield Count(tuple(cause.others), f"↳ {many(len(cause.others), 'more check')} for the same reason")
            room -= 1


def _counted(checks: Sequence[CheckResult]) -> Iterator[Count]:
    groups: dict[str, list[CheckResult]] = {}
    for check in checks:
        if words := _words(check):
            groups.setdefault(words, []).append(check)
    for words, alike in sorted(groups.items(), key=lambda each: each[1][0].outcome is not Outcome.PASS):
        one, _, more = words.partition("|")
        yield Count(tuple(alike), f"{many(len(alike), 'check')} {one if len(alike) == 1 else more}")


def _words(check: CheckResult) -> str:
    """What is said of checks that need no more; empty for the others."""
    if check.outcome is Outcome.PASS:
        return "passes|pass"
    if check.outcome is not Outcome.BLOCKED:
        return ""
    if check.message.startswith(NOT_RUN):
        return f"was not run{check.message.removeprefix(NOT_RUN)}|were not run{check.message.removeprefix(NOT_RUN)}"
    return "is right, and counts as soon as others pass|are right, and count as soon as others pass"


# What fails for the same reason.


def causes_of(problem: ProblemReport) -> list[Cause]:
    """The causes of what fails, in the order in which the checks first meet them."""
    failed = [check for check in problem.checks if check.is_lost]
    by_name: dict[str, Cause] = {}
    by_reason: dict[object, Cause] = {}
    met: list[Cause] = []
    for check in failed:
        if new := [mistake.name for mistake in check.mistakes if mistake.name not in by_name]:
            by_name |= dict.fromkeys(new, Cause(check))
    for check in failed:
        cause = _cause(check, by_name) or by_reason.setdefault(reason_of(check), Cause(check))
        if cause.first is not check:
            cause.others.append(check)
        if cause not in met:
            met.append(cause)
    return met


def _cause(check: CheckResult, by_name: dict[str, Cause]) -> Cause | None:
    """The cause that the diagnosis gives: the mistakes that a check names, or follows from."""
    names = [mistake.name for mistake in check.mistakes] or check.follows_from
    own = (by_name[name] for name in names if name in by_name and by_name[name].first is check)
    return next(own, None) or next((by_name[name] for name in names if name in by_name), None)


def reason_of(check: CheckResult) -> object:
    """What tells one failure without a name from another: sizes that differ from check to check do not."""
    fact = check.fact
    if check.outcome is Outcome.NOT_ATTEMPTED:
        return check.outcome
    if check.outcome is Outcome.ERROR and fact.exception:
        return (fact.exception, fact.kind, check.location)
    if check.explanation is not None:
        return check.explanation.words
    if check.what:
        return (fact.what or check.what, fact.kind or check.observed)
    return (check.message, check.location)


def lines_of(check: CheckResult) -> int:
    """About how many lines a check takes in full."""
    seen = [check.what, f"observed  {check.observed}", f"expected  {check.expected}"] if check.what else [check.message]
    texts = [check.title, *seen, *(m.message for m in check.mistakes), *(place.text for place in check.path)]
    lines = sum(1 + len(" ".join(text.split())) // COLUMNS for text in texts if text)
    lines += 3 if check.example else 0
    lines += 1 if check.location else 0
    lines += min(check.output.strip().count("\n") + 2, 8) if check.output.strip() else 0
    if check.explanation:
        lines += len(check.explanation.drawing) + 2 + len(check.explanation.words) // COLUMNS
    return lines
