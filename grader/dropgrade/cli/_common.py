"""What the commands share: options, exit codes, error messages, and the progress bar."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from dropgrade.course.course import START, Course, find_course
from dropgrade.errors import DropgradeError, TargetError
from dropgrade.screen.text import print_error

if TYPE_CHECKING:
    from dropgrade.screen.progress_bar import Bar
    from dropgrade.submission.targets import Target

COURSE = click.option("--course", "folder", type=click.Path(path_type=Path), metavar="DIR", help="The course to use.")
Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def on_course(command: str, folder: Path | None) -> str:
    """Return a command with the --course option, if a course was named."""
    return f"{command} --course {shlex.quote(str(folder))}" if folder else command


def use_course(folder: Path | None) -> Course:
    """Return the course that is named or around the current folder, and print its notice."""
    course = find_course(folder)
    if course.notice:
        print_error(course.notice)
    return course


def find_workspace(folder: Path | None) -> Course:
    """Return the course around the current folder, for commands that need the user's own files."""
    course = use_course(folder)
    if course.is_installed:
        raise TargetError("You are not in a workspace.", f"{START}, then go there.")
    return course


def refuse_stubs(course: Course, targets: Sequence[Target]) -> None:
    """Raise `TargetError` rather than treat the stubs inside the package as somebody's work."""
    if course.is_installed and any(target.file.is_relative_to(course.exercises) for target in targets):
        raise TargetError("You are not in a workspace, so there is no work of yours to look at.", START)


def _completing(names: Callable[[Course], list[str]], *, files: bool = False) -> Complete:
    """Return a completer for names of the course, or for files if no name matches."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        del param
        try:
            known = names(find_course(ctx.params.get("folder")))
            found = [n for n in known if n.startswith(incomplete) and n.isprintable()]
        except (DropgradeError, OSError):
            found = []  # completion has no place for an error message
        if files and not found:
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(name) for name in found]

    return complete


def _quizzes(course: Course) -> list[str]:
    from dropgrade.quiz.format.reading import quiz_names  # which only a shell that completes words waits for

    return quiz_names(course)


complete_problem = _completing(Course.names)
complete_quiz = _completing(_quizzes)
complete_target = _completing(Course.names, files=True)
complete_any = _completing(lambda course: [*course.names(), *_quizzes(course)])


class Exit(IntEnum):
    """The meaning of each exit code."""

    FULL = 0
    POINTS_MISSING = 1
    USAGE = 2
    GRADER = 3
    INTERRUPTED = 130
    CLOSED_PIPE = 141


def close_quietly() -> None:
    """Redirect the closed standard output to nothing, so that exiting does not fail again."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def screen_is_closed() -> bool:
    """Whether standard output or standard error no longer has a reader."""
    import select  # which only a command that meets a broken pipe waits for

    if not hasattr(select, "poll"):  # not a Unix
        return True
    poll = select.poll()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            poll.register(stream.fileno(), 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))


class Unseen:
    """A progress bar that shows nothing."""

    def __call__(self, done: int, total: int) -> None:
        """Show nothing."""

    def note(self, words: str) -> None:
        """Show nothing."""


@contextlib.contextmanager
def progress(what: str, *, shown: bool, has_speed: bool = False) -> Iterator[Bar | Unseen]:
    """Open a progress bar, with the speed if `has_speed`; it shows nothing if standard error is not a terminal."""
    if not shown or not sys.stderr.isatty():
        yield Unseen()
        return
    from dropgrade.screen.progress_bar import late_progress

    with late_progress(what, has_speed=has_speed) as bar:
        yield bar
