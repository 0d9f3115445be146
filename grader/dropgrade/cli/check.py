"""`dropgrade check`: from what the user named to a report on the screen or as JSON."""

from __future__ import annotations

import gc
import itertools
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli.ending import Exit, print_error
from dropgrade.cli.options import COURSE, on_course
from dropgrade.cli.waiting import progress
from dropgrade.course.location import find_course
from dropgrade.course.problem import read_problem
from dropgrade.course.targets import Target, resolve
from dropgrade.errors import DropgradeError, SubmissionError
from dropgrade.sandbox.opening import opened_sandbox
from dropgrade.submission import Submission, read_submission

if TYPE_CHECKING:
    from dropgrade.course.location import Course
    from dropgrade.quiz.history import QuizScore
    from dropgrade.results import ProblemReport, Report


CHECK = "dropgrade check"


@click.command("check")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--problem", metavar="NAME", help="The problem that a file of another name is for.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seeds every check.")
@COURSE
def command(targets: Sequence[str], problem: str | None, as_json: bool, seed: int, folder: Path | None) -> int:
    """Grade your work and read what is wrong with it.

    TARGET is a problem's name or the beginning of it (p03), a file, a notebook or a folder; without one, every
    problem is graded. The same file and seed always get the same score.
    """
    course = find_course(folder)
    chosen = resolve(course, targets, problem)
    report = _grade(course, chosen, seed, shows_progress=not as_json)
    _show(report, course, folder, [] if targets else _quizzes(course), as_json=as_json)
    return _exit_code(report)


def _grade(course: Course, targets: Sequence[Target], seed: int, *, shows_progress: bool) -> Report:
    gc.disable()  # a short run leaves less behind than collecting it costs
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy starts its threads when it is imported
    with opened_sandbox() as sandbox:
        from dropgrade.grading.job import Job
        from dropgrade.grading.session import run_jobs

        jobs = [Job(read_problem(course, t.problem), _shown(t.file), _read(t.file)) for t in targets]
        checks, done = sum(len(j.problem.checks) for j in jobs), itertools.count(1)
        with progress("Checking", shown=shows_progress) as show:
            return run_jobs(jobs, sandbox, seed, lambda _: show(next(done), checks))


def _shown(file: Path) -> str:
    """A path as the user would write it: from the current folder where it lies in it."""
    return str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)


def _read(file: Path) -> Submission | SubmissionError:
    """A file that cannot be read as source is graded as such: it must not keep the others from being graded."""
    try:
        return read_submission(file)
    except SubmissionError as error:
        return error


def _quizzes(course: Course) -> list[QuizScore]:
    """The scores of the quizzes; what is wrong with those is no reason not to show the grading."""
    from dropgrade.cli.quizzing import Desk

    try:
        desk = Desk(course)
        return desk.scores(desk.quizzes().values())
    except DropgradeError as error:
        print_error(f"The quizzes are left out. {error.message}", error.hint)
    except OSError as error:
        print_error(f"The quizzes are left out: {error.filename} cannot be read: {error.strerror}.", "See whether you may read it.")
    return []


def _show(report: Report, course: Course, folder: Path | None, quizzes: Sequence[QuizScore], *, as_json: bool) -> None:
    if as_json:
        from dropgrade.render import json

        json.write_report(report, [score.to_json() for score in quizzes])
    else:
        from dropgrade.render import terminal

        terminal.write_report(
            report, lambda problem: _again(course, folder, problem), _after(course, folder, report), quizzes
        )


def _again(course: Course, folder: Path | None, report: ProblemReport) -> str:
    """The command that grades a problem once more."""
    number = report.problem.partition("_")[0]
    own = (course.exercises / report.problem).resolve()
    if Path(report.source).resolve().parent == own:
        return f"{on_course('dropgrade check', folder)} {number}"
    return f"{on_course('dropgrade check', folder)} --problem {number} {shlex.quote(report.source)}"


def _after(course: Course, folder: Path | None, report: Report) -> str | None:
    """The command that grades the problem after the last one graded."""
    last = max(p.problem for p in report.problems)
    following = next((name for name in course.names() if name > last), None)
    return f"{on_course('dropgrade check', folder)} {following.partition('_')[0]}" if following else None


def _exit_code(report: Report) -> int:
    if report.needs_review:
        return Exit.GRADER
    return Exit.FULL if report.score == report.max_score else Exit.POINTS_MISSING
