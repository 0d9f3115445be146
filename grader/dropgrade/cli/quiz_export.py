"""`dropgrade quiz export`: quizzes as other systems read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from dropgrade.cli.ending import Exit
from dropgrade.cli.quiz import OF_COURSE, one_named
from dropgrade.course.location import find_course
from dropgrade.course.quizzes.reading import quiz_names, read_quiz
from dropgrade.files import write_whole
from dropgrade.render.text import printable

FORMATS = ("moodle", "gift", "qti", "jupyterquiz")


@click.command("export")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--to", "form", type=click.Choice(FORMATS), required=True, help="The system that is to read it.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", required=True, help="Where to write.")
@OF_COURSE
def command(names: Sequence[str], form: str, output: Path, folder: Path | None) -> int:
    """Write quizzes, by default all of them, for another system: with every reason, explanation, program and formula.

    moodle is Moodle XML, qti a QTI 1.2 zip as Canvas takes it. What a format cannot carry is said.
    """
    from dropgrade.quiz.exchange.exports.exporting import export, losses

    course = find_course(folder)
    known = quiz_names(course)
    chosen = list(dict.fromkeys(one_named(known, name) for name in names)) or known
    quizzes = [read_quiz(course, name) for name in chosen]
    write_whole(output, export(quizzes, form))
    for quiz in quizzes:
        for sentence, ids in _grouped(losses(quiz, form)).items():
            click.echo(printable(f"{quiz.name}: {sentence}" + (f" ({', '.join(ids)})" if ids else "")), err=True)
    questions = sum(len(quiz.questions) for quiz in quizzes)
    what = "1 quiz" if len(quizzes) == 1 else f"{len(quizzes)} quizzes"
    click.echo(f"{output}: {questions} questions of {what}")
    return Exit.FULL


def _grouped(losses: Sequence[str]) -> dict[str, list[str]]:
    """What is lost, each sentence once, and the questions that lose it."""
    found: dict[str, list[str]] = {}
    for loss in losses:
        question, _, sentence = loss.rpartition("`: ")
        found.setdefault(sentence, []).extend([question.lstrip("`")] if question else [])
    return found
