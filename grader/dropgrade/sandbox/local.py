"""A worker in this process, for the course's own programs: the real codec and the real worker, without a sandbox."""

from __future__ import annotations

import io
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from dropgrade.sandbox.client import Program, Worker
from dropgrade.sandbox.inside.worker import _Worker
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.transport import Budget, ChannelClosed, Exit, Transcript
from dropgrade.sandbox.wire import parts_of

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LIMITS = Limits(cpu_seconds=2, memory_mb=512)
PREFIX_SIZE = 8
REQUEST = b'{"op"'
TAKES_FUNCTION = b'{"k":"callback"'


class LocalTransport:
    """A transport whose other end is a worker in this process; it knows no deadlines.

    A request runs where it is received. From the first one on that carries a function, they run in threads, because the
    grader has to answer in the middle of them.
    """

    def __init__(self, *, guest: bool = True) -> None:
        self.transcript = Transcript()
        start = time.process_time()
        self.budget = Budget(lambda: time.process_time() - start)
        self._worker = _LocalWorker(self._print, guest=guest)
        self._worker.greet()
        self._open = 0
        """Requests without an answer: a function that is called in the middle of one may make another."""
        self._lends = False

    def _print(self, data: bytes) -> None:
        self.transcript.feed(data)  # that of the check at hand

    def send(self, frame: bytes, deadline: float) -> None:
        """Give the worker a frame."""
        del deadline
        self._worker.inbox.put(frame)
        self._lends = self._lends or TAKES_FUNCTION in frame
        if not frame.startswith(REQUEST, PREFIX_SIZE):
            return
        self._open += 1
        if self._open == 1 and self._lends:
            threading.Thread(target=self._worker.work, daemon=True).start()

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Take the worker's next frame, and let it work for it."""
        del deadline
        if not self._lends and self._worker.outbox.empty():
            self._worker.work()
        frame = self._worker.outbox.get()
        if not frame:
            raise ChannelClosed
        header, body = parts_of(frame)
        if not header.startswith(b'{"callback"'):
            self._open = max(0, self._open - 1)  # the greeting answers no request
        return header, body

    def catch_up(self, total: int = 0) -> None:
        """Nothing that is printed is on its way."""

    def end(self) -> Exit:
        """Let a worker that waits for a function's answer end."""
        self._worker.inbox.put(b"")
        return Exit(1, 0.0)

    def abandon(self) -> None:
        """End it."""
        self.end()


class _Ended(BaseException):
    """The grader is gone, where a process would end."""


class _Printed(io.RawIOBase):
    """What a program prints to, where that is not the grader's own output."""

    def __init__(self, print_: Callable[[bytes], None]) -> None:
        self.count = 0
        self._print = print_

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Hand it over."""
        part = bytes(data)
        self._print(part)
        self.count += len(part)
        return len(part)

    def close(self) -> None:
        """Stay open for the next request."""


class _LocalWorker(_Worker):
    """The real worker with queues in place of a pipe.

    A guest has random states of its own, which are in force only while it works: from a frame that it reads to the
    next that it writes.
    """

    def __init__(self, print_: Callable[[bytes], None], *, guest: bool) -> None:
        super().__init__(0, -1)  # neither is ever used
        self._printed = _Printed(print_)
        self._around.printed = lambda: self._printed.count
        self.inbox: SimpleQueue[bytes] = SimpleQueue()
        self.outbox: SimpleQueue[bytes] = SimpleQueue()
        self._guest = guest
        self._unread = b""
        self._globals: Callable[[], None] = lambda: None
        self._inside = ExitStack()

    def work(self) -> None:
        """Carry out one request; an empty frame says that the worker ended."""
        try:
            self.answer(self.receive())
        except BaseException:  # noqa: BLE001 - whatever it is, the other side hears of it
            self._write(b"")

    def _read(self, size: int) -> bytearray:
        if size and not self._unread:
            self._unread = self.inbox.get()
            if not self._unread:
                raise _Ended
            self._enter()
        data, self._unread = self._unread[:size], self._unread[size:]
        return bytearray(data)

    def _write(self, frame: bytes) -> None:
        self._leave()
        self.outbox.put(frame)

    def _enter(self) -> None:
        self._inside.enter_context(warnings.catch_warnings(action="ignore"))
        if self._guest:
            self._inside.enter_context(untouched())
            self._globals()
        else:
            self._random_states.look()
        self._inside.callback(setattr, sys, "stdin", sys.stdin)
        self._inside.callback(setattr, sys, "argv", sys.argv)
        output = io.TextIOWrapper(self._printed, "utf-8", write_through=True)  # type: ignore[type-var]
        self._inside.enter_context(redirect_stdout(output))
        self._inside.callback(self._leave_program)
        self._modules.enter()
        self._around.enter()

    def _leave_program(self) -> None:
        self._modules.leave()  # those that it has by then
        self._around.leave()

    def _leave(self) -> None:
        self._globals = _global_state() if self._guest else self._globals
        self._inside.close()


def _global_state() -> Callable[[], None]:
    """The global random states now; calling the result brings them back."""
    plain, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002 - what is put back
    entropy = np.random.bit_generator.randbits  # type: ignore[attr-defined]

    def restore() -> None:
        random.setstate(plain)
        np.random.set_state(legacy)  # noqa: NPY002
        np.random.bit_generator.randbits = entropy  # type: ignore[attr-defined]

    return restore


@contextmanager
def untouched() -> Iterator[None]:
    """Put the global random states and the loaded modules back as they were."""
    restore, modules = _global_state(), set(sys.modules)
    try:
        yield
    finally:
        restore()
        for name in sys.modules.keys() - modules:
            if not hasattr(sys.modules[name], "__file__"):
                del sys.modules[name]  # a submission, not what it imported


def local_worker(program: Program, seed: int = 0, *, guest: bool = True) -> Worker:
    """A worker of this process that has loaded a program; raises a `WorkerOutcome` where that fails.

    Nothing ends a program that does not end by itself: call this only for programs that do.
    """
    worker = Worker(LocalTransport(guest=guest), LIMITS)
    worker.begin_loading(program, seed)
    worker.finish_loading()
    return worker
