"""`dropgrade check`: grade what the user named, and report on the screen or as JSON."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli._common import COURSE, Exit, complete_target, on_course, progress, refuse_stubs, use_course
from dropgrade.cli._next import finish_of, what_is_next
from dropgrade.errors import DropgradeError
from dropgrade.files import shown
from dropgrade.progress.problem_progress import progress_of, remember
from dropgrade.screen.text import print_error
from dropgrade.submission.targets import Found, found_by

if TYPE_CHECKING:
    from rich.text import Text

    from dropgrade.course.course import Course
    from dropgrade.course.finish import Finish
    from dropgrade.quiz.history import QuizScore
    from dropgrade.report import ProblemReport, Report

CHECK = "dropgrade check"


@click.command("check")
@click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=complete_target)
@click.option("--problem", metavar="NAME", help="The problem, for files with other names.")
@click.option("--all", "everything", is_flag=True, help="Show every check in full, on as many screens as it takes.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seeds every check.")
@COURSE
def command(
    targets: Sequence[str], problem: str | None, everything: bool, as_json: bool, seed: int, folder: Path | None
) -> int:
    """Grade your work and read what is wrong with it.

    TARGET is a problem's name or the beginning of it (p03), a file, a notebook or a folder; without one, every
    problem is graded. The same file and seed always get the same score.
    """
    course = use_course(folder)
    found = found_by(course, targets, problem, opens_notebooks=True)
    refuse_stubs(course, found.targets)
    _say_left_out(found)
    from dropgrade.grading import Grader

    with Grader(course, seed) as grader, progress("Checking", shown=not as_json) as show:
        report = grader.grade(found.targets, show)
    solved = remember(course, report)
    for remark in report.remarks:
        print_error(remark)
    quizzes = [] if targets else _quizzes(course)
    if as_json:
        from dropgrade.screen import json

        json.write_report(report, [score.to_json() for score in quizzes])
    else:
        _show(report, course, folder, quizzes, solved, everything=everything)
    return _exit_code(report)


def _say_left_out(found: Found) -> None:
    """Print a line for each program beside the graded ones that is not graded."""
    for file, reason in found.left:
        print_error(f"not graded: {shown(file)}: {reason}")


def _quizzes(course: Course) -> list[QuizScore]:
    """Return the scores of the quizzes; a faulty quiz does not prevent the report from being shown."""
    from dropgrade.quiz.session import quiz_scores

    try:
        return list(quiz_scores(course, progress_of(course).read()))
    except DropgradeError as error:
        print_error(f"The quizzes are left out. {error.message}", error.hint)
    except OSError as error:
        problem = f"{error.filename} cannot be read: {error.strerror}."
        print_error(f"The quizzes are left out: {problem}", "See whether you may read it.")
    return []


def _show(
    report: Report, course: Course, folder: Path | None, quizzes: Sequence[QuizScore], solved: Sequence[str],
    *, everything: bool,
) -> None:  # fmt: skip
    from dropgrade.screen import report_terminal

    is_full = report.is_done
    finish = finish_of(course, solved[0]) if is_full and len(solved) == 1 else None
    report_terminal.write_report(
        report,
        lambda problem: again(course, folder, problem),
        what_is_next(course, folder, max(p.problem for p in report.problems), finish) if is_full else None,
        below=lambda width: _below(quizzes, finish, width),
        everything=everything,
    )


def _below(quizzes: Sequence[QuizScore], finish: Finish | None, width: int) -> Iterator[Text]:
    """Yield what comes between the report and the next step: the scores of quizzes, the finish of a problem."""
    if quizzes:
        from dropgrade.quiz.terminal import score_lines  # which a single problem need not wait for

        yield from score_lines(quizzes, width)
    if finish is not None:
        from dropgrade.screen.finish_page import finish_lines  # which is shown once

        yield from finish_lines(finish, width)


def again(course: Course, folder: Path | None, report: ProblemReport) -> str:
    """Return the command that grades a problem again."""
    number = report.problem.partition("_")[0]
    own = (course.exercises / report.problem).resolve()
    if Path(report.source).resolve().parent == own:
        return f"{on_course(CHECK, folder)} {number}"
    return f"{on_course(CHECK, folder)} --problem {number} {shlex.quote(report.source)}"


def _exit_code(report: Report) -> int:
    if report.needs_review:
        return Exit.GRADER
    return Exit.FULL if report.is_done else Exit.POINTS_MISSING
