"""What a grading found, as plain data: outcomes, points, gates and the JSON that a run prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

SCHEMA = "dropgrade/report/v1"
CAP = 0.5
"""The share of a problem's points that can be had while an essential check fails."""


class Outcome(StrEnum):
    """How a check ended: a closed set that parts the student's faults from the grader's."""

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
    """A mistake that was recognised: its name, and the words that a student reads."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Example:
    """A corner of an input and of what came back for it, small enough to draw."""

    given: tuple[tuple[float, ...], ...]
    returned: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Location:
    """A line of the student's own file; `part` names the cell of a notebook."""

    line: int
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What helps a beginner beside a failure: a sentence or two, shapes that are drawn, and a subject to read about.

    `subject` names a page of `dropgrade explain`.
    """

    words: str
    drawing: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a check measured, in a form by which the reports of two programs can be compared.

    `count` holds heads and coins. `numbers` are compared by tolerance, exceptions by their type, and everything else
    by `kind`: the observation in words, without its numbers.
    """

    what: str = ""
    count: tuple[int, int] | None = None
    numbers: tuple[float, ...] = ()
    exception: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: its outcome, its points, and what the student needs to read about it."""

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
    """The mistakes that would give what was observed, before the diagnosis."""
    follows_from: tuple[str, ...] = ()
    """The mistakes named elsewhere that this failure follows from."""
    fact: Fact = field(default_factory=Fact)
    output: str = ""
    example: Example | None = None
    location: Location | None = None
    path: tuple[Location, ...] = ()
    """The student's own lines that led to `location`, where that matters: their test lines come first."""
    explanation: Explanation | None = None
    doubt: str = ""
    """Why the grader could not judge; for the author who fixes the suite, not for the student."""
    credit: float = 0.0
    """The share of the points that is earned although the check does not pass."""
    credited: str = ""
    """What earned it, in words."""

    @property
    def points(self) -> float:
        """Everything for a pass, else the share that was credited."""
        return self.max_points * (1.0 if self.outcome is Outcome.PASS else self.credit)

    @property
    def is_lost(self) -> bool:
        """Whether it did not pass; a check that only waits for its gate, or for a person, is not lost."""
        return self.outcome not in (Outcome.PASS, Outcome.BLOCKED, Outcome.TO_BE_READ)

    def to_json(self) -> dict[str, object]:
        """The check as the JSON report shows it; the words of its mistakes are its message."""
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
    """One problem: the checks of its suite, in order, on one source."""

    problem: str
    title: str
    source: str
    sha256: str
    checks: tuple[CheckResult, ...]
    essential: tuple[str, ...] = ()
    """The checks that the problem is about, by name."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """The packages beside NumPy that the program could use, with their versions."""

    @property
    def score(self) -> float:
        """The points earned, after the gates and the cap."""
        earned = sum(c.points for c in self.checks)
        return min(earned, self.max_score * CAP) if self.capped_by else earned

    @property
    def capped_by(self) -> tuple[str, ...]:
        """The essential checks that do not pass and hold the score at half, where it would be higher without them."""
        missed = tuple(c.check for c in self.checks if c.check in self.essential and c.outcome is not Outcome.PASS)
        return missed if sum(c.points for c in self.checks) > self.max_score * CAP else ()

    @property
    def max_score(self) -> float:
        """The points that the suite's manifest promises, run or not."""
        return sum(c.max_points for c in self.checks)

    @property
    def outcome(self) -> Outcome:
        """The outcome that all checks share; a doubt of the grader's first, a mixture is a fail."""
        seen = {c.outcome for c in self.checks}
        if Outcome.NEEDS_REVIEW in seen or not seen:
            return Outcome.NEEDS_REVIEW
        if seen == {Outcome.PASS, Outcome.TO_BE_READ}:
            return Outcome.TO_BE_READ
        return seen.pop() if len(seen) == 1 else Outcome.FAIL

    @property
    def to_be_read(self) -> float:
        """The points that a person has still to give."""
        return sum(c.max_points for c in self.checks if c.outcome is Outcome.TO_BE_READ)

    @property
    def is_done(self) -> bool:
        """Whether every point is earned that the grader can give."""
        return self.score + self.to_be_read >= self.max_score

    def to_json(self) -> dict[str, object]:
        """The problem as the JSON report shows it."""
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
    """One run: every problem asked for, the seed, what the sandbox could not promise, and how files were read."""

    seed: int
    problems: tuple[ProblemReport, ...]
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    course: str = ""
    version: str = ""
    """The course whose suites graded, and its version; empty where it has no course.toml."""

    @property
    def score(self) -> float:
        """The points earned over all problems."""
        return sum(p.score for p in self.problems)

    @property
    def max_score(self) -> float:
        """The points to be had over all problems."""
        return sum(p.max_score for p in self.problems)

    @property
    def is_done(self) -> bool:
        """Whether every point is earned that the grader can give."""
        return all(p.is_done for p in self.problems)

    @property
    def to_be_read(self) -> float:
        """The points that a person has still to give."""
        return sum(p.to_be_read for p in self.problems)

    @property
    def needs_review(self) -> bool:
        """Whether the grader itself failed somewhere."""
        return any(p.outcome is Outcome.NEEDS_REVIEW for p in self.problems)

    def to_json(self) -> dict[str, object]:
        """The run as one JSON object."""
        return {
            "schema": SCHEMA,
            "course": self.course,
            "version": self.version,
            "seed": self.seed,
            "score": self.score,
            "max_score": self.max_score,
            "problems": [p.to_json() for p in self.problems],
        }


def apply_gates(checks: Iterable[CheckResult], needs: Mapping[str, Iterable[str]]) -> tuple[CheckResult, ...]:
    """Turn every pass whose gate did not pass into `blocked`, and take what was credited behind such a gate.

    Gates hold back points, not feedback: a check behind a closed gate still runs, so that a second
    mistake is named too. `needs` maps a check to the checks that it needs; gates may stand behind gates.
    """
    results = {c.check: c for c in checks}
    titles = {name: c.title for name, c in results.items()}
    while True:
        closed = {
            name: gate
            for name, c in results.items()
            if c.outcome in (Outcome.PASS, Outcome.TO_BE_READ) or c.credit
            for gate in needs.get(name, ())
            if results[gate].outcome is not Outcome.PASS
        }
        if not closed:
            return tuple(results.values())
        for name, gate in closed.items():
            results[name] = _held_back(results[name], titles[gate])


def _held_back(result: CheckResult, gate: str) -> CheckResult:
    """A check that earns nothing, because its gate does not pass."""
    if result.outcome is Outcome.PASS:
        message = f"Right, and it counts as soon as this passes: {gate}"
        return replace(result, outcome=Outcome.BLOCKED, message=message)
    if result.outcome is Outcome.TO_BE_READ:
        return replace(result, outcome=Outcome.BLOCKED, message=f"It is read as soon as this passes: {gate}")
    outcome = Outcome.FAIL if result.outcome is Outcome.PARTIAL else result.outcome
    return replace(result, outcome=outcome, credit=0.0, credited="")
