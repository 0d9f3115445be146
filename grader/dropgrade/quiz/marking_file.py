"""Score answers from a file with one line per question."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

from dropgrade.errors import TargetError
from dropgrade.quiz.answers import Answer, Unreadable, mark, read_answer
from dropgrade.quiz.format.model import Question, Quiz
from dropgrade.quiz.history import Try, edition_of, stored
from dropgrade.quiz.session import Sitting, begin

BEGUN = "2000-01-01T00:00:00+00:00"
"""The time given to attempts without a known time; they are not recorded."""
FORM = "Write lines such as `inverted-scale: a`, `which-hold: a, c` and `one-share: 0.75`."


def read_answers(quiz: Quiz, file: Path) -> dict[str, Answer]:
    """Return the answers in a file by question; raises `TargetError` that lists every invalid line."""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise TargetError(f"{file} is not UTF-8 text.", FORM) from None
    except OSError as error:
        raise TargetError(f"{file} cannot be read: {error.strerror}.", FORM) from None
    found, complaints = answers_in(quiz, lines, str(file))
    if complaints:
        ids = ", ".join(question.id for question in quiz.questions)
        raise TargetError("\n".join(complaints), f"{FORM}\nThe questions of {quiz.name} are {ids}.")
    return found


def answers_in(quiz: Quiz, lines: Iterable[str], place: str) -> tuple[dict[str, Answer], list[str]]:
    """Return the answers in some lines by question, and the errors of the other lines with their places."""
    questions = {question.id: question for question in quiz.questions}
    found: dict[str, Answer] = {}
    complaints = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            complaints += _read_line(line, questions, found, f"{place}:{number}")
    return found, complaints


def _read_line(line: str, questions: Mapping[str, Question], found: dict[str, Answer], place: str) -> list[str]:
    """Read one line; return its errors."""
    id_, colon, words = (part.strip() for part in line.partition(":"))
    question = questions.get(id_)
    if not colon or question is None:
        near = difflib.get_close_matches(id_, questions, n=1)
        return [
            f"{place}: there is no question {id_[:40]!r} in this quiz.{f' Did you mean {near[0]}?' if near else ''}"
        ]
    if id_ in found:
        return [f"{place}: {id_} is answered twice."]
    try:
        found[id_] = read_answer(question, words, range(len(question.options)))
    except Unreadable as unreadable:
        return [f"{place}: {words[:40]!r} is not an answer to {id_}. {unreadable.message}"]
    return []


def mark_answers(quiz: Quiz, answers: Mapping[str, Answer]) -> Sitting:
    """Return a sitting with these answers and no others."""
    sitting = begin(quiz.name, [(quiz, q) for q in quiz.questions], BEGUN, 0, count=None, is_exam=True)
    for question in quiz.questions:
        if question.id in answers:
            answer = answers[question.id]
            worth = mark(question, answer)
            sitting.tries.append(
                Try(
                    quiz.name, question.id, edition_of(question), BEGUN, BEGUN, 1, stored(answer),
                    worth.points, worth.is_right,
                )
            )  # fmt: skip
    return sitting
