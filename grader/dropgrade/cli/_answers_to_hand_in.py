"""A sitting with a quiz without a key: every answer is written to a file, and nothing is scored."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from dropgrade.cli._common import Exit
from dropgrade.cli._hearing import hearer
from dropgrade.cli._sitting import SittingOptions, converse
from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.files import shown, write_whole
from dropgrade.quiz.answers import Answer
from dropgrade.quiz.conversation import Conversation, Ending, now
from dropgrade.quiz.format.model import Quiz
from dropgrade.quiz.history import Try
from dropgrade.quiz.marking_file import read_answers
from dropgrade.quiz.session import Sitting, begin
from dropgrade.quiz.without_key import answers_file, written_answers
from dropgrade.screen.text import many, say


def write_down(course: Course, quiz: Quiz, options: SittingOptions, *, as_json: bool) -> int:
    """Ask the open questions and store each answer in the file to hand in; return 0 once all are answered."""
    if options.only_missed or options.asks_how_sure or options.count:
        hint = f"Leave the options out: dropgrade quiz {quiz.name.partition('_')[0]}"
        raise TargetError(f"{quiz.name} came without its key: nobody here knows what is right.", hint)
    file = answers_file(course, quiz.name)
    answers = read_answers(quiz, file) if file.exists() and not options.restarts else {}
    left = [(quiz, question) for question in quiz.questions if question.id not in answers]
    ending: Ending | None = Ending.FINISHED
    if left:
        seed = secrets.randbelow(2**32) if options.seed is None else options.seed
        ending = _ask(quiz, begin(quiz.name, left, now().isoformat(), seed, count=None, is_exam=True), file, answers)
    if as_json:
        from dropgrade.screen.json import write_object

        write_object(_as_data(quiz, file, answers))
    else:
        for line in _lines(quiz, file, answers):
            say(line)
    if ending is None:
        return Exit.INTERRUPTED
    return Exit.FULL if len(answers) == len(quiz.questions) else Exit.POINTS_MISSING


def _ask(quiz: Quiz, sitting: Sitting, file: Path, answers: dict[str, Answer]) -> Ending | None:
    """Conduct the conversation; return None if it is interrupted."""
    from dropgrade.quiz.terminal import TerminalTeller

    def keep(_: Sitting, made: Try | None) -> None:
        if made is not None:
            answers[made.question] = made.answer if isinstance(made.answer, float) else frozenset(made.answer)
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, written_answers(quiz, answers).encode())

    teller = TerminalTeller(sys.stderr, {quiz.name: quiz})
    teller.greet(sitting, goes_on=bool(answers))
    return converse(Conversation(sitting, teller, hearer(sys.stderr), keep))


def _lines(quiz: Quiz, file: Path, answers: dict[str, Answer]) -> list[str]:
    number = quiz.name.partition("_")[0]
    done = f"{len(answers)} of {many(len(quiz.questions), 'question')} answered"
    lines = [f"{done}: {shown(file)}"] if answers else [f"{done}."]
    if len(answers) < len(quiz.questions):
        return [*lines, f"Continue with: dropgrade quiz {number}"]
    return [*lines, "Hand that file in.", f"To answer again: dropgrade quiz {number} --restart"]


def _as_data(quiz: Quiz, file: Path, answers: dict[str, Answer]) -> dict[str, object]:
    written = len(answers)
    return {
        "schema": "dropgrade/answers/v1",
        "quiz": quiz.name,
        "questions": len(quiz.questions),
        "answered": written,
        "file": str(file) if written else None,
    }
