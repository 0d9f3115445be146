"""The clues of a program: its report, without the mistake's name and without code."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dropgrade.grading import Grader
from dropgrade.report import CheckResult, Example, Outcome, ProblemReport
from dropgrade.spotting.spot_round import Round
from dropgrade.submission.targets import Target


@dataclass(frozen=True, slots=True)
class Clue:
    """A check that the program fails: what was measured, and what a right program gives."""

    title: str
    what: str
    observed: str
    expected: str
    example: Example | None


@dataclass(frozen=True, slots=True)
class Clues:
    """The report of a program with one mistake: what it fails, how many checks it passes, and its score."""

    failed: tuple[Clue, ...]
    passed: int
    score: float
    max_score: float


def clues_of(grader: Grader, spot: Round) -> Clues:
    """Grade the program of a round, and keep only what reveals neither its mistake nor its code."""
    submission = spot.submission
    report = grader.grade([Target(spot.problem.name, submission.file, submission, is_own=True)])
    return _anonymous(report.problems[0])


def _anonymous(report: ProblemReport) -> Clues:
    lost = [check for check in report.checks if check.outcome is not Outcome.PASS]
    shown = [check for check in lost if check.outcome is not Outcome.BLOCKED]
    passed = len(report.checks) - len(lost)
    return Clues(tuple(map(_clue, shown)), passed, report.score, report.max_score)


def _clue(check: CheckResult) -> Clue:
    plain = replace(check, mistakes=(), candidates=(), explanation=None, location=None)
    if plain.what:
        return Clue(plain.title, plain.what, plain.observed, plain.expected, plain.example)
    return Clue(plain.title, "", plain.message, "", None)
