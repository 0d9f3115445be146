"""What an answer is worth, and what is said about it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dropgrade.course.quizzes.quiz import Kind, Option, Question
from dropgrade.quiz.answers import Answer

PARTIAL = "Where all that apply are asked for, each right choice counts and each wrong one takes as much away again."
ROUNDING = 1e-9
"""The relative error that typing a number in decimals makes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The points of an answer, from 0 to 1, and whether nothing at all is wrong with it."""

    points: float
    is_right: bool


def mark(question: Question, answer: Answer) -> Mark:
    """Mark an answer."""
    if isinstance(answer, float):
        is_right = question.number is not None and _is_within(question, answer)
        return Mark(float(is_right), is_right)
    right = {number for number, option in enumerate(question.options) if option.is_right}
    if question.kind is Kind.ONE:
        return Mark(float(answer == right), answer == right)
    points = max(0, len(answer & right) - len(answer - right)) / len(right)
    return Mark(points, answer == right)


def _is_within(question: Question, answer: float) -> bool:
    key = question.number
    assert key is not None  # noqa: S101 - for the type checker: who calls has looked
    off = abs(answer - key.value)
    return off <= key.tolerance * (1 + ROUNDING) or math.isclose(answer, key.value, rel_tol=ROUNDING)


def chosen_with_reasons(question: Question, answer: Answer) -> list[Option]:
    """The options that were chosen and that say why they are wrong, or why right."""
    if isinstance(answer, float):
        return []
    return [o for number, o in enumerate(question.options) if number in answer and o.reason]


def overlooked(question: Question, answer: Answer) -> int:
    """How many right options were not chosen."""
    if isinstance(answer, float):
        return 0
    return sum(o.is_right and number not in answer for number, o in enumerate(question.options))
