"""`dropgrade new`: from a name to the files of a problem, a quiz or a course, and what to do with them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, on_course
from dropgrade.cli._editor import chosen_editor, open_in_editor
from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.files import shown
from dropgrade.new.mistake import new_mistake
from dropgrade.new.writing import find_own_course, new_course, new_problem, new_quiz
from dropgrade.screen.text import say
from dropgrade.submission.targets import problem_named


@click.group("new")
def command() -> None:
    """Start a problem, a mistake, a quiz or a course of your own.

    What is written is a small example that works: put your own in its place, piece by piece. No existing file is
    overwritten.
    """


@command.command("problem")
@click.argument("name")
@click.option("--function", "functions", multiple=True, metavar="NAME", help="What students write; may be repeated.")
@COURSE
def problem(name: str, functions: Sequence[str], folder: Path | None) -> int:
    """Start a problem: all of its files.

    These are the stub, the reference, the suite, a right solution and the known mistakes. NAME is its place in the
    course and its topic, such as p27_my_topic. Without --function, students write one function of the topic's name.
    """
    files = new_problem(find_own_course(folder), name, functions)
    number, stubs = name.partition("_")[0], [f for f in files if f.name == f"{name.partition('_')[2]}.py"]
    _tell(
        files,
        f"replace what says TODO in {' and '.join(map(_quoted, stubs))}",
        f"{on_course('dropgrade verify', folder)} {number}",
        f"{on_course('dropgrade verify', folder)} {number} --mutants",
    )
    return Exit.FULL


@command.command("mistake")
@click.argument("name")
@click.option("--problem", metavar="NAME", help="The problem; may be left out where the course has only one.")
@COURSE
def mistake(name: str, problem: str | None, folder: Path | None) -> int:
    """Begin a known mistake of a problem: a section of its mistakes.md.

    NAME says what the mistake does, such as no_scaling. The section holds the reference's code: mark in it what the
    mistake changes, and write what a student should read. It opens in $VISUAL or $EDITOR, where one is set.
    """
    course = find_own_course(folder)
    found, line = new_mistake(course, _one_problem(course, problem), name)
    file = found.mistakes.file
    _tell(
        [file],
        f"describe the mistake in line {line} of {_quoted(file)}",
        f"{on_course('dropgrade verify', folder)} {found.name.partition('_')[0]}",
    )
    return open_in_editor(file) if chosen_editor() else Exit.FULL


def _one_problem(course: Course, problem: str | None) -> str:
    if problem is None and len(course.names()) == 1:
        return course.names()[0]
    if problem is None:
        raise TargetError("Which problem is it for?", "Name it: dropgrade new mistake NAME --problem p03")
    return problem_named(course, problem)


@command.command("quiz")
@click.argument("name")
@COURSE
def quiz(name: str, folder: Path | None) -> int:
    """Start a quiz with a question of each kind.

    NAME is its place among the quizzes and its topic, such as q13_my_topic.
    """
    files = new_quiz(find_own_course(folder), name)
    _tell(
        files,
        f"replace what says TODO, and the questions, in {_quoted(files[0])}",
        f"{on_course('dropgrade verify', folder)} {name.partition('_')[0]}",
        f"{on_course('dropgrade quiz', folder)} {name.partition('_')[0]}",
    )
    return Exit.FULL


@command.command("course")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def course(folder: Path) -> int:
    """Start a course in DIR, a folder that is empty or not there yet.

    What is hidden, such as .git, may be there and is left alone.
    """
    files = new_course(folder)
    steps = ["dropgrade new problem p01_my_topic", "dropgrade verify", "dropgrade check"]
    is_here = folder.resolve() == Path.cwd().resolve()
    _tell(files, *(steps if is_here else [f"cd {shlex.quote(str(folder))}", *steps[:2]]))
    return Exit.FULL


def _tell(files: Sequence[Path], *steps: str) -> None:
    for line in (*(shown(file) for file in files), *(f"Next: {step}" for step in steps)):
        say(line)


def _quoted(file: Path) -> str:
    return shlex.quote(shown(file))
