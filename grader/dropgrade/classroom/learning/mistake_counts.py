"""The mistakes of a class: how many made each, who, and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from dropgrade.classroom.grades import ClassGrades, StudentGrade
from dropgrade.classroom.learning.item_statistics import is_judged
from dropgrade.classroom.stored_report import is_unexplained, mistakes_in

CHANCE = 0.05
"""The probability that any pair at all is listed by chance alone."""
FEWEST = 3
"""Mistakes made by fewer students are in no pair: nothing can be learned from two."""


@dataclass(frozen=True, slots=True)
class MistakeCount:
    """A mistake and who made it, among those who handed in a problem in which it can be made."""

    name: str
    message: str
    students: tuple[StudentGrade, ...]
    out_of: int

    @property
    def share(self) -> float:
        """The share of those students who made it."""
        return len(self.students) / self.out_of if self.out_of else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mistakes that the same students made more often than by chance.

    `expected` is how many would make both by chance, and `chance` the probability of as many as `both` or more: the
    one-sided exact test by Fisher.
    """

    first: str
    second: str
    both: int
    expected: float
    chance: float


def mistakes_of(grades: ClassGrades, problem: str) -> list[MistakeCount]:
    """The mistakes in a problem, the most frequent first."""
    taken = [(s, p) for s in grades.students for p in s.problems if p.problem == problem and is_judged(p)]
    return _counted([(student, mistakes_in(grade.report)) for student, grade in taken])


def mistakes_of_class(grades: ClassGrades) -> list[MistakeCount]:
    """The mistakes over all problems, each student once, the most frequent first."""
    taken = [(s, [p for p in s.problems if is_judged(p)]) for s in grades.students]
    merged = [
        (s, {name: m for p in problems for name, m in mistakes_in(p.report).items()})
        for s, problems in taken
        if problems
    ]
    return _counted(merged)


def unexplained(grades: ClassGrades, problem: str) -> list[StudentGrade]:
    """The students who lost points in a problem although their program ran and no mistake was named."""
    return [
        s
        for s in grades.students
        for p in s.problems
        if p.problem == problem and is_judged(p) and is_unexplained(p.report)
    ]


def pairs_of(counts: Sequence[MistakeCount], students: int) -> list[Pair]:
    """The pairs that go together, the least probable first; `students` is how many could have made them.

    By Bonferroni's bound, a pair is listed by chance alone in at most one class of twenty.
    """
    frequent = [c for c in counts if len(c.students) >= FEWEST]
    every = list(combinations(frequent, 2))
    found = [pair for a, b in every if (pair := _pair(a, b, students)).both >= FEWEST]
    return sorted((p for p in found if p.chance * len(every) <= CHANCE), key=lambda p: (p.chance, p.first, p.second))


def at_least(both: int, first: int, second: int, students: int) -> float:
    """The probability that at least `both` of `first` students are among `second` ones, drawn from all at random."""
    ways = sum(comb(first, k) * comb(students - first, second - k) for k in range(both, min(first, second) + 1))
    return ways / comb(students, second)


def _pair(a: MistakeCount, b: MistakeCount, students: int) -> Pair:
    both = len({s.id for s in a.students} & {s.id for s in b.students})
    first, second = len(a.students), len(b.students)
    return Pair(a.name, b.name, both, first * second / students, at_least(both, first, second, students))


def _counted(taken: Sequence[tuple[StudentGrade, Mapping[str, str]]]) -> list[MistakeCount]:
    messages = {name: message for _, found in taken for name, message in found.items()}
    counts = [
        MistakeCount(name, message, tuple(s for s, found in taken if name in found), len(taken))
        for name, message in messages.items()
    ]
    return sorted(counts, key=lambda c: (-len(c.students), c.name))
