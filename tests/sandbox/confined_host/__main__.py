"""Make every attempt in every situation, each in a fresh process, and print how it ended as JSON."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from typing import TYPE_CHECKING

from confined_host.attempts import World
from confined_host.situations import await_end, situations
from confined_host.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from confined_host.attempts import Attempt


@contextlib.contextmanager
def _victim() -> Iterator[int]:
    """Run a process that does nothing but wait to be attacked."""
    victim = os.fork()
    if victim == 0:
        while True:
            signal.pause()
    try:
        yield victim
    finally:
        os.kill(victim, signal.SIGKILL)
        await_end(victim)


@contextlib.contextmanager
def _world(victim: int) -> Iterator[World]:
    """Create the files and descriptors that a worker finds."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        secret, link = (os.path.join(folder, name) for name in ("secret", "link"))
        with open(secret, "w", encoding="utf-8") as file:
            file.write("the answers")
        os.symlink("secret", link)
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        descriptors = os.open(secret, os.O_RDONLY), os.pidfd_open(os.getpid()), os.pidfd_open(victim)
        for descriptor in descriptors:
            stack.callback(os.close, descriptor)
        file_number, own, victims = descriptors
        yield World(folder, secret, link, file_number, unix, own, os.getpid(), victim, victims)


def _child(attempt: Attempt, world: World, enter: Callable[[int], None], report: int) -> None:
    enter(world.host)
    try:
        attempt.act(world)
    except OSError as refused:
        os.write(report, json.dumps(refused.errno).encode())
    else:
        os.write(report, b"0")


def _outcome(attempt: Attempt, world: World, enter: Callable[[int], None]) -> int | str:
    """Return the error number of an attempt, 0 if it succeeded, or a sentence if neither is known."""
    reading, report = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _child(attempt, world, enter, report)
        finally:
            os._exit(3)
    os.close(report)
    said = os.read(reading, 64)
    os.close(reading)
    code = await_end(child)
    if said:
        return int(said)
    # No report and a normal end: another program replaced the child, so the attempt succeeded.
    return 0 if code == 0 else f"ended with {code}"


def main() -> None:
    """Run the table."""
    outcomes: dict[str, dict[str, int | str]] = {}
    ways = situations()
    with _victim() as victim:
        for name, attempt in TABLE.items():
            outcomes[name] = {}
            for situation, enter in ways.items():
                with _world(victim) as world:
                    outcomes[name][situation] = _outcome(attempt, world, enter)
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
