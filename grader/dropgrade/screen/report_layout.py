"""Choose what a report shows of a problem in full, in one line, or as a count, so that it fits a screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dropgrade.report import CheckResult, Outcome, ProblemReport
from dropgrade.screen.text import many

NOT_RUN = "Not run"
ROOM = 36
"""The number of lines for a report if the height of the screen is unknown."""
FRAME = 8
"""The number of lines around the checks: heading, file, cap, counts, and next step."""
COLUMNS = 64
"""The width assumed when lines are counted before layout."""


@dataclass(frozen=True, slots=True)
class Full:
    """A check with all of its text."""

    check: CheckResult


@dataclass(frozen=True, slots=True)
class Line:
    """A check with only its title; it `follows` from the one in full above it, or has its own cause."""

    check: CheckResult
    follows: bool


@dataclass(frozen=True, slots=True)
class Count:
    """Several checks as a count, in words."""

    checks: tuple[CheckResult, ...]
    words: str


Item = Full | Line | Count


@dataclass(slots=True)
class Cause:
    """Checks that fail for the same reason; the first one explains it."""

    first: CheckResult
    others: list[CheckResult] = field(default_factory=list)


def laid_out(problem: ProblemReport, room: int = ROOM, *, everything: bool = False) -> list[Item]:
    """Return the items of a problem's report, from top to bottom.

    The first cause is shown in full, followed by a line for each check that fails for the same reason. Further causes
    are in full as long as there is room. Checks that pass or wait are counted. With `everything`, every check is in
    full.
    """
    if everything:
        return [Full(check) for check in problem.checks]
    failed = list(_failed(causes_of(problem), room - FRAME))
    failed += [Line(check, follows=False) for check in problem.checks if check.outcome is Outcome.TO_BE_READ]
    return failed + list(_counted(problem.checks))


def is_cut(problem: ProblemReport, items: Sequence[Item]) -> bool:
    """Whether a check that has an explanation is not shown in full."""
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
    """Return the words for checks that are only counted, as "singular|plural"; empty for others."""
    if check.outcome is Outcome.PASS:
        return "passes|pass"
    if check.outcome is not Outcome.BLOCKED:
        return ""
    if check.message.startswith(NOT_RUN):
        return f"was not run{check.message.removeprefix(NOT_RUN)}|were not run{check.message.removeprefix(NOT_RUN)}"
    return "is right, and counts as soon as others pass|are right, and count as soon as others pass"


# Common reasons.


def causes_of(problem: ProblemReport) -> list[Cause]:
    """Return the causes of the failures, in the order in which the checks first meet them."""
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
    """Return the cause found by the diagnosis: the mistakes that a check names, or follows from."""
    names = [mistake.name for mistake in check.mistakes] or check.follows_from
    own = (by_name[name] for name in names if name in by_name and by_name[name].first is check)
    return next(own, None) or next((by_name[name] for name in names if name in by_name), None)


def reason_of(check: CheckResult) -> object:
    """Return a key for failures without a named mistake; sizes that differ between checks do not matter."""
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
    """Estimate the number of lines that a check takes in full."""
    seen = [check.what, f"observed  {check.observed}", f"expected  {check.expected}"] if check.what else [check.message]
    texts = [check.title, *seen, *(m.message for m in check.mistakes), *(place.text for place in check.path)]
    lines = sum(1 + len(" ".join(text.split())) // COLUMNS for text in texts if text)
    lines += 3 if check.example else 0
    lines += 1 if check.location else 0
    lines += min(check.output.strip().count("\n") + 2, 8) if check.output.strip() else 0
    if check.explanation:
        lines += len(check.explanation.drawing) + 2 + len(check.explanation.words) // COLUMNS
    return lines
