"""`dropgrade notebook`: write problems as a notebook, with cells to write, try and check."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, use_course
from dropgrade.course.course import Course
from dropgrade.course.problem import read_description
from dropgrade.errors import Refused, TargetError
from dropgrade.screen.text import say
from dropgrade.submission.targets import problem_named


@click.command("notebook")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_problem)
@click.option("--part", metavar="N", help="All problems of a part of the course, such as 1.")
@click.option("-o", "file", type=click.Path(path_type=Path), metavar="FILE", help="The notebook's file.")
@COURSE
def command(names: Sequence[str], part: str | None, file: Path | None, folder: Path | None) -> int:
    """Write problems as a notebook for Jupyter.

    NAME is a problem's name or the beginning of it (p03); without one, the whole course is written. Each problem
    has its statement, the stub, a cell to try it and a cell that checks it. The stub is always that of the course:
    what you have written in a file of yours is not taken over. The notebook goes into the current folder, and never
    over a file that is there.
    """
    course = use_course(folder)
    problems = _chosen(course, names, part)
    file = file or Path(_file_name(course, problems, part))
    _refuse(file)
    from dropgrade.files import write_whole
    from dropgrade.jupyter.new_notebook import new_notebook

    write_whole(file, new_notebook(course, problems).encode())
    for line in (str(file), f"Next: jupyter lab {_quoted(file)}", f"Then: dropgrade check {_quoted(file)}"):
        say(line)
    return Exit.FULL


def _chosen(course: Course, names: Sequence[str], part: str | None) -> list[str]:
    if part is not None and names:
        raise TargetError("A part and a problem cannot both be named.", "Leave out --part, or the names.")
    if not course.names():
        raise TargetError(
            f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem p01_my_topic"
        )
    if part is not None:
        return names_in_part(course, part)
    return list(dict.fromkeys(problem_named(course, name) for name in names)) or course.names()


def names_in_part(course: Course, part: str) -> list[str]:
    """Return the problems of a part, given its number or its full title."""
    parts = {name: read_description(course, name).part for name in course.names()}
    found = [name for name, title in parts.items() if title and part.strip() in (title, title.partition(".")[0])]
    if not found:
        known = "; ".join(dict.fromkeys(filter(None, parts.values())))
        raise TargetError(f"There is no part {part!r}.", f"The parts are: {known}." if known else "It has no parts.")
    return found


def _file_name(course: Course, problems: Sequence[str], part: str | None) -> str:
    if part is not None:
        return f"part{read_description(course, problems[0]).part.partition('.')[0]}.ipynb".replace("/", "-")
    if len(problems) == len(course.names()) > 1:
        return "dropgrade.ipynb"
    return f"{problems[0] if len(problems) == 1 else '_'.join(p.partition('_')[0] for p in problems)}.ipynb"


def _refuse(file: Path) -> None:
    if file.suffix != ".ipynb":
        raise Refused(f"{file} is not a name for a notebook.", "Write one that ends in .ipynb.")
    if os.path.lexists(file):
        raise Refused(f"{file} exists already, and was not changed.", "Move it away, or name another with -o FILE.")


def _quoted(file: Path) -> str:
    return shlex.quote(str(file))
