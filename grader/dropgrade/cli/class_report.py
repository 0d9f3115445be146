"""`dropgrade report`: what a class got wrong, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli._common import COURSE, Exit, use_course
from dropgrade.course.problem import stem_of
from dropgrade.errors import TargetError
from dropgrade.files import shown, write_whole
from dropgrade.screen.text import many, print_error, say

if TYPE_CHECKING:
    from dropgrade.classroom.grades import ClassGrades
    from dropgrade.course.course import Course

PAGE_SUFFIXES = (".html", ".htm")


@click.command("report")
@click.argument("grades_folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    required=True,
    help="The page; an existing file is overwritten.",
)
@click.option("--anonymous", is_flag=True, help="Give students numbers in place of ids and names.")
@COURSE
def command(grades_folder: Path, output: Path, anonymous: bool, folder: Path | None) -> int:
    """See what a class got wrong: one page with scores, mistakes and who made them, checks, and who needs help.

    FOLDER is where `dropgrade grade` has put the grades. The page needs no network and can be printed. It shows names,
    so keep it to yourself, or make it --anonymous.
    """
    if output.suffix.lower() not in PAGE_SUFFIXES:
        raise TargetError(
            f"{output} is not a name for a page.", "Let it end in .html; an existing file is overwritten."
        )
    if not output.parent.is_dir():
        raise TargetError(f"There is no folder {output.parent}.", "Make it, or name another place with -o.")
    from dropgrade.classroom.judging import judge
    from dropgrade.classroom.learning.class_page import class_page

    grades = judge(grades_folder)
    course = _course_of(grades, folder)
    stubs = _stubs(grades, course) if course else {}
    whole = _with_quizzes(grades, grades_folder, course) if course else grades
    day = datetime.now(UTC).astimezone().date()
    write_whole(output, class_page(whole, stubs, day, is_anonymous=anonymous).encode(), is_private=True)
    say(f"{shown(output)}: {many(len(grades.students), 'student')}.")
    return Exit.FULL


def _course_of(grades: ClassGrades, folder: Path | None) -> Course | None:
    """Return the course that graded the class; without it, warn and return None."""
    course = use_course(folder)
    if (course.identity.name or course.authority.name) == grades.course:
        return course
    message = f"The class was graded by the course {grades.course}, which is not at hand."
    print_error(message, "Quizzes are left out, and stubs count as anybody's program; --course DIR names the course.")
    return None


def _with_quizzes(grades: ClassGrades, grades_folder: Path, course: Course) -> ClassGrades:
    """Return the grades with the quizzes that were answered, scored by the course."""
    from dropgrade.classroom.book_file import opened_book
    from dropgrade.classroom.quiz_answers import with_quizzes

    with opened_book(grades_folder) as book:
        return with_quizzes(grades, book, course) if book.answers() else grades


def _stubs(grades: ClassGrades, course: Course) -> Mapping[str, str]:
    """Return the stubs as handed out, for the problems that the course still has."""
    stubs = {}
    for problem in dict.fromkeys(p.problem for s in grades.students for p in s.problems):
        file = course.authority / "exercises" / problem / f"{stem_of(problem)}.py"
        with suppress(OSError, UnicodeDecodeError):
            stubs[problem] = file.read_text("utf-8")
    return stubs
