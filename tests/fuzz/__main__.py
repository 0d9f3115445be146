"""Seeded noise for every reader of files from outside: `python -m tests.fuzz 1000000 [READER…]` runs it for long.

Whatever an input is, a reader gives a value or raises one of our own errors,
and takes no longer than `SLOWEST` seconds
for some kilobytes. The readers take turns on all cores, so that a run that is interrupted says something of each.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from tests.fuzz.noise import hard, inputs
from tests.fuzz.readers import readers
from tests.fuzz.running import Tally, place

TURN = 10_000
"""Inputs of a reader before the others have their turn."""
Turn = tuple[str, int, int]
"""A reader, the seed of its inputs and how many of them are read; none for those that are endless."""


def turns(names: Sequence[str], count: int) -> Iterator[Turn]:
    """The endless inputs of each reader, then as many others as are wanted."""
    yield from ((name, 0, 0) for name in names)
    for first in range(0, count, TURN):
        yield from ((name, first + 1, min(TURN, count - first)) for name in names)


def taken(turn: Turn) -> tuple[str, Tally]:
    """What a reader made of a turn's inputs."""
    name, seed, count = turn
    reader = readers()[name]
    return name, Tally().take(reader.read, islice(inputs(reader, seed), count) if count else hard(reader, 20_000))


def run(names: Sequence[str], count: int) -> dict[str, Tally]:
    """Run so many inputs for each reader, or until Ctrl-C, and say every half minute how far it is."""
    tallies, said, whole = {name: Tally() for name in names}, time.monotonic(), len([*turns(names, count)])
    place()  # made before the processes are, so that it is one for all
    with multiprocessing.Pool(os.cpu_count(), signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        try:
            for done, (name, found) in enumerate(pool.imap_unordered(taken, turns(names, count)), 1):
                tell_failures(name, {k: v for k, v in found.failures.items() if k not in tallies[name].failures})
                tallies[name].add(found)
                if time.monotonic() - said > 30:
                    said = time.monotonic()
                    print(f"{done} of {whole} turns, {sum(t.count for t in tallies.values()):,} inputs", flush=True)
        except KeyboardInterrupt:
            print("Interrupted. So far:")
    return tallies


def tell_failures(name: str, failures: Mapping[str, bytes]) -> None:
    """Print each way in which a reader failed, with an input."""
    for words, content in failures.items():
        print(f"{name}: {words}\n    {content[:1000]!r} ({len(content)} bytes)", flush=True)


def main(count: int, names: Sequence[str]) -> int:
    """Run it; the exit code says whether any input failed or was too slow."""
    tallies = run([*(names or readers())], count)
    for name, tally in tallies.items():
        share = tally.values / max(1, tally.count)
        print(
            f"{name:12} {tally.count:10,} inputs, {share:4.0%} of them read, slowest {tally.slowest:.2f} s, "
            f"{len(tally.failures)} failures"
        )
        if not tally.is_sound and not tally.failures:
            print(f"    too slow: {tally.slow[:200]!r} ({len(tally.slow)} bytes)")
    return not all(tally.is_sound for tally in tallies.values())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2:]))
