"""`dropgrade spot`: name the mistake of a program, given its report."""

from __future__ import annotations

import secrets
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, on_course, use_course
from dropgrade.course.course import Course
from dropgrade.course.problem import Problem, read_problem
from dropgrade.errors import TargetError
from dropgrade.progress.problem_progress import State, keep_given_up, progress_of, progress_on
from dropgrade.screen.text import print_error, say
from dropgrade.submission.targets import problem_named

if TYPE_CHECKING:
    from dropgrade.grading import Grader
    from dropgrade.spotting.spot_round import Round

ASK = "Which one? Its number, or say it in words: "


@click.command("spot")
@click.argument("name", required=False, shell_complete=complete_problem)
@click.option(
    "--count", type=click.IntRange(1), default=1, show_default=True, help="The number of programs, one after another."
)
@click.option("--give-up", "gives_up", is_flag=True, help="Show the edits before full marks; that is kept on record.")
@click.option("--seed", type=click.IntRange(0), help="Seeds the choice of mistakes and their order.")
@COURSE
def command(name: str | None, count: int, gives_up: bool, seed: int | None, folder: Path | None) -> int:
    """Find the bug: name the mistake that a program makes, from what its report observes.

    NAME is a problem; without one, it is one that you have passed, or the first. What you missed comes back in
    `dropgrade review`. Exits with 0 where you spotted every mistake.
    """
    course = use_course(folder)
    problem = _problem(course, name, seed)
    seeds = [secrets.randbelow(2**32) if seed is None else seed + n for n in range(count)]
    wanted = _not_yet_spotted(course, problem) if seed is None else ()
    return play(course, folder, [(problem, each, wanted) for each in seeds], gives_up=gives_up)


def play_due(course: Course, folder: Path | None, due: Mapping[str, Sequence[str]]) -> int:
    """Play a round for each mistake that is due, by problem."""
    known = {name: read_problem(course, name) for name in due if name in course.names()}
    games = [(problem, secrets.randbelow(2**32), (each,)) for name, problem in known.items() for each in due[name]]
    return play(course, folder, games)


Game = tuple[Problem, int, tuple[str, ...]]
"""A problem, a seed, and the mistakes to choose one from; empty means any."""


def play(course: Course, folder: Path | None, games: Sequence[Game], *, gives_up: bool = False) -> int:
    """Play rounds until they are over or the player leaves."""
    from dropgrade.grading import Grader

    missed = 0
    with Grader(course) as grader:
        for problem, seed, wanted in games:
            is_right = _round(course, folder, grader, problem, (seed, wanted), gives_up=gives_up)
            if is_right is None:
                return Exit.POINTS_MISSING
            missed += not is_right
    return Exit.POINTS_MISSING if missed else Exit.FULL


def _problem(course: Course, name: str | None, seed: int | None) -> Problem:
    """Return the named problem, or else one that was passed, or the first."""
    if not course.has_suites:
        raise TargetError("Programs are graded for this, and the checks are not on this machine.", "")
    if name is not None:
        return read_problem(course, problem_named(course, name))
    data = progress_of(course).read()
    passed = [each for each in course.names() if progress_on(data, each).state is State.PASSED]
    known = passed or course.names()[:1]
    if not known:
        raise TargetError(f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem NAME")
    return read_problem(course, known[(secrets.randbelow(2**16) if seed is None else seed) % len(known)])


def _not_yet_spotted(course: Course, problem: Problem) -> tuple[str, ...]:
    """Return the mistakes central to a problem that were missed last time or never played."""
    from dropgrade.spotting.spot_round import telling
    from dropgrade.spotting.spotted import not_spotted

    names = (each.name for each in telling(problem))
    return tuple(not_spotted(progress_of(course).read(), problem.name, names))


def _round(
    course: Course, folder: Path | None, grader: Grader, problem: Problem, game: tuple[int, tuple[str, ...]],
    *, gives_up: bool,
) -> bool | None:  # fmt: skip
    """Play one round; return whether the mistake was spotted, or None if the player left."""
    from dropgrade.spotting.clues import clues_of
    from dropgrade.spotting.spot_round import begin_round
    from dropgrade.spotting.terminal import write_answer, write_clues, write_locked

    spot = begin_round(problem, *game)
    write_clues(spot, clues_of(grader, spot))
    chosen = _chosen(spot)
    if chosen is None:
        say("\nYou left; this round does not count.")
        return None
    is_open = _is_open(course, problem.name, gives_up=gives_up)
    _remember(course, spot, is_right=chosen == spot.right)
    write_answer(spot, chosen, shows_code=is_open)
    if not is_open:
        number = problem.name.partition("_")[0]
        write_locked(f"{on_course('dropgrade spot', folder)} {shlex.quote(number)} --give-up")
    return chosen == spot.right


def _chosen(spot: Round) -> int | None:
    """Return the player's choice, asking again until it is clear; None at the end of the input."""
    from dropgrade.cli._hearing import hearer
    from dropgrade.spotting.spot_round import understood

    hear = hearer(sys.stdout)
    sys.stdout.write("\n")
    while (words := hear(ASK)) is not None:
        if (chosen := understood(words, spot.choices)) is not None:
            return chosen
        say(f"That could be none or several of them. A number from 1 to {len(spot.choices)} is always clear.")
    return None


def _is_open(course: Course, problem: str, *, gives_up: bool) -> bool:
    """Whether the code may be shown: at full marks, or if the player gives up or has done so before."""
    progress = progress_of(course)
    if progress_on(progress.read(), problem).may_see_solution:
        return True
    if gives_up:
        keep_given_up(progress, problem)
    return gives_up


def _remember(course: Course, spot: Round, *, is_right: bool) -> None:
    from dropgrade.spotting.spotted import keep_spotted

    def change(data: dict[str, object]) -> None:
        keep_spotted(data, spot.problem.name, spot.mistake.name, is_right=is_right)

    try:
        progress_of(course).update(change)
    except OSError as error:
        print_error(
            f"This round is not on record: {error.filename}: {error.strerror}.", "See whether you may write there."
        )
