"""Parts of a report that terminal and HTML share: repeated statements, common ends, and small drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from dropgrade.report import CAP, CheckResult, Example, Location, Outcome, ProblemReport, Report
from dropgrade.screen.text import one_line, points

Again = Callable[[ProblemReport], str]
"""Returns the command that grades a problem again."""
REST = "The rest: --all, or e while files are watched."
"""Shown if the report leaves something out."""
OUTPUT_LINES = 6
"""The number of lines of a student's output that are shown."""


@dataclass(slots=True)
class Story:
    """Remembers what has been said, so that each cause is explained only once."""

    said: set[object] = field(default_factory=set)

    def is_new(self, fact: object) -> bool:
        """Whether this has not been said yet; from now on it has."""
        new = fact not in self.said
        self.said.add(fact)
        return new


def shared_end(problem: ProblemReport) -> CheckResult | None:
    """Return the first check if all ended in the same way for the same reason, else None."""
    first = problem.checks[0]
    alike = {
        (c.outcome, c.message, c.location if c.outcome is not Outcome.NOT_ATTEMPTED else None) for c in problem.checks
    }
    return first if len(alike) == 1 and first.outcome not in (Outcome.PASS, Outcome.FAIL) else None


def cap_in_words(problem: ProblemReport) -> str:
    """Say in one line why a score is capped."""
    title = next(check.title for check in problem.checks if check.check == problem.capped_by[0])
    return f"At most {points(problem.max_score * CAP)} of {points(problem.max_score)} until this passes: {title}"


def follows_in_words(check: CheckResult) -> str:
    """Say which named mistakes a failure follows from."""
    names = ", ".join(check.follows_from).replace("_", " ")
    named = "the mistake that is named" if len(check.follows_from) == 1 else "the mistakes that are named"
    return f"This follows from {named} ({names})."


def cause_of(check: CheckResult) -> object:
    """Return a key for failures without an observation; sizes in an exception's text do not matter."""
    fact = check.fact
    return (fact.exception, fact.kind, check.location) if fact.exception else (check.message, check.location)


def next_step(report: Report, again: Again, after: str | None = None) -> str:
    """Say what to do next; `after` is the command to suggest after full marks."""
    open_problems = [p for p in report.problems if not p.is_done]
    if not open_problems:
        return _done(report) + (f" Next: {after}" if after else "")
    started = [p for p in open_problems if p.outcome is not Outcome.NOT_ATTEMPTED]
    first = (started or open_problems)[0]
    if first.outcome is Outcome.NEEDS_REVIEW:
        return "The grader could not judge this; your work is safe. Tell your instructor."
    return f"Next: edit {one_line(first.source)}\nThen: {again(first)}"


def _done(report: Report) -> str:
    """Say that there is nothing left to earn from the grader."""
    if report.to_be_read:
        return f"All that can be checked is right. Your instructor gives up to {points(report.to_be_read)} more."
    return "Full marks."


def credit_in_words(check: CheckResult) -> str:
    """Say what a check that did not pass has earned points for."""
    return f"Credit for what is right: {check.credited}" if check.credited else ""


def place_in_words(location: Location) -> str:
    """Describe the place of a line, with its cell in a notebook."""
    return f"{one_line(location.part)}, line {location.line}" if location.part else f"line {location.line}"


def drawing(example: Example) -> list[str]:
    """Draw a corner of the input, of the output and of the mask, side by side."""
    blocks = [_column("x", _numbers(example.given)), _column("out", _numbers(example.returned))]
    blocks.append(_column("kept", [" ".join("■" if v else "·" for v in row) for row in example.returned]))
    return ["    ".join(cells) for cells in zip(*blocks, strict=True)]


def _column(name: str, rows: Sequence[str]) -> list[str]:
    width = max(len(row) for row in (name, *rows))
    return [text.ljust(width) for text in (name, *rows)]


def _numbers(rows: Iterable[Sequence[float]]) -> list[str]:
    return [" ".join(f"{v:5.2f}" if v else "    0" for v in row) for row in rows]
