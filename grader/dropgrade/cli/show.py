"""`dropgrade show`: draw what a function of the user does, in the terminal or as a file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli._common import COURSE, Exit, complete_target, refuse_stubs, use_course
from dropgrade.cli._extras import PICTURES, need
from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.files import write_whole
from dropgrade.pictures import pictured
from dropgrade.screen.text import say
from dropgrade.submission.targets import Target, resolve

if TYPE_CHECKING:
    from dropgrade.pictures.draw import Drawing

SUFFIXES = (".png", ".svg")


def _a_rate(context: click.Context, parameter: click.Parameter, value: float) -> float:
    """Return a drop probability in [0, 1); anything else, including NaN, is an error."""
    del context
    if not 0 <= value < 1 or math.isnan(value):
        raise click.BadParameter("it must lie in [0, 1).", param=parameter)
    return value


@click.command("show")
@click.argument("name", shell_complete=complete_target)
@click.option("--p", type=float, default=0.3, show_default=True, callback=_a_rate, help="The probability of dropping.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seeds inputs and coins.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw to a .png or .svg file; an existing file is overwritten.",
)
@click.option("--alone", is_flag=True, help="Leave out the result of the reference.")
@click.option("--problem", metavar="NAME", help="The problem, for a file with another name.")
@COURSE
def command(
    name: str, p: float, seed: int, output: Path | None, alone: bool, problem: str | None, folder: Path | None
) -> int:
    """Draw what your function does: its mask, how much it keeps, its output.

    Where the reference gives something else for the same input and seed, that is drawn beside it.

    NAME is a problem's name or the beginning of it (p03), a file or a notebook. Nothing is graded. The same file, p
    and seed always give the same picture. Exits with 1 where your function gives nothing to draw.
    """
    course = use_course(folder)
    target = _one(course, name, problem)
    if output is not None:
        _can_be_written(output)
    drawing = _drawn(course, target, p, seed, alone=alone)
    _show(drawing, output)
    return Exit.FULL if drawing.pictures else Exit.POINTS_MISSING


def _one(course: Course, name: str, problem: str | None) -> Target:
    """Return the one target that is named, for a problem that has a picture."""
    targets = resolve(course, [name], problem, opens_notebooks=True)
    refuse_stubs(course, targets)
    if len(targets) > 1:
        raise TargetError(f"{name} holds several problems.", f"Show one of them: dropgrade show {targets[0].problem}")
    known = pictured(course)
    if targets[0].problem not in known:
        hint = f"There are pictures of {', '.join(known)}." if known else "No problem of this course has one."
        hint = hint if course.has_suites else "They come with the checks, which are not on this machine."
        raise TargetError(f"There is no picture of {targets[0].problem}.", hint)
    return targets[0]


def _can_be_written(output: Path) -> None:
    """Raise `TargetError`, before anything runs, if the picture could not be written."""
    if output.suffix.lower() not in SUFFIXES:
        raise TargetError(f"{output} is not a name for a picture.", "Let it end in .png or .svg.")
    need("A picture in a file", PICTURES)


def _drawn(course: Course, target: Target, p: float, seed: int, *, alone: bool) -> Drawing:
    from dropgrade.grading import Grader

    with Grader(course, seed) as grader:
        from dropgrade.pictures.draw import draw

        return draw(grader.job(target), grader.sandbox, p, seed, alone=alone)


def _show(drawing: Drawing, output: Path | None) -> None:
    if output is None or not drawing.pictures:
        from dropgrade.pictures.terminal import write_drawing

        write_drawing(drawing)
    else:
        from dropgrade.pictures.matplotlib import plotted

        write_whole(output, plotted(drawing, output.suffix.lower().removeprefix(".")))
        say(f"{output}: {', '.join(picture.title for picture in drawing.pictures)}")
