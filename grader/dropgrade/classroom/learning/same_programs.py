"""Submissions that are the same program, apart from the stub and what everyone writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from dropgrade.classroom.grades import ClassGrades, StudentGrade
from dropgrade.classroom.learning.normal_form import NormalForm, normal_form

EVERYONE = 0.1
"""The share of programs above which a statement, or a whole program, counts as what everyone writes."""
FEW = 0.05
"""The largest share of other programs that may have a statement of the group's own."""
SMALLEST = 4
"""Groups up to this size are reported in every class, however small."""


@dataclass(frozen=True, slots=True)
class SameProgram:
    """Students who handed in one program for a problem; `own` are its statements that hardly anyone else wrote."""

    problem: str
    students: tuple[StudentGrade, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SamePair:
    """Two students who handed in the same program for several problems, and for how many both handed one in."""

    students: tuple[StudentGrade, StudentGrade]
    problems: tuple[str, ...]
    out_of: int


def same_programs(grades: ClassGrades, stubs: Mapping[str, str]) -> list[SameProgram]:
    """The groups of each problem, those with the most statements of their own first; `stubs` by problem."""
    found = []
    for problem in dict.fromkeys(p.problem for s in grades.students for p in s.problems):
        found += _groups(problem, _programs(grades, problem), stubs.get(problem, ""))
    return sorted(found, key=lambda g: (-len(g.own), g.problem, [s.id for s in g.students]))


def _programs(grades: ClassGrades, problem: str) -> list[tuple[StudentGrade, str]]:
    """The programs for a problem, each once, because a group's joint work is not a copy."""
    found: dict[str, tuple[StudentGrade, str]] = {}
    for student in grades.students:
        for grade in student.problems:
            if grade.problem == problem and grade.program:
                found.setdefault(grade.source or f"\0{student.id}", (student, grade.program))
    return list(found.values())


def same_pairs(grades: ClassGrades, groups: Iterable[SameProgram]) -> list[SamePair]:
    """The pairs that are in one group for more than one problem, the most problems first."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group in groups:
        for pair in combinations(sorted(s.id for s in group.students), 2):
            shared[pair].append(group.problem)
    by_id = {s.id: s for s in grades.students}
    pairs = [
        SamePair((by_id[a], by_id[b]), tuple(sorted(problems)), _both_handed_in(by_id[a], by_id[b]))
        for (a, b), problems in shared.items()
        if len(problems) > 1
    ]
    return sorted(pairs, key=lambda p: (-len(p.problems), p.students[0].id, p.students[1].id))


def _both_handed_in(a: StudentGrade, b: StudentGrade) -> int:
    theirs = {p.problem for p in b.problems if p.program}
    return sum(bool(p.program) and p.problem in theirs for p in a.problems)


def _groups(problem: str, programs: Sequence[tuple[StudentGrade, str]], stub: str) -> list[SameProgram]:
    forms = [(student, form) for student, text in programs if (form := normal_form(text, stub)) is not None]
    given = normal_form(stub, stub)
    counts = Counter(statement for _, form in forms for statement in form.statements)
    if given:
        counts = Counter({s: n for s, n in counts.items() if s not in given.statements})
    alike: dict[tuple[str, ...], list[tuple[StudentGrade, NormalForm]]] = defaultdict(list)
    for student, form in forms:
        alike[form.program].append((student, form))
    most = max(SMALLEST, int(EVERYONE * len(forms)))
    groups = [g for g in alike.values() if 1 < len(g) <= most]
    found = [SameProgram(problem, tuple(s for s, _ in g), _own(g, counts, len(forms))) for g in groups]
    return [group for group in found if group.own]


def _own(group: Sequence[tuple[StudentGrade, NormalForm]], counts: Counter[str], programs: int) -> tuple[str, ...]:
    """The statements of a group that hardly anyone outside it wrote, as its first member wrote them."""
    few = len(group) + max(1, int(FEW * (programs - len(group))))
    statements = group[0][1].statements
    return tuple(code for statement, code in statements.items() if 0 < counts[statement] <= few)
