"""`dropgrade hint`: help in measured doses, each after another attempt."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, find_workspace, on_course
from dropgrade.course.course import Course
from dropgrade.course.problem import Description, read_description
from dropgrade.progress.problem_progress import (
    ProblemProgress,
    keep_progress,
    problem_at_hand,
    progress_of,
    progress_on,
)
from dropgrade.screen.text import many, printable, say

WIDTH = 78


@click.command("hint")
@click.argument("name", required=False, shell_complete=complete_problem)
@click.option("--force", is_flag=True, help="Open the next hint without another attempt.")
@COURSE
def command(name: str | None, force: bool, folder: Path | None) -> int:
    """Show a hint, by default for the problem at hand.

    There are three steps from a nudge to nearly the solution. The first is open; each further one opens when your
    file has changed and was checked again. The hints that you have seen are shown again, and kept on record.
    """
    course = find_workspace(folder)
    for line in open_hint(course, folder, problem_at_hand(course, name), force=force):
        say(line)
    return Exit.FULL


def open_hint(course: Course, folder: Path | None, name: str, *, force: bool) -> list[str]:
    """Open the next hint of a problem if it may be, put that on record, and give the words to show."""
    progress, problem = progress_of(course), read_description(course, name)
    record = progress_on(progress.read(), name)
    opens = record.hints < len(problem.hints) and (force or record.may_see_hint)
    if opens:
        record = record.hinted()
        progress.update(lambda data: keep_progress(data, name, progress_on(data, name).hinted()))
    return _lines(problem, record, lambda verb: on_course(f"dropgrade {verb}", folder), is_new=opens)


def _lines(problem: Description, record: ProblemProgress, word: Callable[[str], str], *, is_new: bool) -> list[str]:
    """The hints that were seen, and when the next one opens; `word` gives a command of ours as the user types it."""
    lines = [printable(f"{problem.name}  {problem.title}")]
    for number, hint in enumerate(problem.hints[: record.hints], 1):
        lines += ["", f"Hint {number} of {len(problem.hints)}", *_wrapped(printable(hint))]
    left, place = max(0, len(problem.hints) - record.hints), problem.name.partition("_")[0]
    again = f"{word('check')} {place}"
    if not left:
        lines += ["", f"There are no further hints. The last resort: {word('solution')} {place} --give-up"]
    elif is_new:
        lines += ["", f"{many(left, 'further hint')}, the next one after another attempt: {again}"]
    else:
        lines += ["", f"The next one opens after another attempt: change your file, then {again}", "(or add --force)"]
    return lines


def _wrapped(text: str) -> list[str]:
    indent = "  "
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
