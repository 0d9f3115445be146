"""The lifetime of a worker on the grader's side: load a submission, begin checks, and see how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from dropgrade.errors import SandboxFault
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import (
    LOADING,
    CountedCall,
    LoadRaised,
    OutOfMemory,
    RaisedInfo,
    StudentRaised,
    WorkerOutcome,
    ending_in_words,
    out_of_memory,
    outcome_of,
)
from dropgrade.sandbox.pipe import Pipe
from dropgrade.sandbox.program import Program
from dropgrade.sandbox.transport import ChannelClosed, CpuSpent, DeadlinePassed, TooMuchOutput, Transport
from dropgrade.sandbox.wire import WireError

PREPARATION = 3600.0
GREETING = 90.0
"""Seconds for a worker to greet; packages take long to load, but only the first worker waits for them."""


class LoadingWorker:
    """A worker from its start to its end, with the submission that it loads."""

    def __init__(self, transport: Transport, limits: Limits) -> None:
        self._transport = transport
        self._limits = limits
        self._pipe = Pipe(transport, time.monotonic() + PREPARATION)
        self._loading = 0
        self._has_greeted = False
        self._cpu_before = 0.0
        self.program = Program("submission", ())
        self._broken: list[RaisedInfo] = []
        self._fresh: int | None = None
        self.next_call: dict[str, object] = {}
        self.on_call: Callable[[tuple[CountedCall, ...]], None] | None = None
        """Receives the counts of calls between functions, which are counted only if it is set."""
        self.on_peak: Callable[[int], None] | None = None
        """Receives the peak memory of a call in bytes, which is measured only if it is set."""
        self._reported = 0.0
        self._printed = (0, 0)
        self._pulled = 0

    @property
    def printed(self) -> str:
        """What the student's code has printed since the check began; for the first check, including loading."""
        return self._transport.transcript.text

    @property
    def cpu(self) -> float:
        """The CPU seconds that it has used for the submission so far."""
        return self._transport.budget.cpu() - self._cpu_before

    @property
    def is_nearly_spent(self) -> bool:
        """Whether the kernel might end it during the next check because of the time used by earlier ones."""
        return self._transport.budget.cpu() > self._limits.cpu_in_all - self._limits.cpu_seconds

    @property
    def broken(self) -> tuple[RaisedInfo, ...]:
        """What parts of the program raised during loading, if the others can be used all the same."""
        return tuple(self._broken)

    def close(self) -> None:
        """End the worker, whatever it is doing, without waiting."""
        self._transport.abandon()

    def begin_loading(self, program: Program, seed: int) -> None:
        """Start executing a submission without waiting; a submission loaded before is forgotten."""
        self.program = program
        self._cpu_before = self._transport.budget.cpu() if self._has_greeted else 0.0
        request = {
            "op": "load", "module": program.module, "modules": [*program.modules.items()], "seed": seed,
            "is_script": program.is_script, "data": None if program.files is None else _as_arrays(program.files),
        }  # fmt: skip
        self._loading = self._request(request, LOADING)

    def finish_loading(self) -> None:
        """Wait for loading to finish; raises `LoadRaised` if the submission raised, or another `WorkerOutcome`.

        The worker's wall time starts only now, since it may have waited for its turn before. If a worker does not even
        greet, before it has seen a line of the submission, this raises `SandboxFault`.
        """
        self._hear_greeting()
        self._begin_time()
        reply = self._answer(self._loading, LOADING)
        raised = _list_of_dicts([reply.get("raised")])  # loading as a whole, not one part of it
        self._broken = [
            RaisedInfo.from_wire(b, self.program.labels) for b in raised + _list_of_dicts(reply.get("broken"))
        ]
        if raised or (self._broken and not self.program.tolerant):
            raise self._load_failure()

    def begin_check(self, seed: int) -> None:
        """Begin the next check with its own time, random states seeded with `seed`, and its own generators.

        What the submission keeps in its modules stays, as in any process.
        """
        self._begin_time()
        self._fresh = seed
        self._pipe.lent = self._pipe.lent.next()
        self._pulled = 0

    def go_on(self) -> None:
        """Renew the limits of work that goes on for long: CPU time, wall time and output."""
        self._begin_time()
        self._transport.budget.output = 0

    def begin_clock(self) -> None:
        """Restart the wall time of the check, if the suite has used it up itself; CPU time goes on."""
        self._pipe.deadline = time.monotonic() + self._limits.wall_seconds

    def interrupt(self) -> None:
        """Make the call that another thread waits for end at once, as if it had run out of time."""
        self._transport.budget.cpu_limit = -1.0

    def end_check(self) -> str:
        """Return what the check printed; the next one begins with an empty transcript."""
        self._transport.catch_up()
        printed, self._transport.transcript = self.printed, self._transport.transcript.next()
        return printed

    def _begin_time(self) -> None:
        self._pipe.deadline = time.monotonic() + self._limits.wall_seconds
        self._transport.budget.begin(self._limits.cpu_seconds)

    def _hear_greeting(self) -> None:
        if self._has_greeted:
            return
        self._pipe.deadline = time.monotonic() + GREETING
        try:
            refuse_unconfined(self._pipe.receive())
            self._has_greeted = True
        except (TooMuchOutput, CpuSpent) as event:  # it was loading already while the grader was busy
            raise self._end_of(event, LOADING) from None
        except (ChannelClosed, DeadlinePassed, WireError) as event:
            ended = ending_in_words(self._transport.end().code)
            hint = "Is there enough memory? `dropgrade doctor` says what protects the grading here."
            raise SandboxFault(f"A worker could not be made ready ({ended}).", hint) from event

    def _request(self, request: dict[str, Any], function: str) -> int:
        try:
            return self._pipe.request(request)
        except (ChannelClosed, DeadlinePassed) as event:
            raise self._end_of(event, function) from None

    def _answer(self, number: int, function: str) -> dict[str, Any]:
        try:
            return self._pipe.answer(number)
        except (ChannelClosed, DeadlinePassed, WireError) as event:
            raise self._end_of(event, function) from None

    # How it ended.

    def _end_of(self, event: Exception, function: str) -> WorkerOutcome:
        return outcome_of(event, self._transport.end(), self._limits, function)

    def _raised(self, description: object, function: str) -> StudentRaised | OutOfMemory:
        info = RaisedInfo.from_wire(description if isinstance(description, dict) else {}, self.program.labels)
        return out_of_memory(self._limits, function) if info.is_a("MemoryError") else StudentRaised(function, info)

    def _load_failure(self, labels: Collection[str] = ()) -> WorkerOutcome:
        first = next((info for info in self._broken if info.part in labels), self._broken[0])
        return out_of_memory(self._limits, LOADING) if first.is_a("MemoryError") else LoadRaised(first)


def refuse_unconfined(greeting: dict[str, Any]) -> None:
    """Raise `SandboxFault` if a process reports, before it has seen a submission, that it could not be confined."""
    if "unconfined" in greeting:
        layer, why = greeting["unconfined"]
        raise SandboxFault(
            f"A worker could not be confined ({layer}): {why}.", "`dropgrade doctor` says more.", layer=layer
        )


def _as_arrays(files: Mapping[str, bytes]) -> dict[str, np.ndarray[Any, Any]]:
    return {name: np.frombuffer(content, np.uint8) for name, content in files.items()}


def _list_of_dicts(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
