"""Answers to quizzes that a class handed in: a text file named as the quiz, with lines such as `inverted-scale: a`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from dropgrade.classroom.book import Book
from dropgrade.classroom.grades import ClassGrades, QuizGrade, QuizItem
from dropgrade.classroom.intake.arrivals import Entry
from dropgrade.classroom.intake.unpacking import content
from dropgrade.classroom.intake.zip_reading import BadArchive
from dropgrade.course.course import Course
from dropgrade.quiz.answers import Answer, mark
from dropgrade.quiz.format.model import Question, Quiz
from dropgrade.quiz.format.reading import examine_quiz, quiz_names
from dropgrade.quiz.marking_file import answers_in
from dropgrade.submission.claims import MARK_OF_A_VERSION

LARGEST = 100_000
"""The largest file of answers, in bytes; twenty answers have some hundred."""


def quiz_answered(course: Course, name: str) -> str | None:
    """The quiz that a file of answers is for by its name, such as `q03.txt` or `q03_scaling (1).txt`."""
    file = PurePosixPath(name)
    if file.suffix.lower() != ".txt":
        return None
    stem = file.stem.lower()
    marked = MARK_OF_A_VERSION.search(stem)
    stems = {stem, stem[: marked.start()]} if marked else {stem}
    return next((each for each in quiz_names(course) if stems & {each, each.partition("_")[0]}), None)


def answers_of(entry: Entry) -> str | None:
    """The text of a file with answers; None if it is too large or not text."""
    try:
        data = content(entry, LARGEST + 1)
        return data.decode("utf-8-sig") if len(data) <= LARGEST else None
    except (BadArchive, UnicodeDecodeError):
        return None


def with_quizzes(grades: ClassGrades, book: Book, course: Course) -> ClassGrades:
    """The grades with the quizzes that were answered, marked by the course's current key."""
    marked: dict[str, list[QuizGrade]] = {}
    quizzes: dict[str, Quiz | None] = {}
    for student, name, text in book.answers():
        if name not in quizzes:
            quizzes[name] = examine_quiz(course, name)[0] if name in quiz_names(course) else None
        if (quiz := quizzes[name]) is not None:
            found, _ = answers_in(quiz, text.splitlines(), name)
            marked.setdefault(student, []).append(_marked(quiz, found))
    students = (replace(s, quizzes=tuple(marked.get(s.id, ()))) for s in grades.students)
    return replace(grades, students=tuple(students))


def _marked(quiz: Quiz, answers: Mapping[str, Answer]) -> QuizGrade:
    """A quiz by its questions; one that was left out has no points."""
    items = (
        QuizItem(
            question.id,
            question.prompt,
            _in_words(question, answers[question.id]) if question.id in answers else "",
            mark(question, answers[question.id]).points if question.id in answers else 0.0,
        )
        for question in quiz.questions
    )
    return QuizGrade(quiz.name, quiz.title, tuple(items))


def _in_words(question: Question, answer: Answer) -> str:
    if isinstance(answer, float):
        return f"{answer:.10g}"
    return "; ".join(question.options[number].text for number in sorted(answer))
