"""What an answer is worth, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass

from dropgrade.course.quizzes.quiz import Kind, Question
from dropgrade.quiz.answers import Answer


@dataclass(frozen=True, slots=True)
class Mark:
    """The points of an answer, from 0 to 1, and whether nothing at all is wrong with it."""

    points: float
    is_right: bool


def mark(question: Question, answer: Answer) -> Mark:
    """Mark an answer."""
    if isinstance(answer, float):
        is_right = question.number is not None and question.number.accepts(answer)
        return Mark(float(is_right), is_right)
    right = {number for number, option in enumerate(question.options) if option.is_right}
    if question.kind is Kind.ONE:
        return Mark(float(answer == right), answer == right)
    points = max(0, len(answer & right) - len(answer - right)) / len(right)
    return Mark(points, answer == right)


def overlooked(question: Question, answer: Answer) -> int:
    """How many right options were not chosen."""
    if isinstance(answer, float):
        return 0
    return sum(o.is_right and number not in answer for number, o in enumerate(question.options))
