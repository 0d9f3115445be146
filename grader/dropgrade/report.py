"""The result of a run as plain data: outcomes, points and the JSON report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SCHEMA = "dropgrade/report/v1"
CAP = 0.5
"""The share of a problem's points that can be earned while an essential check fails."""


class Outcome(StrEnum):
    """How a check ended. The set is closed and keeps the student's errors apart from the grader's."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    PARTIAL = "partial"
    FAIL = "fail"
    NOT_ATTEMPTED = "not_attempted"
    MISSING = "missing"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    BLOCKED = "blocked"
    TO_BE_READ = "to_be_read"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A recognised mistake: its name and the message for the student."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Example:
    """A corner of an input and of the matching output, small enough to draw."""

    given: tuple[tuple[float, ...], ...]
    returned: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Location:
    """A line of the student's own file; `part` names the notebook cell."""

    line: int
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Help for a beginner next to a failure: a sentence or two, a drawing of shapes, and a page to read.

    `subject` names a page of `dropgrade explain`.
    """

    words: str
    drawing: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a check measured, in a form that allows comparing the reports of two programs.

    `count` is the number of heads and of coins. `numbers` are compared within a tolerance, exceptions by type, and
    everything else by `kind`: the observation in words, without its numbers.
    """

    what: str = ""
    count: tuple[int, int] | None = None
    numbers: tuple[float, ...] = ()
    exception: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: its outcome, its points, and the text for the student."""

    check: str
    title: str
    outcome: Outcome
    max_points: float
    message: str = ""
    what: str = ""
    observed: str = ""
    expected: str = ""
    mistakes: tuple[Mistake, ...] = ()
    candidates: tuple[str, ...] = ()
    """The mistakes that would explain the observation, before the diagnosis decides."""
    follows_from: tuple[str, ...] = ()
    """Mistakes named by other checks that explain this failure."""
    fact: Fact = field(default_factory=Fact)
    output: str = ""
    example: Example | None = None
    location: Location | None = None
    path: tuple[Location, ...] = ()
    """The student's own lines that led to `location`, if they help: their test lines come first."""
    explanation: Explanation | None = None
    doubt: str = ""
    """Why the grader could not judge this; for the author of the suite, not for the student."""
    credit: float = 0.0
    """The share of the points earned even though the check did not pass."""
    credited: str = ""
    """What the credit was given for, in words."""

    @property
    def points(self) -> float:
        """The points earned: all of them for a pass, else the credited share."""
        return self.max_points * (1.0 if self.outcome is Outcome.PASS else self.credit)

    @property
    def is_lost(self) -> bool:
        """Whether points were lost; a check that is blocked by a gate or waits for a person has lost none."""
        return self.outcome not in (Outcome.PASS, Outcome.BLOCKED, Outcome.TO_BE_READ)

    def to_json(self) -> dict[str, object]:
        """Return the check as it appears in the JSON report; `message` joins the messages of its mistakes."""
        return {
            "check": self.check,
            "title": self.title,
            "outcome": self.outcome.value,
            "points": self.points,
            "max_points": self.max_points,
            "message": "\n\n".join(m.message for m in self.mistakes) or self.message,
            "explanation": "\n".join([*self.explanation.drawing, self.explanation.words]) if self.explanation else "",
            "observed": self.observed,
            "expected": self.expected,
            "mistakes": [m.name for m in self.mistakes],
            "credited": self.credited,
            "output": self.output,
        }


@dataclass(frozen=True, slots=True)
class ProblemReport:
    """The result of one problem: the results of its suite, in order, for one source file."""

    problem: str
    title: str
    source: str
    sha256: str
    checks: tuple[CheckResult, ...]
    essential: tuple[str, ...] = ()
    """The names of the essential checks."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """The packages besides NumPy that the program could use, with their versions."""

    @property
    def score(self) -> float:
        """The points earned, after gates and cap."""
        earned = sum(c.points for c in self.checks)
        return min(earned, self.max_score * CAP) if self.capped_by else earned

    @property
    def capped_by(self) -> tuple[str, ...]:
        """The failed essential checks that cap the score; empty if the score is not above the cap anyway."""
        missed = tuple(c.check for c in self.checks if c.check in self.essential and c.outcome is not Outcome.PASS)
        return missed if sum(c.points for c in self.checks) > self.max_score * CAP else ()

    @property
    def max_score(self) -> float:
        """The points of all checks in the manifest, whether they ran or not."""
        return sum(c.max_points for c in self.checks)

    @property
    def outcome(self) -> Outcome:
        """The outcome that all checks share, or `fail` if they differ; a single `needs_review` decides."""
        seen = {c.outcome for c in self.checks}
        if Outcome.NEEDS_REVIEW in seen or not seen:
            return Outcome.NEEDS_REVIEW
        if seen == {Outcome.PASS, Outcome.TO_BE_READ}:
            return Outcome.TO_BE_READ
        return seen.pop() if len(seen) == 1 else Outcome.FAIL

    @property
    def to_be_read(self) -> float:
        """The points that a person still has to give."""
        return sum(c.max_points for c in self.checks if c.outcome is Outcome.TO_BE_READ)

    @property
    def is_done(self) -> bool:
        """Whether all points that the grader can give are earned."""
        return self.score + self.to_be_read >= self.max_score

    def to_json(self) -> dict[str, object]:
        """Return the problem as it appears in the JSON report."""
        return {
            "problem": self.problem,
            "title": self.title,
            "outcome": self.outcome.value,
            "score": self.score,
            "max_score": self.max_score,
            "to_be_read": self.to_be_read,
            "capped_by": list(self.capped_by),
            "source": self.source,
            "sha256": self.sha256,
            **({"packages": dict(self.packages)} if self.packages else {}),
            "checks": [c.to_json() for c in self.checks],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run: its problems and seed, what the sandbox could not enforce, and how files were read."""

    seed: int
    problems: tuple[ProblemReport, ...]
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    course: str = ""
    version: str = ""
    """The version of the course that graded; empty, like its name, if it has no course.toml."""

    @property
    def score(self) -> float:
        """The points earned in all problems."""
        return sum(p.score for p in self.problems)

    @property
    def max_score(self) -> float:
        """The points available in all problems."""
        return sum(p.max_score for p in self.problems)

    @property
    def is_done(self) -> bool:
        """Whether all points that the grader can give are earned."""
        return all(p.is_done for p in self.problems)

    @property
    def to_be_read(self) -> float:
        """The points that a person still has to give."""
        return sum(p.to_be_read for p in self.problems)

    @property
    def needs_review(self) -> bool:
        """Whether the grader failed in any problem."""
        return any(p.outcome is Outcome.NEEDS_REVIEW for p in self.problems)

    def to_json(self) -> dict[str, object]:
        """Return the run as one JSON object."""
        return {
            "schema": SCHEMA,
            "course": self.course,
            "version": self.version,
            "seed": self.seed,
            "score": self.score,
            "max_score": self.max_score,
            "problems": [p.to_json() for p in self.problems],
        }
