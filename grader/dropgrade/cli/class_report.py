"""`dropgrade report`: what a class got wrong, as one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli._common import COURSE, Exit
from dropgrade.errors import DropgradeError, TargetError
from dropgrade.files import shown, write_whole
from dropgrade.screen.text import many, say

if TYPE_CHECKING:
    from dropgrade.classroom.grades import ClassGrades

PAGE_SUFFIXES = (".html", ".htm")


@click.command("report")
@click.argument("grades_folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    required=True,
    help="The page; what is there is written over.",
)
@click.option("--anonymous", is_flag=True, help="Give students numbers in place of ids and names.")
@COURSE
def command(grades_folder: Path, output: Path, anonymous: bool, folder: Path | None) -> int:
    """See what a class got wrong: one page with scores, mistakes and who made them, checks, and who needs help.

    FOLDER is where `dropgrade grade` has put the grades. The page needs no network and can be printed. It shows names,
    so keep it to yourself, or make it --anonymous.
    """
    if output.suffix.lower() not in PAGE_SUFFIXES:
        raise TargetError(f"{output} is no name for a page.", "Let it end in .html; what is there is written over.")
    from dropgrade.classroom.judging import judge
    from dropgrade.classroom.learning.class_page import class_page

    grades = _with_quizzes(judge(grades_folder), grades_folder, folder)
    day = datetime.now(UTC).astimezone().date()
    write_whole(
        output, class_page(grades, _stubs(grades, folder), day, is_anonymous=anonymous).encode(), is_private=True
    )
    say(f"{shown(output)}: {many(len(grades.students), 'student')}.")
    return Exit.FULL


def _with_quizzes(grades: ClassGrades, grades_folder: Path, folder: Path | None) -> ClassGrades:
    """The grades with the quizzes that were answered, where the course that marks them is at hand."""
    from dropgrade.classroom.book import opened_book
    from dropgrade.classroom.quiz_answers import with_quizzes
    from dropgrade.course.course import find_course

    with opened_book(grades_folder) as book:
        return with_quizzes(grades, book, find_course(folder)) if book.answers() else grades


def _stubs(grades: ClassGrades, folder: Path | None) -> Mapping[str, str]:
    """The stubs of the problems that the course has; where it is another course, programs are compared whole."""
    from dropgrade.course.course import find_course
    from dropgrade.course.problem import read_problem

    stubs = {}
    for problem in dict.fromkeys(p.problem for s in grades.students for p in s.problems):
        try:
            course = find_course(folder)
            definition = read_problem(course, problem)
            stubs[problem] = (course.exercises / problem / f"{definition.stem}.py").read_text("utf-8")
        except (DropgradeError, OSError, UnicodeDecodeError):
            continue
    return stubs
