"""The session of one page: it answers asks, and long jobs send events from threads. It knows no transport."""

from __future__ import annotations

import importlib
import itertools
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from dropgrade.lab.asked import AskError
from dropgrade.lab.problems import problem_of

if TYPE_CHECKING:
    from types import ModuleType

    import numpy as np
    from numpy.typing import NDArray

    from dropgrade.course.course import Course

    Arrays = Mapping[str, NDArray[np.generic]]
    Body = Mapping[str, object]
    Answer = Body | tuple[Body, Arrays]
    Send = Callable[[Body, Arrays], None]
    """Sends a message to the page, from any thread; waits while the page is slow, drops it when the page is gone."""

PARTS = {
    "experiment": "dropgrade.lab.experiments.experiment_asks",
    "figure": "dropgrade.lab.figures.figure_asks",
    "hello": "dropgrade.lab.greeting",
    "read": "dropgrade.lab.reading.reading_asks",
    "network": "dropgrade.lab.network.network_asks",
    "page": "dropgrade.lab.kept_settings",
    "spot": "dropgrade.lab.spot_game.spot_asks",
    "train": "dropgrade.lab.training.training_asks",
}
"""The module that answers the asks whose names begin with a word.

A part has `HANDLERS`, a function for each ask, and may have `greeting(session)`, which adds to the answer to `hello`.
"""
Handler = Callable[["Session", Mapping[str, Any]], "Answer"]
Kept = TypeVar("Kept")


class Over(Exception):
    """A run was ended, by a later run of its view or because the page was closed; its job can stop."""


class Run:
    """A job in a thread of its own; its events carry its number."""

    def __init__(self, session: Session, view: str, number: int) -> None:
        self.view, self.number = view, number
        self._session = session
        self._over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether the job may stop."""
        return self._over.is_set()

    def end(self) -> None:
        """Make the job stop at its next event."""
        self._over.set()

    def send(self, event: str, body: Body | None = None, arrays: Arrays | None = None) -> None:
        """Send an event of the view; raises `Over` if the run was ended."""
        if self.is_over:
            raise Over
        self._session.send({"event": f"{self.view}.{event}", "run": self.number, **(body or {})}, arrays)


class Session:
    """The counterpart of one page, from its opening until `close`.

    `problem` is the problem that the lab was opened for, if any. What a part needs between asks is made once by
    `keep` and closed with the session.
    """

    def __init__(self, course: Course, send: Send, problem: str | None = None) -> None:
        self.course, self.problem = course, problem
        self._send = send
        self._kept: dict[Callable[[Session], Any], Any] = {}
        self._runs: dict[str, tuple[Run, threading.Thread]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

    def send(self, body: Body, arrays: Arrays | None = None) -> None:
        """Send a message to the page; from any thread."""
        self._send(body, arrays or {})

    def answer(self, ask: Mapping[str, Any]) -> None:
        """Answer one ask of the page; an error becomes an answer, too."""
        number = ask.get("id")
        if type(number) is not int:
            self.send({"id": None, "problem": problem_of(AskError("An ask has no number."))})
            return
        try:
            found = handler_of(ask.get("ask"))(self, ask)
        except Exception as error:  # noqa: BLE001 - a page has nobody else to tell
            self.send({"id": number, "problem": problem_of(error)})
            return
        body, arrays = found if isinstance(found, tuple) else (found, {})
        self.send({"id": number, "answer": body}, arrays)

    def keep(self, make: Callable[[Session], Kept]) -> Kept:
        """Return `make(session)`, called the first time only."""
        with self._lock:
            if make not in self._kept:
                self._kept[make] = make(self)
            kept: Kept = self._kept[make]
            return kept

    def start(self, view: str, job: Callable[[Run], None]) -> int:
        """Run a job in a thread of its own, and return its number; an earlier run of the view is ended first.

        An exception in the job becomes the event `VIEW.failed` with the problem.
        """
        with self._lock:
            before = self._runs.get(view)
            run = Run(self, view, next(self._numbers))
            thread = threading.Thread(target=self._go, args=(run, job, before), daemon=True)
            self._runs[view] = run, thread
            if before:
                before[0].end()
            thread.start()
        return run.number

    def end(self, view: str) -> None:
        """End the run of a view, if it has one, and wait until it has stopped."""
        with self._lock:
            found = self._runs.pop(view, None)
        if found:
            found[0].end()
            found[1].join()

    def close(self) -> None:
        """End every run, and close what the parts have kept."""
        for view in list(self._runs):
            self.end(view)
        for kept in reversed(self._kept.values()):
            if close := getattr(kept, "close", None):
                close()

    @staticmethod
    def _go(run: Run, job: Callable[[Run], None], before: tuple[Run, threading.Thread] | None) -> None:
        if before:
            before[1].join()
        try:
            job(run)
        except Over:
            pass
        except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
            if not run.is_over:
                run.send("failed", {"problem": problem_of(error)})


def handler_of(name: object) -> Handler:
    """The function that answers an ask; raises `AskError` if there is none."""
    part = part_named(name.partition(".")[0]) if isinstance(name, str) else None
    found: Handler | None = part.HANDLERS.get(name) if part else None
    if found is None:
        raise AskError("The lab does not know what the page asks for.", "Reload the page.")
    return found


def part_named(word: str) -> ModuleType | None:
    """The part that answers the asks whose names begin with a word; None where no part does."""
    return importlib.import_module(PARTS[word]) if word in PARTS else None
