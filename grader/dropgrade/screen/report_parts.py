"""What screens and pages share of a report: what is said once, what all checks share, and the small drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from dropgrade.report import CAP, CheckResult, Example, Location, Outcome, ProblemReport, Report
from dropgrade.screen.text import one_line, points

Again = Callable[[ProblemReport], str]
"""Gives the command that grades a problem once more."""
REST = "The rest: --all, or e while files are watched."
"""Where a report leaves something out."""
OUTPUT_LINES = 6
"""Lines of a student's output that are shown."""


@dataclass(slots=True)
class Story:
    """What was already said, so that one cause is explained once."""

    said: set[object] = field(default_factory=set)

    def is_new(self, fact: object) -> bool:
        """Whether this was not said before; now it is."""
        new = fact not in self.said
        self.said.add(fact)
        return new


def shared_end(problem: ProblemReport) -> CheckResult | None:
    """The first check, where all ended in the same way and none of them for reasons of its own."""
    first = problem.checks[0]
    alike = {
        (c.outcome, c.message, c.location if c.outcome is not Outcome.NOT_ATTEMPTED else None) for c in problem.checks
    }
    return first if len(alike) == 1 and first.outcome not in (Outcome.PASS, Outcome.FAIL) else None


def cap_in_words(problem: ProblemReport) -> str:
    """Why a score is held at half, in one line."""
    title = next(check.title for check in problem.checks if check.check == problem.capped_by[0])
    return f"At most {points(problem.max_score * CAP)} of {points(problem.max_score)} until this passes: {title}"


def follows_in_words(check: CheckResult) -> str:
    """What a failure follows from, where the report names it."""
    names = ", ".join(check.follows_from).replace("_", " ")
    named = "the mistake that is named" if len(check.follows_from) == 1 else "the mistakes that are named"
    return f"This follows from {named} ({names})."


def cause_of(check: CheckResult) -> object:
    """What tells one failure without an observation from another: sizes in an exception's text do not."""
    fact = check.fact
    return (fact.exception, fact.kind, check.location) if fact.exception else (check.message, check.location)


def next_step(report: Report, again: Again, after: str | None = None) -> str:
    """What to do next, in words; `after` is the command that comes after full marks."""
    open_problems = [p for p in report.problems if not p.is_done]
    if not open_problems:
        return _done(report) + (f" Next: {after}" if after else "")
    started = [p for p in open_problems if p.outcome is not Outcome.NOT_ATTEMPTED]
    first = (started or open_problems)[0]
    if first.outcome is Outcome.NEEDS_REVIEW:
        return "The grader could not judge this; your work is safe. Tell your instructor."
    return f"Next: edit {one_line(first.source)}\nThen: {again(first)}"


def _done(report: Report) -> str:
    """What is said where the grader has nothing more to give."""
    if report.to_be_read:
        return f"All that can be checked is right. Your instructor gives up to {points(report.to_be_read)} more."
    return "Full marks."


def credit_in_words(check: CheckResult) -> str:
    """What a check that does not pass has earned points for."""
    return f"Credit for what is right: {check.credited}" if check.credited else ""


def place_in_words(location: Location) -> str:
    """Where a line is: in a cell, where there are cells."""
    return f"{one_line(location.part)}, line {location.line}" if location.part else f"line {location.line}"


def drawing(example: Example) -> list[str]:
    """A corner of the input, of the output and of the mask, side by side."""
    blocks = [_column("x", _numbers(example.given)), _column("out", _numbers(example.returned))]
    blocks.append(_column("kept", [" ".join("■" if v else "·" for v in row) for row in example.returned]))
    return ["    ".join(cells) for cells in zip(*blocks, strict=True)]


def _column(name: str, rows: Sequence[str]) -> list[str]:
    width = max(len(row) for row in (name, *rows))
    return [text.ljust(width) for text in (name, *rows)]


def _numbers(rows: Iterable[Sequence[float]]) -> list[str]:
    return [" ".join(f"{v:5.2f}" if v else "    0" for v in row) for row in rows]
