"""`dropgrade try`: run the example of a statement on a function of the user, step by step."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_target, on_course, refuse_stubs, use_course
from dropgrade.course.course import Course
from dropgrade.course.example import exampled
from dropgrade.errors import TargetError
from dropgrade.progress.problem_progress import problem_at_hand
from dropgrade.submission.targets import Target, exercise, resolve


@click.command("try")
@click.argument("name", required=False, shell_complete=complete_target)
@click.option("--lines", "every", is_flag=True, help="Show what your own lines did in every call.")
@click.option("--problem", metavar="NAME", help="The problem, for a file with another name.")
@COURSE
def command(name: str | None, every: bool, problem: str | None, folder: Path | None) -> int:
    """Run the example of the statement on your function, step by step: yours beside what is expected.

    NAME is a problem's name or the beginning of it (p03), a file or a notebook; by default the problem at hand. The
    coins are those of the example, whatever your function draws them with. Where something differs you see what your
    own lines did, one by one. Nothing is graded. Exits with 1 where anything differs.
    """
    course = use_course(folder)
    target = _one(course, name, problem)
    from dropgrade.grading import Grader

    with Grader(course) as grader:
        from dropgrade.pictures.trying.terminal import write_trial
        from dropgrade.pictures.trying.trial import try_example

        job = grader.job(target)
        trial = try_example(job, grader.sandbox)
        place, again = shlex.quote(job.source), on_course("dropgrade check", folder)
        number = target.problem.partition("_")[0]
        then = f"Then: {again} {number}" if trial.is_right else f"Next: edit {place}\nThen: dropgrade try {number}"
        write_trial(trial, job.submission, f"python {place}", then, every=every)
    return Exit.FULL if trial.is_right else Exit.POINTS_MISSING


def _one(course: Course, name: str | None, problem: str | None) -> Target:
    """Return the one target that is named, or the problem to work on, if it has an example."""
    if name is None:
        at_hand = problem_at_hand(course, None)
        targets = [Target(at_hand, exercise(course, at_hand))]
    else:
        targets = resolve(course, [name], problem, opens_notebooks=True)
    refuse_stubs(course, targets)
    if len(targets) > 1:
        raise TargetError(f"{name} holds several problems.", f"Try one of them: dropgrade try {targets[0].problem}")
    if targets[0].problem not in exampled(course):
        raise TargetError(f"There is no example of {targets[0].problem} to try.", "Call your function yourself.")
    return targets[0]
