"""The batches of a class that are with Dask: sent, sent again, taken back, and written down as they come."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dropgrade.classroom.class_run import OnFailure, OnResults
from dropgrade.classroom.cluster.batch_text import batch_text, reply_of
from dropgrade.classroom.cluster.joining import Workers
from dropgrade.classroom.cluster.warm_sandboxes import grade_batch
from dropgrade.course.problem import Problem
from dropgrade.errors import DropgradeError, GraderFault

if TYPE_CHECKING:
    from distributed import Client, Future

    from dropgrade.classroom.class_batch import Batch

AHEAD = 2
"""Batches that Dask holds for each place in the cluster: one being graded, and the next one."""
OVERDUE = 120.0
"""Seconds after which a batch is given to another worker as well, where nothing else is left to do."""
SILENT = 30.0
"""Seconds in which the scheduler has to answer."""
LOST = GraderFault("The worker that graded this was lost.", "Run the command again.")


@dataclass(slots=True, eq=False)
class Flight:
    """A batch that is with Dask."""

    batch: Batch
    future: Future[str]
    since: float
    is_doubled: bool = False
    """Whether the batch was given to another worker as well, since this one is overdue or has fallen quiet."""


@dataclass(slots=True)
class Flights:
    """The batches that wait, and those that Dask has, by the task that waits for the reply."""

    client: Client
    workers: Workers
    on_results: OnResults
    on_failure: OnFailure
    waiting: deque[Batch]
    problems: Mapping[str, Problem]
    in_flight: dict[asyncio.Task[object], Flight] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def send(self) -> None:
        """Give Dask as many batches as its workers can start soon."""
        room = AHEAD * self.workers.places - sum(not flight.is_doubled for flight in self.in_flight.values())
        while self.waiting and room > 0:
            self._fly(self.waiting.popleft())
            room -= 1
        if not self.waiting and room > 0:
            once = [flight for flight in self.in_flight.values() if not flight.is_doubled]
            oldest = min(once, key=lambda flight: flight.since, default=None)
            if oldest is not None and time.monotonic() - oldest.since > OVERDUE:
                self._send_again(oldest)

    def send_again(self, keys: Collection[str]) -> None:
        """Give the batches with these keys to other workers as well."""
        for flight in [flight for flight in self.in_flight.values() if flight.future.key in keys]:
            self._send_again(flight)

    def _send_again(self, flight: Flight) -> None:
        """Give a batch to another worker as well; the first reply counts."""
        if not flight.is_doubled:
            flight.is_doubled = True
            self._fly(flight.batch)

    def _fly(self, batch: Batch) -> None:
        name = self.workers.name
        text = batch_text(batch, self.workers.terms.pack)
        key = f"{name}-{self.client.id}-{next(self.numbers)}"
        future = self.client.submit(grade_batch, name, text, key=key, resources={name: 1}, pure=False)
        task = asyncio.create_task(_result_of(future))
        self.in_flight[task] = Flight(batch, future, time.monotonic())

    async def land(self, tasks: Iterable[asyncio.Task[object]]) -> None:
        """Take in replies; if two workers had the same batch, the second reply may be among them."""
        for task in tasks:
            if task in self.in_flight:
                await self._land(task)

    async def _land(self, task: asyncio.Task[object]) -> None:
        """Take in the reply to a batch; programs without a result run again, as the class run decides."""
        batch = self.in_flight.pop(task).batch
        if not batch.left:  # two workers had it, and the other one was first
            return
        fault = self._take(batch, task)
        others = [other for other, flight in self.in_flight.items() if flight.batch is batch]
        if not batch.left:
            await self.cancel(*others)
        elif not others:
            self.waiting.extendleft(reversed(self.on_failure(batch, fault or LOST)))

    def _take(self, batch: Batch, task: asyncio.Task[object]) -> DropgradeError | None:
        """Record the results; returns the error that kept the others from being graded, if any."""
        if task.cancelled():
            return LOST
        error = task.exception()
        if error is not None:
            return GraderFault(f"A worker failed: {type(error).__name__}: {error}")
        try:
            reply = reply_of(task.result(), batch, self.problems[batch.problem])
        except GraderFault as no_reply:
            return no_reply
        self.on_results(batch, reply.results)
        return reply.fault

    async def recall(self) -> None:
        """Take all batches back from Dask, so that they wait again."""
        flights = [*self.in_flight.values()]
        self.waiting.extendleft({id(flight.batch): flight.batch for flight in flights}.values())
        await self.cancel(*self.in_flight)

    async def cancel(self, *tasks: asyncio.Task[object]) -> None:
        """Have Dask forget some batches, and wait for no reply to them."""
        flights = [self.in_flight.pop(task) for task in tasks]
        for task in tasks:
            task.cancel()
        if flights:
            await asyncio.wait_for(self.client.cancel([flight.future for flight in flights], force=True), SILENT)


async def _result_of(future: Future[str]) -> object:
    return await future
