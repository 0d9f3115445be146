"""Quizzes without their keys: the questions as Markdown, and the answers as a file to hand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.quiz.answers import Answer, letters_of
from dropgrade.quiz.exchange.importing import behind_box, quoted
from dropgrade.quiz.format.model import Kind, Question, Quiz

HEAD = "<!-- without key: answers are written into a file to hand in, and marked by someone who has the key -->"
RUN = re.compile(r"^((?:```+|~~~+) *python) run *$", re.MULTILINE)


def without_key(quiz: Quiz) -> str:
    """Return a quiz as Markdown with the same questions in the same order, without keys and explanations."""
    head = [f"# {quiz.title}", HEAD, quiz.introduction]
    return "\n\n".join([*head, *(_question(question) for question in quiz.questions)]) + "\n"


def _question(question: Question) -> str:
    order = ["<!-- keep order -->"] if question.keeps_order else []
    several = ["<!-- choose all -->"] if question.kind is Kind.MANY else []
    options = "\n".join(f"- [ ]{behind_box(option.text)}" for option in question.options) or "- [=]"
    hint = [quoted(f"[!TIP]\n{question.hint}")] if question.hint else []
    return "\n\n".join([f"## {question.id}", *order, *several, RUN.sub(r"\1", question.prompt), options, *hint])


def answers_file(course: Course, quiz: str) -> Path:
    """Return where the answers to a quiz without a key are stored."""
    return course.root / "answers" / f"{quiz}.txt"


def written_answers(quiz: Quiz, answers: Mapping[str, Answer]) -> str:
    """Return answers in the form that `quiz NAME --answers FILE` reads, in the order of the questions."""
    return "".join(_lines(quiz, answers))


def _lines(quiz: Quiz, answers: Mapping[str, Answer]) -> Iterator[str]:
    yield f"# {quiz.name}: a line for each question, with the letters of its options in their own order\n"
    for question in quiz.questions:
        if question.id in answers:
            answer = answers[question.id]
            words = repr(answer) if isinstance(answer, float) else letters_of(answer, range(len(question.options)))
            yield f"{question.id}: {words}\n"
