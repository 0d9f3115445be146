"""Helpers that several formats share: weights, decimals, and sentences about what is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dropgrade.quiz.format.model import Kind, NumberKey, Option, Question, Quiz

ALLOWED = tuple(
    Decimal(each) / 100000
    for each in (
        *(10000000, 9000000, 8333333, 8000000, 7500000, 7000000, 6666667, 6000000, 5000000, 4000000, 3333333),
        *(3000000, 2500000, 2000000, 1666667, 1428571, 1250000, 1111111, 1000000, 500000),
    )
)
"""The percentages that Moodle accepts as weights of answers."""
IMAGE = re.compile(r"!\[[^\]]*\]\(")


@dataclass(frozen=True, slots=True)
class Exporter:
    """How to write quizzes in a format, and what it cannot express."""

    write: Callable[[Sequence[Quiz]], bytes]
    losses: Callable[[Quiz], Iterator[str]]


def weight(question: Question, option: Option) -> Decimal:
    """Return the weight of an option in percent: all right ones make 100, all wrong ones -100."""
    if question.kind is Kind.ONE:
        return Decimal(100 if option.is_right else 0)
    count = len(question.right) if option.is_right else len(question.options) - len(question.right)
    share = min(each for each in ALLOWED if each >= round(Decimal(100) / count, 5))
    return share if option.is_right else -share


def decimal(number: float) -> str:
    """Return a number without an exponent."""
    return _plainly(Decimal(repr(number)))


def bounds(key: NumberKey) -> tuple[str, str]:
    """Return the smallest and the largest right number, without floating-point noise."""
    value, tolerance = Decimal(repr(key.value)), Decimal(repr(key.tolerance))
    return _plainly(value - tolerance), _plainly(value + tolerance)


def losses_of_weights(question: Question) -> Iterator[str]:
    """Yield a sentence if Moodle does not support the exact share of 100."""
    if question.kind is Kind.MANY:
        for name, count in (("right", len(question.right)), ("wrong", len(question.options) - len(question.right))):
            if all(abs(each - Decimal(100) / count) > Decimal("0.00001") for each in ALLOWED):
                yield f"`{question.id}`: Moodle has no weight of 1/{count}, so its {name} options weigh more."


def losses_of_texts(question: Question) -> Iterator[str]:
    """Yield sentences about features of texts that no other system supports."""
    if question.programs:
        yield f"`{question.id}`: its program is shown as code, and is no longer run."
    texts = (question.prompt, question.explanation, question.hint)
    if any(IMAGE.search(text) for text in (*texts, *(t for o in question.options for t in (o.text, o.reason)))):
        yield f"`{question.id}`: its images are only referred to; upload them there."


def losses_of_hint(question: Question, system: str) -> Iterator[str]:
    """Yield a sentence about the hint, for a system without hints."""
    if question.hint:
        yield f"`{question.id}`: {system} has no hints, so its hint is left out."


def _plainly(number: Decimal) -> str:
    return format(number, "f").removesuffix(".0")
