"""The results of running a problem's programs: graded samples, and the table of checks × known mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dropgrade.course.suite import CheckSpec
from dropgrade.report import CheckResult, Outcome, ProblemReport
from dropgrade.verify.samples import Kind, Sample


@dataclass(frozen=True, slots=True)
class GradedSample:
    """A program and its report."""

    sample: Sample
    report: ProblemReport

    @property
    def caught_by(self) -> frozenset[str]:
        """The checks that it fails; a blocked check does not count, since it would have passed."""
        return frozenset(c.check for c in self.report.checks if c.is_lost)

    @property
    def named(self) -> frozenset[str]:
        """The mistakes that are named for it."""
        return frozenset(m.name for c in self.report.checks for m in c.mistakes)

    def named_without(self, check: str) -> frozenset[str]:
        """Return the mistakes that would be named for it without this check."""
        return frozenset(m.name for c in self.report.checks for m in c.mistakes if c.check != check)


class Cell(StrEnum):
    """How a check judged a known-wrong solution."""

    NAMED = "named"
    MISNAMED = "misnamed"
    CAUGHT = "caught"
    WAITS = "waits"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a known-wrong solution: how each check judged it."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def is_thin(self) -> bool:
        """Whether only one check catches it, so that nothing does if that one breaks."""
        return sum(cell not in (Cell.WAITS, Cell.PASSED) for cell in self.cells) == 1


@dataclass(frozen=True, slots=True)
class Column:
    """The column of a check: how many known-wrong solutions it catches, how many need it, whether it is a gate."""

    check: str
    title: str
    points: float
    catches: int
    needed_for: int
    is_gate: bool

    @property
    def is_redundant(self) -> bool:
        """Whether every solution would be caught and named all the same without this check, and it is not a gate."""
        return self.needed_for == 0 and not self.is_gate


@dataclass(frozen=True, slots=True)
class Table:
    """The table of checks × known-wrong solutions."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def thin(self) -> list[str]:
        """The known-wrong solutions that only one check catches."""
        return [row.name for row in self.rows if row.is_thin]

    @property
    def redundant(self) -> list[str]:
        """The checks that could be removed without losing anything."""
        return [column.check for column in self.columns if column.is_redundant]


def table_of(checks: tuple[CheckSpec, ...], all_graded: tuple[GradedSample, ...]) -> Table:
    """Return the table of a problem, with a row for each known-wrong solution among the samples."""
    wrong = [graded for graded in all_graded if graded.sample.kind is Kind.WRONG]
    gates = {gate for check in checks for gate in check.needs}
    columns = tuple(_column(check, wrong, is_gate=check.name in gates) for check in checks)
    return Table(columns, tuple(map(_row, wrong)))


def _column(check: CheckSpec, wrong: list[GradedSample], *, is_gate: bool) -> Column:
    catches = [graded for graded in wrong if check.name in graded.caught_by]
    needed = [t for t in catches if t.caught_by == {check.name} or t.named_without(check.name) != t.named]
    return Column(check.name, check.title, check.points, len(catches), len(needed), is_gate)


def _row(graded: GradedSample) -> Row:
    return Row(graded.sample.name, tuple(_cell(check, graded.sample.named) for check in graded.report.checks))


def _cell(check: CheckResult, named: frozenset[str]) -> Cell:
    if check.outcome is Outcome.BLOCKED:
        return Cell.WAITS
    if check.outcome in (Outcome.PASS, Outcome.TO_BE_READ):
        return Cell.PASSED
    names = {mistake.name for mistake in check.mistakes}
    if names - named:
        return Cell.MISNAMED
    return Cell.NAMED if names else Cell.CAUGHT
