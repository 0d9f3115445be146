"""Write quizzes as the JSON of jupyterquiz, which shows questions in notebooks: a list with a text per answer.

It cannot express titles, introductions, ids, hints, options in a fixed order, or programs that are run. An explanation
is shown with the right answer; if there are several, it would give away the others and is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from dropgrade.course.prose import parse
from dropgrade.quiz.exchange.html_writer import APART, Delimiters, escaped, render, render_option
from dropgrade.quiz.exchange.weights import Exporter, bounds, losses_of_hint, losses_of_texts
from dropgrade.quiz.format.model import Kind, NumberKey, Option, Question, Quiz

SIGN = "\x02"  # replaces the dollars of formulas until all others are escaped
END = "\x03"  # after an inline formula: keeps its dollar apart from the next one
DOLLARS = Delimiters((SIGN, SIGN + END), (SIGN * 2, SIGN * 2))
LITERAL = str.maketrans({"$": "&#36;", "[": "&#91;", "]": "&#93;"})
"""Characters that it would read as a formula or as a link."""


def _write(quizzes: Sequence[Quiz]) -> bytes:
    questions = [_question(question) for quiz in quizzes for question in quiz.questions]
    return (json.dumps(questions, ensure_ascii=False, indent=2) + "\n").encode()


def _losses(quiz: Quiz) -> Iterator[str]:
    yield "jupyterquiz has no place for the title, the introduction and the ids of questions."
    for question in quiz.questions:
        yield from losses_of_hint(question, "jupyterquiz")
        if question.kind is Kind.MANY:
            yield f"`{question.id}`: its explanation is left out: with one right option it would show the others."
        if question.keeps_order:
            yield f"`{question.id}`: its order is only kept with `display_quiz(…, shuffle_answers=False)`."
        yield from losses_of_texts(question)


def _question(question: Question) -> dict[str, object]:
    kinds = {Kind.ONE: "multiple_choice", Kind.MANY: "many_choice", Kind.NUMBER: "numeric"}
    words, code = _split(question.prompt)
    shown: dict[str, object] = {"question": _html(words), "type": kinds[question.kind]}
    if code:
        shown["code"] = escaped(code)
    number = question.number
    return shown | {
        "answers": _numbers(question, number) if number else [_answer(question, o) for o in question.options]
    }


def _split(prompt: str) -> tuple[str, str]:
    """Split a question into words and code, if its only code block comes last."""
    blocks = parse(prompt).blocks
    fences = [block for block in blocks if block.kind == "fence"]
    if len(fences) != 1 or fences != [blocks[-1]]:
        return prompt, ""
    return "\n".join(prompt.split("\n")[: fences[0].start]).strip(), fences[0].content.rstrip()


def _answer(question: Question, option: Option) -> dict[str, object]:
    shows_all = option.is_right and question.kind is Kind.ONE
    feedback = "\n\n".join(filter(None, [option.reason, question.explanation if shows_all else ""]))
    answer = {"answer": _literal(render_option(option.text, DOLLARS)), "correct": option.is_right}
    return answer | ({"feedback": _html(feedback)} if feedback else {})


def _numbers(question: Question, key: NumberKey) -> list[dict[str, object]]:
    """Return the right numbers; ranges exclude their upper end, so that it is a separate answer."""
    low, high = map(float, bounds(key))
    known = {"correct": True, "feedback": _html(question.explanation)}
    ends: list[dict[str, object]] = [{"type": "value", "value": high, **known}]
    return [*([{"type": "range", "range": [low, high], **known}] if low < high else []), *ends]


def _html(markdown: str) -> str:
    return _literal(render(markdown, DOLLARS))


def _literal(html: str) -> str:
    apart = html.translate(LITERAL).replace(END + SIGN, APART + SIGN)
    signs = apart.replace(END, "").replace(SIGN, "$")
    return signs.replace("$$(", "$$&#40;")  # the bracket that ends the formula would begin a link


JUPYTERQUIZ = Exporter(_write, _losses)
