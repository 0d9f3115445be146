"""Long work in one worker: its limits can be renewed, and it can be stopped in the middle."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dropgrade.sandbox.client import Program, Sandbox, Worker
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import Crashed, OutOfTime

SOURCE = """
import time

def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    print("x" * 2_500_000)
    return 1

def double(number):
    return 2 * number

def leave():
    import os
    os._exit(1)

def never():
    while True:
        pass
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A warm sandbox."""
    with opened_sandbox() as opened:
        yield opened


def loaded(sandbox: Sandbox, limits: Limits) -> Worker:
    """Return a worker with the program."""
    worker = sandbox.start(limits)
    worker.begin_loading(Program("work", (("work.py", SOURCE),)), 0)
    worker.finish_loading()
    worker.begin_check(0)
    return worker


def test_limits_begin_anew(sandbox: Sandbox) -> None:
    """A worker may use more time and output than a check if its limits are renewed; otherwise it is ended."""
    worker = loaded(sandbox, Limits(0.5, 512, in_full=20))
    for _ in range(3):
        worker.go_on()
        assert worker.call("compute", [0.3]).value == 1
    with pytest.raises(OutOfTime):
        worker.call("compute", [1.5])


def test_workers_of_one_sandbox_work_in_several_threads(sandbox: Sandbox) -> None:
    """Threads that use workers of one sandbox at the same time all get their own answers."""

    def work(number: int) -> list[object]:
        found = []
        for _ in range(5):
            worker = loaded(sandbox, Limits(5, 512))
            found += [worker.call("double", [number]).value, worker.cpu > 0]
            with pytest.raises(Crashed):
                worker.call("leave")
        return found

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [[2 * number, True] * 5 for number in range(4)]


def test_a_call_is_stopped_from_another_thread(sandbox: Sandbox) -> None:
    """An endless call ends at once when another thread interrupts it, long before its limit."""
    worker = loaded(sandbox, Limits(60, 512))
    threading.Timer(0.2, worker.interrupt).start()
    begun = time.monotonic()
    with pytest.raises(OutOfTime):
        worker.call("never")
    assert time.monotonic() - begun < 10
