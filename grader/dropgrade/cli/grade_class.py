"""`dropgrade grade`: from what a platform hands over to the grades of a class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli._common import COURSE, Exit, progress, use_course
from dropgrade.course.course import Course, installed_course
from dropgrade.errors import CourseError, TargetError
from dropgrade.screen.text import many, print_error, say
from dropgrade.submission.targets import problem_named

if TYPE_CHECKING:
    from dropgrade.classroom.grading_day import Day
    from dropgrade.classroom.taking_in import Intake

SHAPES = (
    "gradescope", "moodle", "canvas", "nbgrader", "github", "workspace", "workspaces", "zips", "folders", "files",
)  # fmt: skip
PLACE = click.Path(path_type=Path)


def _with_rules(command: click.Command) -> click.Command:
    """Print the rules of which file is graded below the help, read when they are asked for."""

    def format_epilog(ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from dropgrade.submission.rules import RULES

        del ctx
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(RULES)

    command.format_epilog = format_epilog  # type: ignore[method-assign]
    return command


@_with_rules
@click.command("grade")
@click.argument("sources", nargs=-1, type=PLACE, metavar="[SOURCE]...")
@click.option(
    "--into", "into", type=PLACE, default=Path("grades"), show_default=True, help="Where the grades are kept."
)
@click.option("--roster", type=PLACE, metavar="CSV", help="The students of the class, with their ids.")
@click.option("--problem", "problems", multiple=True, metavar="NAME", help="Grade this problem alone; may be repeated.")
@click.option(
    "--from", "shape", type=click.Choice(SHAPES), help="The shape of the sources, where it is not recognised."
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Seeds every check; drawn for the class, and kept.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes grade; by default, all cores.")
@click.option("--again", is_flag=True, help="Grade anew what a changed suite or seed affects, and say what differs.")
@click.option("--json", "as_json", is_flag=True, help="Print the grades as one JSON object.")
@COURSE
def command(
    sources: Sequence[Path], into: Path, roster: Path | None, problems: Sequence[str], shape: str | None,
    seed: int | None, jobs: int | None, again: bool, as_json: bool, folder: Path | None,
) -> int:  # fmt: skip
    """Grade a class. SOURCE is the zip or folder that your platform gave you, or several of them.

    Its shape is recognised: Moodle, Canvas, Gradescope, GitHub Classroom, nbgrader, or a folder, a zip or a workspace
    for each student; a platform's list of submissions (CSV) gives the times. Results are written down as they come: the
    same command goes on where it was stopped. With --again and no SOURCE, what is there is judged once more.
    """
    if not sources and not again:
        raise TargetError("What should be graded?", "Name the zip or folder of the class: dropgrade grade SOURCE")
    course = _course(folder, sources)
    from dropgrade.classroom.class_run import on_this_machine
    from dropgrade.classroom.grading_day import Order, grade_class
    from dropgrade.grading.parallel import cores

    named = tuple(dict.fromkeys(problem_named(course, word) for word in problems))
    order = Order(sources, into, course, roster, named, shape, seed, on_this_machine(jobs or cores()), again)
    try:
        with progress("Grading", shown=not as_json) as show:
            day = grade_class(order, lambda intake: None if as_json else _say_intake(intake), show)
    except KeyboardInterrupt:
        print_error("Interrupted. What is graded is kept.", "Run the same command to go on.")
        return Exit.INTERRUPTED
    _show(day, into, as_json=as_json, compares=again)
    return _exit_code(day)


def _course(folder: Path | None, sources: Sequence[Path]) -> Course:
    """The course that is named or around the user, with its own suites; never one in what was handed in."""
    course = use_course(folder)
    inside = any(course.root.is_relative_to(source.resolve()) for source in sources)
    if folder is None and inside:
        course = installed_course()
    if not course.has_suites:
        missing = f"The checks of {course.identity} are not on this machine, so its class cannot be graded here."
        raise CourseError(missing, "Name the course with its suites: --course DIR")
    return Course(course.authority, course.authority)


def _say_intake(intake: Intake) -> None:
    say(
        f"{intake.source}: {intake.shape}" + (f"; {many(len(intake.students), 'student')}." if intake.students else ".")
    )


def _show(day: Day, into: Path, *, as_json: bool, compares: bool) -> None:
    if as_json:
        from dropgrade.classroom.class_json import class_json
        from dropgrade.screen import json

        json.write_object(class_json(day.grades))
        return
    from dropgrade.classroom.class_summary import lines

    for line in lines(day, into, compares=compares):
        say(line)


def _exit_code(day: Day) -> int:
    if day.grades.needs_review:
        return Exit.GRADER
    return Exit.POINTS_MISSING if day.grades.unmatched or day.grades.review else Exit.FULL
