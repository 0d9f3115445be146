"""Quizzes as QTI 1.2 in Canvas's flavour: a zip with one assessment for each and what Canvas knows of it besides.

It cannot carry hints, nor that a program is run; Canvas shuffles all questions of a quiz or none, so one whose options
keep their order keeps those of the others too; and it compares numbers by four decimals.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from dropgrade.course.quizzes.markdown import plain
from dropgrade.course.quizzes.quiz import Question, Quiz
from dropgrade.quiz.exchange.exports.carried import Exporter, bounds, losses_of_hint, losses_of_texts
from dropgrade.quiz.exchange.exports.markup import HEAD, element, escaped
from dropgrade.quiz.exchange.exports.qti_item import item
from dropgrade.quiz.exchange.html import render

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
            entry = zipfile.ZipInfo(name)  # without the time, so that the same quizzes make the same bytes
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
    """What the gradebook knows of it; the quiz stays unpublished until a teacher has seen it."""
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
