"""Make the grades of a class anonymous."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, MutableSequence
from dataclasses import replace

from dropgrade.classroom.grades import ClassGrades, StudentGrade

Shuffle = Callable[[MutableSequence[StudentGrade]], None]


def without_names(grades: ClassGrades, shuffle: Shuffle | None = None) -> ClassGrades:
    """The class with numbers for ids, in a random order, so that no roster reveals who has which number.

    Names, rosters, paths and comments are removed; a path becomes a number, so that a group's work stays recognisable.
    Programs stay, to be compared; a page of this class must not show their text.
    """
    students = list(grades.students)
    (shuffle or random.SystemRandom().shuffle)(students)
    sources = {p.source for s in students for p in s.problems if p.source}
    numbers = {source: str(number) for number, source in enumerate(sources)} | {"": ""}
    hidden = tuple(_hidden(student, str(number), numbers) for number, student in enumerate(students, 1))
    return replace(grades, students=hidden, unmatched=(), review=())


def _hidden(student: StudentGrade, number: str, sources: Mapping[str, str]) -> StudentGrade:
    problems = (replace(p, source=sources[p.source], comment="", overridden_by="") for p in student.problems)
    return StudentGrade(number, f"student {number}", tuple(problems), quizzes=student.quizzes)
