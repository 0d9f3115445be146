"""What commands remember: the record of the course at hand, and what a grading adds to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropgrade.cli.ending import print_error
from dropgrade.course.targets import problem_named
from dropgrade.errors import DropgradeError, TargetError
from dropgrade.workspace.progress import Progress, progress_file
from dropgrade.workspace.standing import at_hand, keep_standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropgrade.course.location import Course
    from dropgrade.results import ProblemReport, Report


def progress_of(course: Course) -> Progress:
    """The record of a course; what has to be said about it is told at once."""
    return Progress(progress_file(course), print_error)


def problem_at_hand(course: Course, name: str | None) -> str:
    """The problem that is named, else the one to work on: what was tried last and is not passed, or the first such."""
    if name is not None:
        return problem_named(course, name)
    data = progress_of(course).read()
    standings = {each: standing_of(data, each) for each in course.names()}
    chosen = at_hand(standings) or next(iter(standings), None)
    if chosen is None:
        raise TargetError(f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem NAME")
    return chosen


def moment() -> str:
    """The time now, as the record keeps it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def remember(course: Course, report: Report, *, is_kernel: bool = False) -> None:
    """Put on record how the student's own work was graded; that it cannot be kept is no reason to fail.

    What a kernel in a workspace hands in is always the student's own; of files, those that lie there.
    """
    attempts = [problem for problem in report.problems if _is_attempt(problem)]
    own = [problem for problem in attempts if (course.is_workspace if is_kernel else _is_own(course, problem))]
    if not own:
        return
    try:
        progress_of(course).update(lambda data: _add(data, own))
    except DropgradeError as error:
        print_error(f"This attempt is not on record. {error.message}", error.hint)
    except OSError as error:
        hint = "Your score is as shown; see whether you may write there and the disk has room."
        print_error(f"This attempt is not on record: {error.filename}: {error.strerror}.", hint)


def _add(data: dict[str, Any], reports: Sequence[ProblemReport]) -> None:
    now = moment()
    for each in reports:
        standing = standing_of(data, each.problem).graded(each.score, each.max_score, each.sha256, now)
        keep_standing(data, each.problem, standing)


def _is_attempt(report: ProblemReport) -> bool:
    """Whether something was written, could be read and was judged."""
    from dropgrade.results import Outcome

    return bool(report.sha256) and report.outcome not in (Outcome.NOT_ATTEMPTED, Outcome.NEEDS_REVIEW)


def _is_own(course: Course, report: ProblemReport) -> bool:
    place = course.root if course.is_workspace else course.exercises
    return not course.is_installed and Path(report.source).resolve().is_relative_to(place)
