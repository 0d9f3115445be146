"""`dropgrade pack`: export a course or some of its problems, for students or for machines that grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, use_course
from dropgrade.cli.notebook import names_in_part
from dropgrade.errors import TargetError
from dropgrade.packing.contents import Selection, github_pack, grader_pack, gradescope_pack, in_words, student_pack
from dropgrade.packing.pack_writing import write_pack
from dropgrade.screen.text import say
from dropgrade.submission.targets import problem_named

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
Command = Callable[..., Any]


@click.group("pack")
def command() -> None:
    """Hand a course out: to students, or to a machine that grades.

    A name that ends in .zip gives a zip, any other a folder. Existing files are overwritten only with --force.
    """


def _options(command: Command) -> Command:
    """Add the options that all packs share; `--problems p03 p05` and `p03 p05` mean the same."""
    for option in (
        COURSE,
        click.option("--force", "replaces", is_flag=True, help="Replace an older pack."),
        click.option("--part", metavar="N", help="The problems of a part of the course, such as 1."),
        click.option("--problems", "first", multiple=True, metavar="NAME", help="These problems; several may follow."),
        click.option("-o", "--output", "place", type=click.Path(path_type=Path), metavar="FILE", required=True,
                     help="The zip or folder to write."),
        click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_problem),
    ):  # fmt: skip
        command = option(command)
    return command


SEED = click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seeds every check."
)


@command.command("student")
@click.option("--no-keys", "lacks_keys", is_flag=True, help="Leave out the quizzes' keys: answers are handed in.")
@click.option("--with-suites", "has_suites", is_flag=True, help="Also pack the suites, so that students can check.")
@_options
def student(lacks_keys: bool, has_suites: bool, place: Path, replaces: bool, **chosen: Any) -> int:  # noqa: ANN401
    """Pack stubs, data and quizzes for students.

    They start with `dropgrade init my_work --from FILE`, or unpack it and work there. Suites and solutions stay with
    you unless you say --with-suites, which packs the reference solutions, too.
    """
    selection = _selection(**chosen)
    contents = student_pack(selection, has_keys=not lacks_keys, has_suites=has_suites)
    return _written(place, contents, replaces, f"dropgrade init my_work --from {place}", str(selection.identity))


@command.command("grader")
@_options
def grader(place: Path, replaces: bool, **chosen: Any) -> int:  # noqa: ANN401
    """Pack suites and mistakes, with dropgrade itself, for a machine that grades."""
    selection = _selection(**chosen)
    step = "unpack it on that machine; its README.md says how to grade there"
    return _written(place, grader_pack(selection), replaces, step, str(selection.identity))


@command.command("gradescope")
@click.option("--visibility", type=click.Choice(VISIBILITIES), default="visible", show_default=True,
              help="When students see the tests and their messages.")  # fmt: skip
@SEED
@_options
def gradescope(visibility: str, seed: int, place: Path, replaces: bool, **chosen: Any) -> int:  # noqa: ANN401
    """Pack an autograder for Gradescope: a zip to upload."""
    if place.suffix.lower() != ".zip":
        raise TargetError("Gradescope takes a zip.", "Let the name end in .zip.")
    selection = _selection(**chosen)
    contents = gradescope_pack(selection, visibility, seed)
    step = f"upload it as the autograder of an assignment worth {10 * len(selection.problems)} points"
    return _written(place, contents, replaces, step, str(selection.identity))


@command.command("github")
@SEED
@_options
def github(seed: int, place: Path, replaces: bool, **chosen: Any) -> int:  # noqa: ANN401
    """Pack a workflow for GitHub Classroom, and the private repository that it takes the suites from."""
    selection = _selection(**chosen)
    step = f"{place}/README.md says what goes where"
    return _written(place, github_pack(selection, seed), replaces, step, str(selection.identity))


def _selection(names: Sequence[str], first: Sequence[str], part: str | None, folder: Path | None) -> Selection:
    course = use_course(folder)
    words = [word for each in (*first, *names) for word in each.split(",") if word]
    if part is not None and words:
        raise TargetError("A part and a problem cannot both be named.", "Leave out --part, or the names.")
    if not course.names():
        raise TargetError(
            f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem p01_my_topic"
        )
    named = names_in_part(course, part) if part is not None else [problem_named(course, word) for word in words]
    return Selection(course, sorted(dict.fromkeys(named)) or course.names())


def _written(place: Path, contents: dict[str, bytes], replaces: bool, step: str, course: str) -> int:
    write_pack(place, contents, replaces=replaces)
    say(f"{place}: {course}, {in_words(contents)}")
    say(f"Next: {step}")
    return Exit.FULL
