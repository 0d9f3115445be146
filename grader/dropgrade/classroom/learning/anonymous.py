"""A class without anything that says who is who."""

from __future__ import annotations

import random
from collections.abc import Callable, MutableSequence
from dataclasses import replace

from dropgrade.classroom.grades import ClassGrades, StudentGrade

Shuffle = Callable[[MutableSequence[StudentGrade]], None]


def without_names(grades: ClassGrades, shuffle: Shuffle | None = None) -> ClassGrades:
    """The class with numbers for ids, in an order drawn anew each time, so that no roster tells who has which number.

    Names, rosters, paths and comments are gone. Programs stay, to be compared; whoever shows the class must not show
    their text.
    """
    students = list(grades.students)
    (shuffle or random.SystemRandom().shuffle)(students)
    hidden = tuple(_hidden(student, str(number)) for number, student in enumerate(students, 1))
    return replace(grades, students=hidden, unmatched=(), review=())


def _hidden(student: StudentGrade, number: str) -> StudentGrade:
    problems = tuple(replace(p, source="", comment="", overridden_by="") for p in student.problems)
    return StudentGrade(number, f"student {number}", problems, quizzes=student.quizzes)
