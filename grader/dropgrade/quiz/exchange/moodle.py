"""Write quizzes as Moodle XML: one category per quiz, with reasons, explanations, hints and formulas.

It cannot express programs that are run. The introduction becomes the description of the category, which only teachers
see. With more than ten right or wrong options, each weighs slightly more than its share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dropgrade.course.prose import plain
from dropgrade.quiz.exchange.html_writer import HEAD, cdata, element, escaped, render, render_option
from dropgrade.quiz.exchange.weights import Exporter, decimal, losses_of_texts, losses_of_weights, weight
from dropgrade.quiz.format.model import Kind, Option, Question, Quiz

ROOT = "$course$/top/"


def _write(quizzes: Sequence[Quiz]) -> bytes:
    parts = [part for quiz in quizzes for part in (_category(quiz), *(_question(quiz, q) for q in quiz.questions))]
    return (HEAD + element("quiz", *parts)).encode()


def _losses(quiz: Quiz) -> Iterator[str]:
    yield "The introduction becomes the description of the category, which only teachers see."
    for question in quiz.questions:
        yield from losses_of_texts(question)
        yield from losses_of_weights(question)


def _category(quiz: Quiz) -> str:
    path = ROOT + plain(quiz.title).replace("/", "//")  # a single slash begins a nested category
    return element(
        "question",
        element("category", element("text", escaped(path))),
        _html("info", render(quiz.introduction)),
        element("idnumber", escaped(quiz.name)),
        type="category",
    )


def _question(quiz: Quiz, question: Question) -> str:
    hint = [_html("hint", render(question.hint))] if question.hint else []
    return element(
        "question",
        element("name", element("text", escaped(question.id))),
        _html("questiontext", render(question.prompt)),
        _html("generalfeedback", render(question.explanation)),
        element("defaultgrade", "1"),
        element("penalty", "0.3333333"),
        element("hidden", "0"),
        element("idnumber", escaped(f"{quiz.name}:{question.id}")),
        *(_number(question) if question.number else _choices(question)),
        *hint,
        type="numerical" if question.number else "multichoice",
    )


def _choices(question: Question) -> Iterator[str]:
    yield element("single", str(question.kind is Kind.ONE).lower())
    yield element("shuffleanswers", str(not question.keeps_order).lower())
    yield element("answernumbering", "abc")
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        yield _html(name, "")
    for option in question.options:
        yield _answer(question, option)


def _answer(question: Question, option: Option) -> str:
    return element(
        "answer",
        element("text", cdata(render_option(option.text))),
        _html("feedback", render(option.reason)),
        fraction=decimal(float(weight(question, option))),
        format="html",
    )


def _number(question: Question) -> Iterator[str]:
    if question.number is None:
        return
    yield element(
        "answer",
        element("text", decimal(question.number.value)),
        _html("feedback", ""),
        element("tolerance", decimal(question.number.tolerance)),
        fraction="100",
        format="moodle_auto_format",
    )
    for name, value in (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "3"), ("unitsleft", "0")):
        yield element(name, value)


def _html(name: str, html: str) -> str:
    return element(name, element("text", cdata(html)), format="html")


MOODLE = Exporter(_write, _losses)
