"""`dropgrade watch`: grade at every save, with help one key away."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, complete_target, find_workspace, refuse_stubs, use_course
from dropgrade.progress.problem_progress import problem_at_hand
from dropgrade.submission.targets import Target, exercise, resolve


@click.command("watch")
@click.argument("target", required=False, shell_complete=complete_target)
@click.option("--problem", metavar="NAME", help="The problem, for a file with another name.")
@click.option("--poll", "polls", is_flag=True, help="Poll the files, on systems that do not report changes.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seeds every check.")
@COURSE
def command(target: str | None, problem: str | None, polls: bool, seed: int, folder: Path | None) -> int:
    """Grade at every save, beginning with TARGET or with the problem at hand.

    Every exercise is watched: what you save is what you see. Keys: h shows a hint, n goes to the next problem, a grades
    all, e shows everything, r grades once more, q quits; the arrow keys scroll. On a pipe, reports come one after the
    other.
    """
    course = find_workspace(folder) if target is None else use_course(folder)
    if target is None:
        name = problem_at_hand(course, None)
        first = Target(name, exercise(course, name))
    else:
        targets = resolve(course, [target], problem)
        refuse_stubs(course, targets)
        first = targets[0]
    from dropgrade.cli.watch.loop import Watch
    from dropgrade.grading import Grader
    from dropgrade.submission.saves import Saves

    with Grader(course, seed) as grader:
        return Watch(course, folder, first, grader.grade, Saves(polls=polls), sys.stdout).run()
