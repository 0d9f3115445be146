"""A run on a cluster: connect, watch workers join and leave, and end when all is graded or no worker is left."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from dropgrade.classroom.class_run import OnFailure, OnResults
from dropgrade.classroom.cluster.connecting import connected
from dropgrade.classroom.cluster.flights import SILENT, Flights
from dropgrade.classroom.cluster.joining import Workers
from dropgrade.classroom.cluster.scheduler_address import SchedulerAddress
from dropgrade.classroom.cluster.warm_sandboxes import Terms, versions
from dropgrade.course.problem import read_problem
from dropgrade.errors import GraderFault
from dropgrade.packing.contents import Selection, course_pack
from dropgrade.packing.pack_writing import zipped
from dropgrade.sandbox.launch import SETTING

if TYPE_CHECKING:
    from distributed import Client

    from dropgrade.classroom.class_batch import Batch

BEAT = 0.5
"""Seconds between two checks of which workers have joined and left."""
JOINING = 60.0
"""Seconds to wait for a worker when there is none."""
GO_ON = "What is graded is kept. Run the same command to go on."


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that grades, as an `Engine`; `on_news` is called with sentences about its workers for a person."""

    address: SchedulerAddress
    on_news: Callable[[str], None]
    on_workers: Callable[[int], None] = lambda _: None
    """Called with the number of workers that grade."""

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
            flights = Flights(client, workers, on_results, on_failure, deque(batches), problems)
            run = _Run(self, client, workers, flights)
            try:
                await run.all()
            finally:
                await run.end()


@dataclass(slots=True)
class _Run:
    """One run: its workers, and the reason why it ends if there are none."""

    cluster: Cluster
    client: Client
    workers: Workers
    flights: Flights
    alone_since: float = field(default_factory=time.monotonic)
    """When a worker was last there."""
    looked_at: float = 0.0
    has_begun: bool = False
    had_places: bool = False
    """Whether any worker could grade at the last check."""

    async def all(self) -> None:
        """Run until every batch has its results."""
        while self.flights.waiting or self.flights.in_flight:
            await self._look()
            self.flights.send()
            if not self.flights.in_flight:
                await asyncio.sleep(BEAT / 10)
                continue
            done, _ = await asyncio.wait(self.flights.in_flight, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            await self.flights.land(done)

    async def end(self) -> None:
        """Remove everything from the cluster: batches and sandboxes."""
        if self.client.status != "running":  # the scheduler is gone
            for task in self.flights.in_flight:
                task.cancel()
            return
        with suppress(OSError):
            await self.flights.cancel(*self.flights.in_flight)
        await self.workers.dismiss()

    async def _look(self) -> None:
        """Check now and then which workers have joined and left; raises `GraderFault` if none can grade."""
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
            if not self.had_places:  # Dask does not see that a worker offers places only after it joined
                await self.flights.recall()
            self.flights.send_again(stranded)
        self.had_places = bool(self.workers.places)
        self.cluster.on_workers(len(self.workers.threads) - len(self.workers.quiet))
        if self.workers.places:
            self._begin()
            self.alone_since = now
        elif not self.workers.preparing and (self._all_left_out or now - self.alone_since > JOINING):
            raise self._no_worker()

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
            hint = "Fix what is said above of each first."
            return GraderFault(f"No worker of the cluster at {url} can grade.", hint)
        which = "worker has joined" if not self.has_begun else "worker is left in"
        message = f"No {which} the cluster at {url} for {JOINING:.0f} seconds."
        return GraderFault(message, f"Start workers: dask worker {url} …, with the certificates. {GO_ON}")

    def _lost(self, what: str) -> GraderFault:
        return GraderFault(f"The scheduler at {self.cluster.address.url} {what}.", GO_ON)
