"""Parse what a person types as an answer (letters of the options as shown, or a number), and score it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from dropgrade.errors import DropgradeError
from dropgrade.quiz.format.model import Kind, Question

Answer = frozenset[int] | float
"""The numbers of options in the author's order, or a number."""
FILLER = re.compile(r"\b(and|or)\b|[\s,;.()]+")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+")
FRACTION = re.compile(r"([^/]+)/([^/]+)")


class Unreadable(DropgradeError):
    """The input is not an answer to the question; the message says what one looks like."""


def read_answer(question: Question, words: str, order: Sequence[int]) -> Answer:
    """Parse an answer; `order` has the numbers of the options in the order in which they are shown.

    Raises `Unreadable` for anything else.
    """
    if question.kind is Kind.NUMBER:
        return _number(words)
    chosen = _letters(words, len(order))
    if question.kind is Kind.ONE and len(chosen) > 1:
        raise Unreadable("One option is right here: type one letter.")
    return frozenset(order[letter] for letter in chosen)


def letters_of(answer: frozenset[int], order: Sequence[int]) -> str:
    """Return the letters under which the chosen options are shown, in their order."""
    return ", ".join(ascii_lowercase[place] for place, number in enumerate(order) if number in answer)


def _letters(words: str, count: int) -> list[int]:
    letters = FILLER.sub("", words.lower())
    last = ascii_lowercase[count - 1]
    if not letters or any(not "a" <= letter <= last for letter in letters):
        raise Unreadable(f"Type a letter from a to {last}.")
    return sorted({ascii_lowercase.index(letter) for letter in letters})


def _number(words: str) -> float:
    plain = words.strip().replace("−", "-").replace(" ", "")  # noqa: RUF001 - a typesetter's minus is a minus
    if THOUSANDS.fullmatch(plain):
        raise Unreadable("Type a number without a comma: it may mean thousands or decimals.")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")  # the decimal comma of many languages
    fraction = FRACTION.fullmatch(plain)
    try:
        value = float(fraction[1]) / float(fraction[2]) if fraction else float(plain)
    except (ValueError, ZeroDivisionError):
        value = math.nan
    if not math.isfinite(value):
        raise Unreadable("Type a number, such as 1.25 or 5/4.")
    return value


@dataclass(frozen=True, slots=True)
class Mark:
    """The points of an answer, from 0 to 1, and whether it is entirely right."""

    points: float
    is_right: bool


def mark(question: Question, answer: Answer) -> Mark:
    """Score an answer; for a question without a key, no answer is right."""
    if isinstance(answer, float):
        is_right = question.number is not None and question.number.accepts(answer)
        return Mark(float(is_right), is_right)
    right = {number for number, option in enumerate(question.options) if option.is_right}
    if question.kind is Kind.ONE:
        return Mark(float(answer == right), answer == right)
    points = max(0, len(answer & right) - len(answer - right)) / max(1, len(right))
    return Mark(points, answer == right)


def overlooked(question: Question, answer: Answer) -> int:
    """Return how many right options were not chosen."""
    if isinstance(answer, float):
        return 0
    return sum(o.is_right and number not in answer for number, o in enumerate(question.options))


"""The time given to attempts without a known time; they are not recorded."""
