"""The benches of a session: one for each run, with the sandboxes and the trainings that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dropgrade.lab.asked import AskError
from dropgrade.lab.student_bench import Known, StudentBench
from dropgrade.lab.training.functions import NEEDED, OWN, REFERENCE
from dropgrade.lab.training.training_asks import room_of

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Session


def known_of(session: Session) -> Known:
    """The trainings that a session remembers."""
    del session
    return {}


@contextmanager
def bench_of(session: Session, use: object, is_over: Callable[[], bool] = lambda: False) -> Iterator[StudentBench]:
    """A bench for one run; `use` says whose functions, by what needs them, as a page sends it."""
    bench = StudentBench(session.keep(room_of), session.keep(known_of), read_use(use), is_over)
    try:
        yield bench
    finally:
        bench.close()


def read_use(use: object) -> Mapping[str, str]:
    """Whose functions are wanted, checked; raises `AskError`."""
    if use is None:
        return {}
    if not isinstance(use, dict) or any(k not in NEEDED or v not in (OWN, REFERENCE) for k, v in use.items()):
        raise AskError(f"`use` says {OWN} or {REFERENCE} for some of {', '.join(NEEDED)}.", "Reload the page.")
    return use
