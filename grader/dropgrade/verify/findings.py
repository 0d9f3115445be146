"""The results of a verification as plain data, and the JSON that `dropgrade verify` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dropgrade.course.faults import Fault
from dropgrade.verify.false_alarms import Repeats
from dropgrade.verify.matrix import GradedSample, Table
from dropgrade.verify.mutation.equivalents import Equivalent
from dropgrade.verify.mutation.mutants import Mutant
from dropgrade.verify.pairs import PairProof
from dropgrade.verify.samples import Kind

SCHEMA = "dropgrade/proof/v1"


@dataclass(frozen=True, slots=True)
class Mutation:
    """The number of mutants of the reference, the survivors, and the changes that are listed as equivalent."""

    total: int
    survivors: tuple[Mutant, ...]
    equivalents: tuple[Equivalent, ...]

    def reason_for(self, survivor: Mutant) -> str:
        """Return why a survivor is right, or an empty string if no reason is given."""
        return next((e.reason for e in self.equivalents if e.is_about(survivor)), "")

    def to_json(self) -> dict[str, object]:
        """Return the mutants as shown in the JSON report."""
        alive = [
            {"line": m.line, "before": m.before, "after": m.after, "reason": self.reason_for(m)}
            for m in self.survivors
        ]  # fmt: skip
        return {"total": self.total, "survivors": alive}


@dataclass(frozen=True, slots=True)
class ProblemProof:
    """The result of one problem: its faults, how its programs were graded, and optional counts.

    `unjudged` says what could not be judged until the faults are fixed.
    """

    problem: str
    title: str
    faults: tuple[Fault, ...]
    all_graded: tuple[GradedSample, ...] = ()
    table: Table = field(default_factory=lambda: Table((), ()))
    unjudged: str = ""
    repeats: Repeats | None = None
    mutation: Mutation | None = None
    pairs: PairProof | None = None

    def count(self, kind: Kind) -> int:
        """Return how many programs of a kind were run."""
        return sum(graded.sample.kind is kind for graded in self.all_graded)

    def to_json(self) -> dict[str, object]:
        """Return the problem as shown in the JSON report."""
        return {
            "problem": self.problem,
            "title": self.title,
            "faults": [fault.to_json() for fault in self.faults],
            "programs": [_program(graded) for graded in self.all_graded],
            "checks": [
                {"check": c.check, "title": c.title, "points": c.points, "catches": c.catches, "needed": c.needed_for}
                for c in self.table.columns
            ],
            "redundant": self.table.redundant,
            "thin": self.table.thin,
            "repeats": _repeats(self.repeats) if self.repeats else None,
            "mutants": self.mutation.to_json() if self.mutation else None,
            "pairs": self.pairs.to_json() if self.pairs else None,
        }


@dataclass(frozen=True, slots=True)
class QuizProof:
    """The result of one quiz: its faults, and its number of questions and programs."""

    quiz: str
    title: str
    questions: int
    programs: int
    faults: tuple[Fault, ...]

    def to_json(self) -> dict[str, object]:
        """Return the quiz as shown in the JSON report."""
        return {
            "quiz": self.quiz,
            "title": self.title,
            "questions": self.questions,
            "programs": self.programs,
            "faults": [fault.to_json() for fault in self.faults],
        }


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of a run: problems, quizzes, and faults that belong to neither."""

    problems: tuple[ProblemProof, ...]
    quizzes: tuple[QuizProof, ...]
    course: tuple[Fault, ...] = ()

    @property
    def faults(self) -> list[Fault]:
        """Everything that has to be fixed."""
        return list(self._faults())

    def _faults(self) -> Iterator[Fault]:
        yield from self.course
        for problem in self.problems:
            yield from problem.faults
        for quiz in self.quizzes:
            yield from quiz.faults

    def to_json(self) -> dict[str, object]:
        """Return the run as one JSON object."""
        return {
            "schema": SCHEMA,
            "sound": not self.faults,
            "faults": [fault.to_json() for fault in self.course],
            "problems": [each.to_json() for each in self.problems],
            "quizzes": [each.to_json() for each in self.quizzes],
        }


def _program(graded: GradedSample) -> dict[str, object]:
    return {
        "kind": graded.sample.kind.value,
        "name": graded.sample.name,
        "score": graded.report.score,
        "outcome": graded.report.outcome.value,
        "caught_by": [c.check for c in graded.report.checks if c.check in graded.caught_by],
        "named": sorted(graded.named),
        "expected": sorted(graded.sample.named),
    }


def _repeats(repeats: Repeats) -> dict[str, object]:
    return {
        "gradings": repeats.gradings,
        "alarms": [
            {"program": a.program, "seed": a.seed, "check": a.check, "message": a.message} for a in repeats.alarms
        ],
        "bound": repeats.bound,
    }
