"""Typed answers, and their scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.quiz.answers import Unreadable, letters_of, mark, read_answer
from dropgrade.quiz.format.model import Quiz
from tests.quiz.sample import question, sample

ORDER = {"inverted-scale": (2, 0, 1), "which-hold": (3, 1, 0, 2), "expected-value": ()}


@pytest.fixture
def quiz(tmp_path: Path) -> Quiz:
    """The sample."""
    return sample(tmp_path)


@pytest.mark.parametrize(
    ("id_", "words", "answer"),
    [
        ("inverted-scale", "a", {2}),
        ("inverted-scale", " B ", {0}),
        ("inverted-scale", "(c)", {1}),
        ("which-hold", "b c", {1, 0}),
        ("which-hold", "CB", {1, 0}),
        ("which-hold", "a, b and d", {3, 1, 2}),
        ("which-hold", "b,b", {1}),
        ("expected-value", "3", 3.0),
        ("expected-value", " -3e-2 ", -0.03),
        ("expected-value", "6/2", 3.0),
        ("expected-value", "2,99", 2.99),
        ("expected-value", "\u22123", -3.0),
    ],
)
def test_answers_are_read_as_they_are_typed(quiz: Quiz, id_: str, words: str, answer: set[int] | float) -> None:
    """Letters in any case and order select options as shown; numbers may be fractions."""
    assert read_answer(question(quiz, id_), words, ORDER[id_]) == answer


@pytest.mark.parametrize(
    ("id_", "words", "complaint"),
    [
        ("inverted-scale", "", "Type a letter from a to c."),
        ("inverted-scale", "d", "Type a letter from a to c."),
        ("inverted-scale", "1", "Type a letter from a to c."),
        ("inverted-scale", "a b", "One option is right here: type one letter."),
        ("which-hold", "abx", "Type a letter from a to d."),
        ("which-hold", "é", "Type a letter from a to d."),
        ("expected-value", "three", "Type a number, such as 1.25 or 5/4."),
        ("expected-value", "nan", "Type a number, such as 1.25 or 5/4."),
        ("expected-value", "1e999", "Type a number, such as 1.25 or 5/4."),
        ("expected-value", "1/0", "Type a number, such as 1.25 or 5/4."),
        ("expected-value", "1,000,000", "Type a number without a comma: it may mean thousands or decimals."),
        ("expected-value", "2,995", "Type a number without a comma: it may mean thousands or decimals."),
    ],
)
def test_what_is_no_answer_says_what_one_looks_like(quiz: Quiz, id_: str, words: str, complaint: str) -> None:
    """Input that cannot be scored is distinguished from wrong answers."""
    with pytest.raises(Unreadable) as unreadable:
        read_answer(question(quiz, id_), words, ORDER[id_])
    assert unreadable.value.message == complaint


def test_letters_follow_the_order_shown() -> None:
    """The same options have other letters if they are shown in another order."""
    assert letters_of(frozenset({0, 2}), (2, 1, 0)) == "a, c"
    assert letters_of(frozenset({0, 1}), (2, 1, 0)) == "b, c"


@pytest.mark.parametrize(
    ("id_", "answer", "points"),
    [
        ("inverted-scale", {0}, 1), ("inverted-scale", {1}, 0),
        ("which-hold", {0, 1}, 1), ("which-hold", {0}, 0.5), ("which-hold", {0, 1, 2}, 0.5),
        ("which-hold", {0, 2}, 0), ("which-hold", {0, 1, 2, 3}, 0), ("which-hold", {2, 3}, 0), ("which-hold", {2}, 0),
        ("expected-value", 3.0, 1), ("expected-value", 3.01, 1), ("expected-value", 2.99, 1),
        ("expected-value", 3.011, 0), ("expected-value", -3.0, 0),
    ],
)  # fmt: skip
def test_points_of_an_answer(quiz: Quiz, id_: str, answer: set[int] | float, points: float) -> None:
    """A single choice is all or nothing; with several, wrong choices take away as much as right ones give."""
    given = answer if isinstance(answer, float) else frozenset(answer)
    found = mark(question(quiz, id_), given)
    assert (found.points, found.is_right) == (points, points == 1)
