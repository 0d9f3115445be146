"""The benches of a session: one for each run, all with the same sandboxes and known trainings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dropgrade.checks.failure import CheckFailed
from dropgrade.lab.student_bench import Known, StudentBench, unfit
from dropgrade.lab.training.functions import Use
from dropgrade.lab.training.training_asks import room_of

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Session


def known_of(session: Session) -> Known:
    """The trainings that a session remembers."""
    del session
    return {}


@contextmanager
def bench_of(session: Session, use: Use, is_over: Callable[[], bool] = lambda: False) -> Iterator[StudentBench]:
    """A bench for one run; `use` says whose functions each kind of layer gets.

    Raises `CodeProblem` if a function returned something that cannot be shown.
    """
    bench = StudentBench(session.keep(room_of), session.keep(known_of), use, is_over)
    try:
        yield bench
    except CheckFailed as failed:
        raise unfit(failed) from None
    finally:
        bench.close()
