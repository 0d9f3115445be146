"""`python FILE`: run the example of a problem on the functions of the running program, so that a debugger works."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from dropgrade.course.course import find_course
from dropgrade.course.example import Step, examine_example
from dropgrade.course.faults import sound
from dropgrade.errors import DropgradeError, TargetError
from dropgrade.grading import Grader
from dropgrade.grading.job import GradingJob
from dropgrade.screen.text import print_error
from dropgrade.submission.targets import resolve


def run_here(file: Path) -> int:
    """Run the example on the main module, each of its lines once; the exit code says whether all of it came out.

    The seed of the coins is found in a worker first, so that a breakpoint is met once per call. What the user's code
    raises goes on as it is, for a debugger to catch.
    """
    try:
        job, steps, seed = _prepared(file)
    except DropgradeError as error:
        print_error(error.message, error.hint)
        return 2
    sys.excepthook = _without_our_frames
    try:
        return 0 if all([*_taken(job, steps, seed)]) else 1
    except BrokenPipeError:  # nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _prepared(file: Path) -> tuple[GradingJob, Sequence[Step], int | None]:
    """The problem of a file, its example, and the seed of its coins."""
    course = find_course(start=file.parent)
    if course.notice:
        print_error(course.notice)
    target = resolve(course, [str(file)])[0]
    with Grader(course) as grader:
        from dropgrade.pictures.trying.trial import seed_of_coins
        from dropgrade.sandbox.outcomes import WorkerOutcome

        job = grader.job(target)
        steps = sound(*examine_example(job.problem.solution))
        if not steps:
            raise TargetError(f"There is no example of {target.problem} to try.", "Call your function yourself.")
        try:
            return job, steps, seed_of_coins(steps, job, grader.sandbox)
        except WorkerOutcome:  # it cannot be loaded in a worker, but it runs here
            return job, steps, None


def _taken(job: GradingJob, steps: Sequence[Step], seed: int | None) -> Iterator[bool]:
    """Take each step and print it; whether each came out as the example says."""
    from dropgrade.pictures.trying.terminal import write_start, write_step
    from dropgrade.pictures.trying.trial import Done, names_for, taken

    main = sys.modules["__main__"]
    absent = [name for name in job.problem.names if not hasattr(main, name)]
    if absent:
        print_error(f"There is no `{absent[0]}` in this file.", "The task asks for it by this name.")
        yield False
        return
    names = names_for(main, job.problem.names, seed or 0)
    write_start(job, steps, seed)
    for step in steps:
        if not step.wanted:
            write_step(Done(step), steps)
        try:
            done = taken(step, names)
        except NotImplementedError:
            print_error("That is not written yet.")
            yield False
            return
        if step.wanted:
            write_step(done, steps)
        yield done.is_right


def _without_our_frames(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print an exception from the user's first line on."""
    ours = str(Path(__file__).resolve().parent.parent.parent)
    own = trace
    while own is not None and own.tb_next is not None and _is_ours(own, ours):
        own = own.tb_next
    traceback.print_exception(kind, error, own if own is not None else trace)


def _is_ours(trace: TracebackType, folder: str) -> bool:
    name = trace.tb_frame.f_code.co_filename
    return name.startswith(folder) or name == "example.md" or trace.tb_frame.f_globals.get("__name__") == "__main__"
