"""A class on many workers, played through from the costs that a few of them had.

One client sends batches and takes in replies, one scheduler passes both on, and each worker grades one batch at a time:
each is a server that does one thing after the other. A batch goes client → scheduler → worker → scheduler → client, and
the client keeps as many under way as `dropgrade grade --scheduler` does.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

BATCH, AHEAD = 8, 2
SUBMISSIONS = 100_000
WORKERS = (8, 16, 32, 64, 128, 256)


@dataclass(frozen=True)
class Costs:
    """Seconds: of the client and the scheduler for a batch, of a worker for a batch beside the grading of its programs.

    `start` is what passes before the first batch is graded, `install` what the scheduler does for each worker then.
    """

    client: float
    scheduler: float
    worker: float
    programs: tuple[float, ...]
    start: float
    install: float


@dataclass
class Server:
    """Something that does one thing after the other, and how long it was busy."""

    clock: Clock
    busy: float = 0.0
    free_at: float = 0.0

    def do(self, seconds: float, then: Callable[[], None]) -> None:
        """Take the next thing, when everything before it is done."""
        begin = max(self.clock.now, self.free_at)
        self.free_at = begin + seconds
        self.busy += seconds
        self.clock.at(self.free_at, then)


@dataclass
class Clock:
    """What happens when."""

    now: float = 0.0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _count: int = 0

    def at(self, moment: float, what: Callable[[], None]) -> None:
        """Let something happen at a moment."""
        self._count += 1
        heapq.heappush(self._events, (moment, self._count, what))

    def run(self) -> None:
        """Until nothing happens any more."""
        while self._events:
            self.now, _, what = heapq.heappop(self._events)
            what()


@dataclass(frozen=True)
class Outcome:
    """A run of a class: its seconds, and the share of them in which each part was busy."""

    seconds: float
    client: float
    scheduler: float
    workers: float

    @property
    def bottleneck(self) -> str:
        """What was busy for the largest share of the time."""
        return max(("client", "scheduler", "workers"), key=lambda name: float(getattr(self, name)))


def simulated(costs: Costs, workers: int, submissions: int = SUBMISSIONS, seed: int = 1) -> Outcome:
    """Play a class through on so many workers of one thread."""
    draw, clock = random.Random(seed), Clock()
    client, scheduler = Server(clock), Server(clock)
    free, queue = [Server(clock) for _ in range(workers)], deque[float]()
    left = -(-submissions // BATCH)

    def send() -> None:
        nonlocal left
        if left:
            left -= 1
            grading = costs.worker + sum(draw.choice(costs.programs) for _ in range(BATCH))
            client.do(costs.client / 2, lambda: scheduler.do(costs.scheduler / 2, lambda: arrive(grading)))

    def arrive(grading: float) -> None:
        queue.append(grading)
        begin()

    def begin() -> None:
        while free and queue:
            worker = free.pop()
            worker.do(queue.popleft(), lambda worker=worker: done(worker))

    def done(worker: Server) -> None:
        free.append(worker)
        begin()
        scheduler.do(costs.scheduler / 2, lambda: client.do(costs.client / 2, send))

    every = list(free)
    scheduler.do(costs.install * workers, lambda: None)
    for _ in range(AHEAD * workers):
        clock.at(costs.start + scheduler.free_at, send)
    clock.run()
    worked = sum(worker.busy for worker in every) / workers
    return Outcome(clock.now, client.busy / clock.now, scheduler.busy / clock.now, worked / clock.now)


def table(costs: Costs) -> str:
    """A line for each number of workers."""
    lines = ["workers   minutes   submissions/s   client   scheduler   workers   busiest"]
    for count in WORKERS:
        found = simulated(costs, count)
        shares = f"{found.client:6.0%}   {found.scheduler:9.0%}   {found.workers:7.0%}"
        rate = SUBMISSIONS / found.seconds
        lines.append(f"{count:7}   {found.seconds / 60:7.1f}   {rate:13.0f}   {shares}   {found.bottleneck}")
    return "\n".join(lines)
