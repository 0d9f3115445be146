"""Batches on a cluster: a few at a time are with Dask, and each reply is written down as it comes."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from dropgrade.classroom.class_run import OnFailure, OnResults
from dropgrade.classroom.cluster.batch_text import batch_text, reply_of
from dropgrade.classroom.cluster.connecting import connected
from dropgrade.classroom.cluster.joining import Workers
from dropgrade.classroom.cluster.scheduler_address import SchedulerAddress
from dropgrade.classroom.cluster.warm_sandboxes import Terms, grade_batch, versions
from dropgrade.course.problem import Problem, read_problem
from dropgrade.errors import DropgradeError, GraderFault
from dropgrade.packing.contents import Selection, course_pack
from dropgrade.packing.pack_writing import zipped
from dropgrade.sandbox.launch import SETTING

if TYPE_CHECKING:
    from distributed import Client, Future

    from dropgrade.classroom.class_batch import Batch

AHEAD = 2
"""Batches that are with Dask for each place in the cluster: one being graded, and one that waits for it."""
BEAT = 0.5
"""Seconds between two looks at who has joined and who has left."""
JOINING = 60.0
"""Seconds to wait for a worker when there is none."""
OVERDUE = 120.0
"""Seconds after which a batch is given to another worker as well, where nothing else is left to do."""
SILENT = 30.0
"""Seconds in which the scheduler has to answer."""
LOST = GraderFault("The worker that graded this was lost.", "Run the command again.")
GO_ON = "What is graded is kept. Run the same command to go on."


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that grades, as an `Engine`; `on_news` is called with sentences about its workers for a person."""

    address: SchedulerAddress
    on_news: Callable[[str], None]
    on_workers: Callable[[int], None] = lambda _: None
    """Called with how many workers grade."""

    def __call__(self, batches: Sequence[Batch], on_results: OnResults, on_failure: OnFailure) -> None:
        """Run all batches.

        Raises `TargetError` where the cluster cannot be reached, and `GraderFault` where it cannot grade or is lost.
        """
        if batches:
            asyncio.run(self._run(batches, on_results, on_failure))

    async def _run(self, batches: Sequence[Batch], on_results: OnResults, on_failure: OnFailure) -> None:
        course, names = batches[0].course, sorted({batch.problem for batch in batches})
        problems = {name: read_problem(course, name) for name in names}
        packages = sorted({package for problem in problems.values() for package in problem.allow.packages})
        pack = zipped(course_pack(Selection(course, names)))
        sandbox = os.environ.get(SETTING, "")
        terms = Terms(versions(packages), sandbox != "portable", sandbox, sha256(pack).hexdigest())
        async with connected(self.address) as client:
            name = f"dropgrade-{sha256(os.fsencode(batches[0].folder.resolve())).hexdigest()[:16]}"
            workers = Workers(client, name, terms, pack, self.on_news)
            run = _Run(self, client, workers, on_results, on_failure, deque(batches), problems)
            try:
                await run.all()
            finally:
                await run.end()


@dataclass(slots=True, eq=False)
class _Flight:
    """A batch that is with Dask."""

    batch: Batch
    future: Future[str]
    since: float
    is_doubled: bool = False
    """Whether the batch was given to another worker as well, since this one is overdue or has fallen quiet."""


@dataclass(slots=True)
class _Run:
    """One run: what waits, and what is with Dask."""

    cluster: Cluster
    client: Client
    workers: Workers
    on_results: OnResults
    on_failure: OnFailure
    waiting: deque[Batch]
    problems: Mapping[str, Problem]
    flights: dict[asyncio.Task[object], _Flight] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    alone_since: float = field(default_factory=time.monotonic)
    """When a worker was there last."""
    looked_at: float = 0.0
    has_begun: bool = False
    had_places: bool = False
    """Whether there were places at the last look."""

    async def all(self) -> None:
        """Run until every batch has its results."""
        while self.waiting or self.flights:
            await self._look()
            self._send()
            if not self.flights:
                await asyncio.sleep(BEAT / 10)
                continue
            done, _ = await asyncio.wait(self.flights, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await self._land(task)

    async def end(self) -> None:
        """Leave nothing in the cluster: no batch, and no sandbox."""
        if self.client.status != "running":  # the scheduler is gone
            for task in self.flights:
                task.cancel()
            return
        with suppress(OSError):
            await self._cancel(*self.flights)
        await self.workers.dismiss()

    # Who is there.

    async def _look(self) -> None:
        """See who has joined and left, once in a while; raises `GraderFault` if no worker can grade."""
        now = time.monotonic()
        if now - self.looked_at < BEAT:
            return
        self.looked_at = now
        if self.client.status != "running":
            raise self._lost("is gone")
        try:
            stranded = await asyncio.wait_for(self.workers.look(), SILENT)
        except TimeoutError:
            raise self._lost(f"has not answered for {SILENT:.0f} seconds") from None
        except OSError:
            raise self._lost("is gone") from None
        if self.workers.places:
            await self._recall_from_nowhere()
            for flight in [flight for flight in self.flights.values() if flight.future.key in stranded]:
                self._send_again(flight)
        self.had_places = bool(self.workers.places)
        self.cluster.on_workers(len(self.workers.threads) - len(self.workers.quiet))
        if self.workers.places:
            self._begin()
            self.alone_since = now
        elif not self.workers.preparing and (self._all_left_out or now - self.alone_since > JOINING):
            raise self._no_worker()

    async def _recall_from_nowhere(self) -> None:
        """Take back what Dask had no worker for: it does not see that a worker offers places only after it joined."""
        if self.had_places or not self.flights:
            return
        flights = [*self.flights.values()]
        self.waiting.extendleft({id(flight.batch): flight.batch for flight in flights}.values())
        await self._cancel(*self.flights)

    async def _cancel(self, *tasks: asyncio.Task[object]) -> None:
        flights = [self.flights.pop(task) for task in tasks]
        for task in tasks:
            task.cancel()
        if flights:
            await asyncio.wait_for(self.client.cancel([flight.future for flight in flights], force=True), SILENT)

    def _begin(self) -> None:
        if not self.has_begun and not self.workers.preparing:
            self.has_begun = True
            self.cluster.on_news(f"{self.cluster.address.url}: {self.workers.in_words()}.")

    @property
    def _all_left_out(self) -> bool:
        """Whether every worker was left out, and none has graded."""
        return bool(self.workers.left_out) and not self.has_begun

    def _no_worker(self) -> GraderFault:
        url = self.cluster.address.url
        if self._all_left_out:
            hint = "What is said above of each has to be put right first."
            return GraderFault(f"No worker of the cluster at {url} can grade.", hint)
        which = "worker has joined" if not self.has_begun else "worker is left in"
        message = f"No {which} the cluster at {url} for {JOINING:.0f} seconds."
        return GraderFault(message, f"Start workers: dask worker {url} …, with the certificates. {GO_ON}")

    def _lost(self, what: str) -> GraderFault:
        return GraderFault(f"The scheduler at {self.cluster.address.url} {what}.", GO_ON)

    # What is with Dask.

    def _send(self) -> None:
        """Give Dask as many batches as its workers can soon begin."""
        room = AHEAD * self.workers.places - sum(not flight.is_doubled for flight in self.flights.values())
        while self.waiting and room > 0:
            self._fly(self.waiting.popleft())
            room -= 1
        if not self.waiting and room > 0:
            once = [flight for flight in self.flights.values() if not flight.is_doubled]
            oldest = min(once, key=lambda flight: flight.since, default=None)
            if oldest is not None and time.monotonic() - oldest.since > OVERDUE:
                self._send_again(oldest)

    def _send_again(self, flight: _Flight) -> None:
        """Give a batch to another worker as well; whichever is first counts."""
        if not flight.is_doubled:
            flight.is_doubled = True
            self._fly(flight.batch)

    def _fly(self, batch: Batch) -> None:
        name = self.workers.name
        text = batch_text(batch, self.workers.terms.pack)
        key = f"{name}-{self.client.id}-{next(self.numbers)}"
        future = self.client.submit(grade_batch, name, text, key=key, resources={name: 1}, pure=False)
        task = asyncio.create_task(_result_of(future))
        self.flights[task] = _Flight(batch, future, time.monotonic())

    async def _land(self, task: asyncio.Task[object]) -> None:
        """Take in what came back for a batch; what is missing of it runs again, as the class says."""
        batch = self.flights.pop(task).batch
        if not batch.left:  # it was with two workers, and the other one was first
            return
        fault = self._take(batch, task)
        others = [other for other, flight in self.flights.items() if flight.batch is batch]
        if not batch.left:
            await self._cancel(*others)
        elif not others:
            self.waiting.extendleft(reversed(self.on_failure(batch, fault or LOST)))

    def _take(self, batch: Batch, task: asyncio.Task[object]) -> DropgradeError | None:
        """Write down the results; gives what kept the others from being there."""
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


async def _result_of(future: Future[str]) -> object:
    return await future
