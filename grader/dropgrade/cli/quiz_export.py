"""`dropgrade quiz export`: write quizzes for other systems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_quiz, use_course
from dropgrade.course.course import Course
from dropgrade.course.faults import sound
from dropgrade.errors import TargetError
from dropgrade.files import write_whole
from dropgrade.quiz.exchange import WRITTEN, export, losses
from dropgrade.quiz.format.model import Quiz
from dropgrade.quiz.format.reading import examine_quiz, quiz_named, quiz_names
from dropgrade.screen.text import many, say


@click.command("export")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_quiz)
@click.option("--to", "form", type=click.Choice(WRITTEN), required=True, help="The system that is to read it.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    required=True,
    help="Where to write; - is the standard output.",
)
@COURSE
def command(names: Sequence[str], form: str, output: Path, folder: Path | None) -> int:
    """Write quizzes, by default all of them, for another system: with every reason, explanation, program and formula.

    moodle is Moodle XML, qti a QTI 1.2 zip as Canvas takes it. What a format cannot carry is reported.
    """
    course = use_course(folder)
    known = quiz_names(course)
    chosen = list(dict.fromkeys(quiz_named(known, name) for name in names)) or known
    quizzes = _read(course, chosen)
    if keyless := [quiz.name for quiz in quizzes if not quiz.has_key]:
        raise TargetError(f"{keyless[0]} came without its key, and cannot be exported.", "Export it from its course.")
    if str(output) == "-":
        sys.stdout.buffer.write(export(quizzes, form))
    else:
        write_whole(output, export(quizzes, form))
    for quiz in quizzes:
        for sentence, ids in _grouped(losses(quiz, form)).items():
            say(f"{quiz.name}: {sentence}" + (f" ({', '.join(ids)})" if ids else ""), is_aside=True)
    questions = sum(len(quiz.questions) for quiz in quizzes)
    what = f"{many(questions, 'question')} of {many(len(quizzes), 'quiz', 'quizzes')}"
    say(f"{output}: {what}", is_aside=str(output) == "-")
    return Exit.FULL


def _read(course: Course, names: Sequence[str]) -> list[Quiz]:
    """Return the quizzes; if any has faults, raise a `CourseError` that lists all of them."""
    examined = [examine_quiz(course, name) for name in names]
    return sound([quiz for quiz, _ in examined if quiz], [fault for _, faults in examined for fault in faults])


def _grouped(losses: Sequence[str]) -> dict[str, list[str]]:
    """Group losses by sentence, with the questions concerned."""
    found: dict[str, list[str]] = {}
    for loss in losses:
        question, _, sentence = loss.rpartition("`: ")
        found.setdefault(sentence, []).extend([question.lstrip("`")] if question else [])
    return found
