"""One question as an item of QTI 1.2, in the order of elements that Canvas itself writes."""

from __future__ import annotations

from collections.abc import Iterator

from dropgrade.course.quizzes.quiz import Kind, NumberKey, Question, Quiz
from dropgrade.quiz.exchange.exports.carried import bounds, decimal
from dropgrade.quiz.exchange.exports.markup import element, escaped
from dropgrade.quiz.exchange.html import render, render_option

TYPES = {
    Kind.ONE: "multiple_choice_question",
    Kind.MANY: "multiple_answers_question",
    Kind.NUMBER: "numerical_question",
}
RESPONSE = "response1"
GENERAL = "general_fb"


def item(quiz: Quiz, question: Question) -> str:
    """A question with how it is judged and what is said to each answer."""
    name = f"{quiz.name}_{question.id}"
    choices = [f"{name}_{number}" for number in range(1, len(question.options) + 1)]
    return element(
        "item",
        element("itemmetadata", element("qtimetadata", *_fields(question, name, choices))),
        element("presentation", _material(render(question.prompt)), _response(question, choices)),
        element("resprocessing", *_judgement(question, choices)),
        *_feedback(question, choices),
        ident=name,
        title=question.id,
    )


def _fields(question: Question, name: str, choices: list[str]) -> Iterator[str]:
    fields = {
        "question_type": TYPES[question.kind],
        "points_possible": "1",
        "original_answer_ids": ",".join(choices) or f"{name}_number",
        "assessment_question_identifierref": f"{name}_ref",
    }
    for label, entry in fields.items():
        yield element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))


def _material(html: str) -> str:
    return element("material", element("mattext", escaped(html), texttype="text/html"))


def _response(question: Question, choices: list[str]) -> str:
    if question.number:
        blank = element("render_fib", element("response_label", ident="answer1"), fibtype="Decimal")
        return element("response_str", blank, ident=RESPONSE, rcardinality="Single")
    labels = [
        element("response_label", _material(render_option(option.text)), ident=choice)
        for choice, option in zip(choices, question.options, strict=True)
    ]
    several = "Multiple" if question.kind is Kind.MANY else "Single"
    return element("response_lid", element("render_choice", *labels), ident=RESPONSE, rcardinality=several)


def _judgement(question: Question, choices: list[str]) -> Iterator[str]:
    yield element("outcomes", element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"))
    yield _condition(element("other"), _shown(GENERAL))
    for choice, option in zip(choices, question.options, strict=True):
        if option.reason:
            yield _condition(_equals(choice), _shown(f"{choice}_fb"))
    full = element("setvar", "100", action="Set", varname="SCORE")
    yield _condition(_number(question.number) if question.number else _key(question, choices), full, goes_on="No")


def _condition(condition: str, effect: str, goes_on: str = "Yes") -> str:
    return element("respcondition", element("conditionvar", condition), effect, **{"continue": goes_on})


def _shown(feedback: str) -> str:
    return element("displayfeedback", feedbacktype="Response", linkrefid=feedback)


def _compared(name: str, value: str) -> str:
    return element(name, value, respident=RESPONSE)


def _equals(choice: str) -> str:
    return _compared("varequal", choice)


def _key(question: Question, choices: list[str]) -> str:
    """What must be chosen, and where several are right, what must not."""
    pairs = list(zip(choices, question.options, strict=True))
    if question.kind is Kind.ONE:
        return next(_equals(choice) for choice, option in pairs if option.is_right)
    return element("and", *(_equals(c) if o.is_right else element("not", _equals(c)) for c, o in pairs))


def _number(key: NumberKey) -> str:
    low, high = bounds(key)
    within = element("and", _compared("vargte", low), _compared("varlte", high))
    return element("or", _compared("varequal", decimal(key.value)), within)


def _feedback(question: Question, choices: list[str]) -> Iterator[str]:
    texts = [(f"{choice}_fb", o.reason) for choice, o in zip(choices, question.options, strict=True) if o.reason]
    for name, text in [(GENERAL, question.explanation), *texts]:
        yield element("itemfeedback", element("flow_mat", _material(render(text))), ident=name)
