"""`dropgrade grades`: a class's grades in the file of a platform, and a page of feedback for each student."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.classroom.gradebooks import FORMATS
from dropgrade.cli._common import Exit
from dropgrade.errors import TargetError
from dropgrade.files import shown, write_whole
from dropgrade.screen.text import many, say

if TYPE_CHECKING:
    from dropgrade.classroom.gradebooks.layout import FillOptions
    from dropgrade.classroom.grades import ClassGrades

MOMENTS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


@click.command("grades")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--to", "form", type=click.Choice(list(FORMATS)), help="The platform of the file of grades.")
@click.option("--fill", type=click.Path(path_type=Path), metavar="FILE", help="The file that the platform gave you.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT", help="Where to write the grades."
)
@click.option("--problem", "problems", multiple=True, metavar="NAME", help="Count this problem alone; may be repeated.")
@click.option("--assignment", default="", metavar="TITLE", help="Which assignment of the file the grades are for.")
@click.option("--id-column", default="", metavar="NAME", help="The column with the ids, if it is not found.")
@click.option("--grade-column", default="", metavar="NAME", help="The column that takes the grades.")
@click.option("--feedback-column", default="", metavar="NAME", help="The column that takes the feedback.")
@click.option("--zeros", is_flag=True, help="Write 0 for those who handed in nothing.")
@click.option("--replace-feedback", is_flag=True, help="Overwrite feedback that the file already has.")
@click.option(
    "--feedback",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.zip",
    help="Write a page for each student, in a zip.",
)
@click.option(
    "--hide-inputs-until",
    "hidden_until",
    type=click.DateTime(MOMENTS),
    metavar="DATE",
    help="Leave the inputs of hidden checks out of the pages before this date.",
)
@click.option("--force", is_flag=True, help="Overwrite OUT and OUT.zip.")
def command(
    folder: Path, form: str | None, fill: Path | None, output: Path | None, problems: Sequence[str], assignment: str,
    id_column: str, grade_column: str, feedback_column: str, zeros: bool, replace_feedback: bool,
    feedback: Path | None, hidden_until: datetime | None, force: bool,
) -> int:  # fmt: skip
    """Give a class its grades: in the file of your platform, and as a page of feedback for each student.

    FOLDER is where `dropgrade grade` has put the grades. The file that your platform gave you is filled: students are
    found by their ids, only grades and feedback change, and whatever cannot be filled is listed. Nothing is sent.
    """
    _refuse_halves(form, fill, output, feedback)
    from dropgrade.classroom.gradebooks.layout import FillOptions
    from dropgrade.classroom.judging import judge

    for place in filter(None, (output, feedback)):
        _refuse_to_replace(place, fill, force=force)
    grades = judge(folder)
    options = FillOptions(
        id_column, grade_column, feedback_column, assignment, tuple(problems), zeros, replace_feedback
    )  # fmt: skip
    is_complete = True
    if form and output:
        is_complete = _write_grades(grades, form, fill, output, options)
    if feedback:
        _write_feedback(grades, form, feedback, hidden_until)
    return Exit.FULL if is_complete else Exit.POINTS_MISSING


def _refuse_halves(form: str | None, fill: Path | None, output: Path | None, feedback: Path | None) -> None:
    if output and not form:
        raise TargetError("Which platform is the file of grades for?", f"Say --to {'|'.join(FORMATS)}.")
    if (form or fill) and not output and not feedback:
        raise TargetError("Where should the grades be written?", "Say -o OUT.csv.")
    if not output and not feedback:
        raise TargetError("What should be given back?", "Say --to FORMAT -o OUT.csv, or --feedback OUT.zip, or both.")


def _refuse_to_replace(place: Path, fill: Path | None, *, force: bool) -> None:
    """Refuse to overwrite existing files, since a file of grades may contain a person's work."""
    if fill is not None and place.exists() and fill.exists() and place.samefile(fill):
        raise TargetError(
            f"{place} is the file to be filled.", "Name another one with -o, so that yours is not changed."
        )
    if place.exists() and not force:
        raise TargetError(f"{place} exists already.", "Name another one, or use --force to overwrite it.")


def _write_grades(grades: ClassGrades, form: str, fill: Path | None, output: Path, options: FillOptions) -> bool:
    from dropgrade.classroom.gradebooks import filled, written
    from dropgrade.classroom.gradebooks.account import account, is_complete

    if fill is None:
        table, count = written(grades, form, options)
        write_whole(output, table, is_private=True)
        say(f"{shown(output)}: {many(count, 'student')}.")
        return not any(student.needs_review for student in grades.students)
    content, filling = filled(grades, form, fill, options)
    write_whole(output, content, is_private=True)
    first, *rest = account(filling)
    say(f"{shown(output)}: {first}")
    for line in rest:
        say(f"  {line}")
    return is_complete(filling)


def _write_feedback(grades: ClassGrades, form: str | None, place: Path, hidden_until: datetime | None) -> None:
    from dropgrade.classroom.feedback import feedback_zip

    content, count = feedback_zip(grades, form, hidden_until.astimezone() if hidden_until else None)
    write_whole(place, content, is_private=True)
    say(f"{shown(place)}: {many(count, 'page')} of feedback.")
