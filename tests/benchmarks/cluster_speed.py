"""What Dask costs: a class on this machine's cores, and on as many workers of a cluster that runs on the same cores.

    python -m tests.benchmarks.cluster_speed [--submissions 1000] [--pairs 3]

Prints processor time in pairs, one run after the other, so that noise meets both alike; then what the parts cost for a
batch, and a class of 100,000 on 8 to 256 workers, simulated from these costs. Needs Linux and the right to make control
groups. Ratios count; seconds are those of the machine.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.class_speed import P03, make_class
from tests.benchmarks.many_workers import BATCH, Costs, table
from tests.benchmarks.processor_time import Group, groups
from tests.classroom.dask_cluster import DaskCluster, certificates

from dropgrade.classroom.book_file import opened_book
from dropgrade.grading.parallel import cores

DROPGRADE = [sys.executable, "-m", "dropgrade", "grade"]


@dataclass(frozen=True)
class Taken:
    """Seconds of a run: of the wall, and of processors, in all and in each part."""

    wall: float
    cpu: float
    parts: tuple[float, ...] = ()


def taken(words: list[str], command: Group, *parts: Group) -> Taken:
    """Run a command in its group, and see what it and the other parts took meanwhile."""
    before, start = [each.seconds for each in (command, *parts)], time.perf_counter()
    subprocess.run(command.command(words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall = time.perf_counter() - start
    time.sleep(0.5)  # what it has ended is seen to its end
    used = tuple(each.seconds - was for each, was in zip((command, *parts), before, strict=True))
    return Taken(wall, sum(used), used)


def writing(folder: Path) -> float:
    """The seconds in which the results of a batch are written down, the disk's included."""
    with opened_book(folder) as book:
        runs = [run for run in map(book.last_run, range(1, 2 * BATCH + 1)) if run][:BATCH]
        start = time.perf_counter()
        for _ in range(20):
            book.record(*runs)
        return (time.perf_counter() - start) / 20


def compared(folder: Path, submissions: int, pairs: int) -> Costs:
    """Grade the class in pairs, print them, and give what the parts cost."""
    make_class(folder / "class.zip", [P03], submissions)
    make_class(folder / "tenth.zip", [P03], submissions // 10)
    with groups("command", "scheduler", "workers") as (command, scheduler, workers):
        own = {"scheduler": scheduler}
        cluster = DaskCluster(
            folder / "cluster", certificates(folder / "tls"),
            on_host=lambda name, words: own.get(name, workers).command(words),
        )  # fmt: skip
        names = [f"w{number}" for number in range(cores())]
        try:
            cluster.begin(*names)
            cluster.wait_for(*names)
            there = ["--scheduler", cluster.address, *cluster.tls.options]

            def run(source: str, into: str, *more: str) -> Taken:
                words = [
                    *DROPGRADE,
                    str(folder / source),
                    "--into",
                    str(folder / into),
                    "--problem",
                    "p03",
                    "--seed",
                    "1",
                ]
                return taken([*words, *more], command, scheduler, workers)

            run("tenth.zip", "warm", *there)
            small = run("tenth.zip", "small", *there)
            ratios = []
            for number in range(pairs):
                here = run("class.zip", f"here{number}")
                far = run("class.zip", f"far{number}", *there)
                ratios.append(far.cpu / here.cpu)
                print(
                    f"{submissions} of p03: this machine {here.cpu:6.1f} s of processors ({here.wall:.1f} s),"
                    f" cluster {far.cpu:6.1f} s ({far.wall:.1f} s): × {ratios[-1]:.3f}"
                )
            print(f"overhead, median of {pairs} pairs: {statistics.median(ratios) - 1:+.1%}")
            return costs_of(small, far, here, submissions, writing(folder / "far0"))
        finally:
            cluster.end()


def costs_of(small: Taken, far: Taken, here: Taken, submissions: int, write: float) -> Costs:
    """What a batch costs in each part, by the difference of a class and a tenth of it, which leaves out what starts."""
    batches = 0.9 * submissions / BATCH
    client, scheduler, workers = ((f - s) / batches for f, s in zip(far.parts, small.parts, strict=True))
    grading = here.cpu / submissions
    return Costs(
        client=max(client, write),
        scheduler=scheduler,
        worker=max(workers - BATCH * grading, 0.0),
        programs=(0.6 * grading, 0.6 * grading, 0.6 * grading, 1.6 * grading, 1.6 * grading),
        start=3.0,
        install=0.02,
    )


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--submissions", type=int, default=1000)
    ask.add_argument("--pairs", type=int, default=3)
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as place:
        costs = compared(Path(place), asked.submissions, asked.pairs)
    client, scheduler, worker = (1000 * each for each in (costs.client, costs.scheduler, costs.worker))
    grading = 1000 * BATCH * statistics.mean(costs.programs)
    print(
        f"for a batch of {BATCH}: client {client:.1f} ms, scheduler {scheduler:.1f} ms,"
        f" worker {worker:.1f} ms beside {grading:.0f} ms of grading"
    )
    print(f"simulated, 100,000 submissions:\n{table(costs)}", flush=True)


if __name__ == "__main__":
    main()
