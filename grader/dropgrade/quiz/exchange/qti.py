"""Write quizzes as QTI 1.2 for Canvas: a zip with one assessment per quiz and Canvas's own metadata.

It cannot express hints or programs that are run. Canvas shuffles all questions of a quiz or none, so if one question
has options in a fixed order, all have. It compares numbers to four decimals.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from dropgrade.course.prose import plain
from dropgrade.quiz.exchange.html_writer import HEAD, element, escaped, render, render_option
from dropgrade.quiz.exchange.weights import Exporter, bounds, decimal, losses_of_hint, losses_of_texts
from dropgrade.quiz.format.model import Kind, NumberKey, Question, Quiz

DECIMALS = 4
XSI = "http://www.w3.org/2001/XMLSchema-instance"
QTI_SPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CANVAS_SPACE = "http://canvas.instructure.com/xsd/cccv1p0"
PACKAGE_SPACE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
META_TYPE = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


def _write(quizzes: Sequence[Quiz]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in _files(quizzes):
            entry = zipfile.ZipInfo(name)  # without the time, so that the same quizzes give the same bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return content.getvalue()


def _files(quizzes: Sequence[Quiz]) -> Iterator[tuple[str, str]]:
    yield "imsmanifest.xml", _manifest(quizzes)
    for quiz in quizzes:
        yield f"{quiz.name}/assessment_meta.xml", _meta(quiz)
        yield f"{quiz.name}/{quiz.name}.xml", _assessment(quiz)


def _losses(quiz: Quiz) -> Iterator[str]:
    keeps = [question.keeps_order for question in quiz.questions]
    for question in quiz.questions:
        yield from losses_of_hint(question, "QTI")
        if any(keeps) and question.options and not question.keeps_order:
            yield f"`{question.id}`: its options are not shuffled, because Canvas has one order for the whole quiz."
        yield from losses_of_texts(question)
        yield from _losses_of_number(question)


def _losses_of_number(question: Question) -> Iterator[str]:
    ends = bounds(question.number) if question.number else ()
    if any(len(end.partition(".")[2]) > DECIMALS for end in ends):
        yield f"`{question.id}`: Canvas compares numbers by {DECIMALS} decimals, and its key has more."


def _manifest(quizzes: Sequence[Quiz]) -> str:
    metadata = element("schema", "IMS Content") + element("schemaversion", "1.1.3")
    resources = element("resources", *(_resource(quiz) for quiz in quizzes))
    return HEAD + element(
        "manifest",
        element("metadata", metadata),
        element("organizations"),
        resources,
        identifier=f"manifest_{quizzes[0].name}" if quizzes else "manifest",
        xmlns=PACKAGE_SPACE,
    )


def _resource(quiz: Quiz) -> str:
    meta = f"{quiz.name}/assessment_meta.xml"
    assessment = element("file", href=f"{quiz.name}/{quiz.name}.xml")
    dependency = element("dependency", identifierref=f"{quiz.name}_meta")
    return element("resource", assessment, dependency, identifier=quiz.name, type="imsqti_xmlv1p2") + element(
        "resource", element("file", href=meta), identifier=f"{quiz.name}_meta", type=META_TYPE, href=meta
    )


def _meta(quiz: Quiz) -> str:
    shuffles = not any(question.keeps_order for question in quiz.questions)
    points = element("points_possible", f"{len(quiz.questions):.1f}")
    title = element("title", escaped(plain(quiz.title)))
    return HEAD + element(
        "quiz",
        title,
        element("description", escaped(render(quiz.introduction))),
        element("shuffle_answers", str(shuffles).lower()),
        element("scoring_policy", "keep_highest"),
        element("quiz_type", "assignment"),
        points,
        element("show_correct_answers", "true"),
        element("allowed_attempts", "1"),
        element("available", "false"),
        _assignment(quiz, title + points),
        identifier=quiz.name,
        xmlns=CANVAS_SPACE,
    )


def _assignment(quiz: Quiz, shared: str) -> str:
    """Return the gradebook entry; the quiz stays unpublished until a teacher has checked it."""
    return element(
        "assignment",
        shared,
        element("workflow_state", "unpublished"),
        element("quiz_identifierref", quiz.name),
        element("grading_type", "points"),
        element("submission_types", "online_quiz"),
        identifier=f"{quiz.name}_assignment",
    )


def _assessment(quiz: Quiz) -> str:
    attempts = element("fieldlabel", "cc_maxattempts") + element("fieldentry", "1")
    section = element("section", *(item(quiz, question) for question in quiz.questions), ident="root_section")
    return HEAD + element(
        "questestinterop",
        element(
            "assessment",
            element("qtimetadata", element("qtimetadatafield", attempts)),
            section,
            ident=quiz.name,
            title=plain(quiz.title),
        ),
        xmlns=QTI_SPACE,
        xmlns__xsi=XSI,
        xsi__schemaLocation=f"{QTI_SPACE} {QTI_SPACE}p1.xsd",
    )


QTI = Exporter(_write, _losses)


TYPES = {
    Kind.ONE: "multiple_choice_question",
    Kind.MANY: "multiple_answers_question",
    Kind.NUMBER: "numerical_question",
}
RESPONSE = "response1"
GENERAL = "general_fb"


def item(quiz: Quiz, question: Question) -> str:
    """Return a question with its scoring and its feedback."""
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
    """Return the condition for a right answer; if several options are right, the others must not be chosen."""
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
