"""`dropgrade list`: every problem and every quiz with its score; `dropgrade` alone: an overview."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, use_course
from dropgrade.course.course import START, Course
from dropgrade.files import shown
from dropgrade.progress.overview import Overview, read_overview
from dropgrade.progress.problem_progress import progress_of
from dropgrade.screen.text import say

WELCOME = f"""dropgrade: learn dropout by writing it.

You are not in a workspace. {START}
Then go there, and `dropgrade` shows how far you are.
All commands: dropgrade --help"""


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as one JSON object.")
@COURSE
def command(as_json: bool, folder: Path | None) -> int:
    """List all problems and quizzes with your scores."""
    overview = _overview(use_course(folder))
    if as_json:
        from dropgrade.screen.json import write_object

        write_object(overview.to_json())
    else:
        from dropgrade.progress.listing import write_listing

        write_listing(overview)
    return Exit.FULL


def glance() -> int:
    """Show how far the student is, or how to start."""
    course = use_course(None)
    if course.is_installed:
        say(WELCOME)
        return Exit.FULL
    from dropgrade.progress.terminal import write_overview

    overview = _overview(course)
    write_overview(overview, "dropgrade list", _steps(overview))
    return Exit.FULL


def _overview(course: Course) -> Overview:
    return read_overview(course, progress_of(course).read())


def _steps(overview: Overview) -> list[str]:
    """Return what to do next: the problem to work on, or else the first quiz that is not yet right."""
    row, quiz = overview.next_problem, overview.next_quiz
    if row is not None:
        number = row.problem.name.partition("_")[0]
        stuck = f" (stuck? dropgrade hint {number})" if row.progress.attempts else ""
        return [f"Next: edit {shlex.quote(shown(row.file))}", f"Then: dropgrade check {number}{stuck}"]
    if quiz is not None:
        return ["Every problem is solved.", f"Next: dropgrade quiz {quiz.quiz.partition('_')[0]}"]
    return ["Everything is solved, and every question right. Next: dropgrade review, when some are due."]
