"""The questions of the quizzes over a class, where answers were handed in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dropgrade.classroom.grades import ClassGrades, QuizGrade, QuizItem
from dropgrade.classroom.learning.item_statistics import Item, item


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """A question over a class, and the most frequent wrong answer with its count; empty if there was none."""

    item: Item
    wrong: str
    wrong_count: int


@dataclass(frozen=True, slots=True)
class QuizCount:
    """A quiz over those who answered it."""

    quiz: str
    title: str
    taken: int
    questions: tuple[QuestionCount, ...]


def quiz_counts(grades: ClassGrades) -> Iterator[QuizCount]:
    """Every quiz with answers; a question is correlated with the other questions of its quiz."""
    every = [quiz for student in grades.students for quiz in student.quizzes]
    for name in dict.fromkeys(quiz.quiz for quiz in every):
        taken = [quiz for quiz in every if quiz.quiz == name]
        yield QuizCount(name, taken[0].title, len(taken), tuple(_questions(taken)))


def _questions(taken: Sequence[QuizGrade]) -> Iterator[QuestionCount]:
    totals = [math.fsum(i.points for i in quiz.items) for quiz in taken]
    answers = [{i.question: i for i in quiz.items} for quiz in taken]
    prompts = {i.question: i.prompt for quiz in taken for i in quiz.items}
    for question, prompt in prompts.items():
        found = [each.get(question) for each in answers]
        points = [i.points if i else 0.0 for i in found]
        wrong = _most_frequent_wrong([i for i in found if i])
        yield QuestionCount(item(question, prompt, 1.0, points, totals), *wrong)


def _most_frequent_wrong(items: Sequence[QuizItem]) -> tuple[str, int]:
    wrong = Counter(i.answer for i in items if i.points < 1)
    return min(wrong.items(), key=lambda entry: (-entry[1], entry[0]), default=("", 0))
