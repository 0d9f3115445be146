"""Write quizzes as GIFT, Moodle's plain-text format, with every text as HTML to keep code and formulas.

It cannot express hints, options in a fixed order, or programs that are run. With more than ten right or wrong options,
each weighs slightly more than its share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dropgrade.course.prose import plain
from dropgrade.quiz.exchange.html_writer import render, render_option
from dropgrade.quiz.exchange.weights import (
    Exporter,
    decimal,
    losses_of_hint,
    losses_of_texts,
    losses_of_weights,
    weight,
)
from dropgrade.quiz.format.model import Kind, Option, Question, Quiz

# Braces are written as HTML entities, since `\}` ends the answers for readers that look for the first brace.
ESCAPES = str.maketrans({c: f"\\{c}" for c in "\\~=#:"} | {"\n": "\\n", "{": "&\\#123;", "}": "&\\#125;"})
IN_NAME = str.maketrans({c: f"\\{c}" for c in "\\~=#:{}"} | {"\n": " "})


def _write(quizzes: Sequence[Quiz]) -> bytes:
    return "\n\n".join(item for quiz in quizzes for item in _items(quiz)).encode() + b"\n"


def _losses(quiz: Quiz) -> Iterator[str]:
    for question in quiz.questions:
        yield from losses_of_hint(question, "GIFT")
        if question.keeps_order:
            yield f"`{question.id}`: GIFT cannot say that its options keep their order; set that in Moodle."
        yield from losses_of_texts(question)
        yield from losses_of_weights(question)


def _items(quiz: Quiz) -> Iterator[str]:
    yield f"$CATEGORY: $course$/top/{quiz.name}"
    yield f"::{plain(quiz.title).translate(IN_NAME)}::[html]{render(quiz.introduction).translate(ESCAPES)}"
    for question in quiz.questions:
        head = f"// [id:{quiz.name}:{question.id}]\n::{question.id}::[html]"
        yield "\n".join([head + render(question.prompt).translate(ESCAPES), *_answers(question), "}"])


def _answers(question: Question) -> Iterator[str]:
    if question.number:
        yield f"{{#{decimal(question.number.value)}:{decimal(question.number.tolerance)}"
    else:
        yield "{"
        yield from (f"\t{_mark(question, option)}{_option(option)}" for option in question.options)
    yield f"\t####[html]{render(question.explanation).translate(ESCAPES)}"


def _mark(question: Question, option: Option) -> str:
    if question.kind is Kind.MANY:
        return f"~%{decimal(float(weight(question, option)))}%"
    return "=" if option.is_right else "~"


def _option(option: Option) -> str:
    reason = f"#{_marked(render(option.reason))}" if option.reason else ""
    return _marked(render_option(option.text)) + reason


def _marked(html: str) -> str:
    """Return a text, with its format if it could be mistaken for one or for a weight."""
    return ("[html]" if html.startswith(("[", "%")) else "") + html.translate(ESCAPES)


GIFT = Exporter(_write, _losses)
