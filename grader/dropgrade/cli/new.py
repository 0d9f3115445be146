"""`dropgrade new`: write the files of a problem, a mistake, a quiz or a course, and say what to do with them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, on_course
from dropgrade.cli._editor import chosen_editor, open_in_editor
from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.files import shown
from dropgrade.new.filling import KINDS
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
@click.option(
    "--kind", type=click.Choice(KINDS), help="What students write: function (the default), class, script, files."
)
@COURSE
def problem(name: str, functions: Sequence[str], kind: str | None, folder: Path | None) -> int:
    """Start a problem: all of its files.

    These are the stub, the reference, the suite, a right solution and the known mistakes. NAME is its place in the
    course and its topic, such as p27_my_topic. Without --function, students write a function or class of the topic's
    name. A script reads and prints; files are two modules. In a terminal, the kind is asked for.
    """
    course = find_own_course(folder)
    files = new_problem(course, name, functions, kind or _asked_kind(functions))
    number, stubs = name.partition("_")[0], [f for f in files if f.name == f"{name.partition('_')[2]}.py"]
    _tell(
        files,
        f"replace what says TODO in {' and '.join(map(_quoted, stubs))}",
        f"{on_course('dropgrade verify', folder)} {number}",
        f"{on_course('dropgrade verify', folder)} {number} --mutants",
    )
    return Exit.FULL


def _asked_kind(functions: Sequence[str]) -> str:
    """Ask for the kind, if there is a person to ask."""
    if functions or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return KINDS[0]
    return str(click.prompt("What do students write?", type=click.Choice(KINDS), default=KINDS[0]))


@command.command("mistake")
@click.argument("name")
@click.option("--problem", metavar="NAME", help="The problem; may be left out if the course has only one.")
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
@click.option("--empty", "is_empty", is_flag=True, help="Without the first problem and its quiz.")
def course(folder: Path, *, is_empty: bool) -> int:
    """Start a course in DIR, a folder that is empty or not there yet.

    It begins with a problem and a quiz that work: look at them, hand them out, and put your own in their place. What is
    hidden, such as .git, may be there and is left alone.
    """
    files = new_course(folder, is_empty=is_empty)
    begin = "dropgrade new problem p01_my_topic" if is_empty else "dropgrade new problem p02_my_topic"
    steps = ["dropgrade verify", "dropgrade check", begin] if not is_empty else [begin, "dropgrade verify"]
    is_here = folder.resolve() == Path.cwd().resolve()
    _tell(files, *(steps if is_here else [f"cd {shlex.quote(str(folder))}", *steps]))
    return Exit.FULL


def _tell(files: Sequence[Path], *steps: str) -> None:
    for line in (*(shown(file) for file in files), *(f"Next: {step}" for step in steps)):
        say(line)


def _quoted(file: Path) -> str:
    return shlex.quote(shown(file))
