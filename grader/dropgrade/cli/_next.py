"""What comes after full marks: the finish of a problem, its quiz, the next problem."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.cli._common import on_course
from dropgrade.course.finish import Finish, read_finish
from dropgrade.errors import DropgradeError
from dropgrade.progress.problem_progress import State, progress_of, progress_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dropgrade.course.course import Course


def finish_of(course: Course, problem: str) -> Finish | None:
    """Return the page for full marks in a problem, or None."""
    return read_finish(course.authority / "solutions" / problem)


def what_is_next(course: Course, folder: Path | None, problem: str, finish: Finish | None = None) -> str | None:
    """Return the commands to run after a problem: its quiz if it was not taken, and the next open problem."""
    data = _record(course)
    quiz = finish.quiz if finish is not None and not _was_taken(data, finish.quiz) else ""
    following = next_open(course, data, problem)
    commands = [f"dropgrade quiz {quiz.partition('_')[0]}"] if quiz else []
    commands += [f"dropgrade check {following.partition('_')[0]}"] if following else []
    return ", then ".join(on_course(command, folder) for command in commands) or None


def _record(course: Course) -> Mapping[str, Any]:
    """Return the student's record; empty if it cannot be read, which has been reported already."""
    try:
        return progress_of(course).read()
    except (DropgradeError, OSError):
        return {}


def next_open(course: Course, data: Mapping[str, Any], problem: str) -> str | None:
    """Return the next problem that is not passed, starting over after the last; None if all others are."""
    names = course.names()
    place = names.index(problem) if problem in names else -1
    coming = names[place + 1 :] + names[: max(place, 0)]
    return next((name for name in coming if progress_on(data, name).state is not State.PASSED), None)


def _was_taken(data: Mapping[str, Any], quiz: str) -> bool:
    from dropgrade.quiz.session import tries_in

    return not quiz or any(each.quiz == quiz for each in tries_in(data))
