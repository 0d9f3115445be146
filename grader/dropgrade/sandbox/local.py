"""A worker in this process for the course's own programs: the real codec and worker, without a sandbox."""

from __future__ import annotations

import io
import random
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
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


class LocalTransport:
    """A transport to a worker in this process; it ignores deadlines.

    A request runs when its answer is received. When it calls a function of the grader, `serve` runs that function.
    """

    def __init__(self, *, guest: bool = True) -> None:
        self.transcript = Transcript()
        start = time.process_time()
        self.budget = Budget(lambda: time.process_time() - start)
        self.serve: Callable[[], None] = lambda: None
        self._worker = _LocalWorker(self._print, self._serve, guest=guest)
        self._worker.greet()
        self._raised: BaseException | None = None
        """What a function of the grader raised; the worker gets no answer then."""

    def _print(self, data: bytes) -> None:
        self.transcript.feed(data)  # the transcript of the current check

    def _serve(self) -> None:
        """Run the function that the worker has called, if it has called one."""
        try:
            if self._worker.outbox:
                self.serve()
        except BaseException as error:  # noqa: BLE001 - `receive` raises it
            self._raised = self._raised or error

    def send(self, frame: bytes, deadline: float) -> None:
        """Put a frame into the worker's inbox."""
        del deadline
        self._worker.inbox.append(frame)

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Return the worker's next frame, after letting it work."""
        del deadline
        outbox = self._worker.outbox
        if not outbox:
            self._worker.work()
        if (error := self._raised) is not None:
            self._raised = None
            outbox.clear()
            raise error
        if not (frame := outbox.popleft()):
            raise ChannelClosed
        return parts_of(frame)

    def catch_up(self, total: int = 0) -> None:
        """Do nothing: no output is ever in transit."""

    def end(self) -> Exit:
        """Do nothing: there is no process to end."""
        return Exit(1, 0.0)

    def abandon(self) -> None:
        """Do nothing: there is no process to end."""


class _Ended(BaseException):
    """The grader sends nothing more; a real worker would end its process."""


class _Printed(io.RawIOBase):
    """A program's standard output, kept apart from the grader's own."""

    def __init__(self, print_: Callable[[bytes], None]) -> None:
        self.count = 0
        self._print = print_

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Pass on the bytes."""
        part = bytes(data)
        self._print(part)
        self.count += len(part)
        return len(part)

    def close(self) -> None:
        """Do nothing, so that the next request can use it."""


class _LocalWorker(_Worker):
    """The real worker with queues instead of a pipe; `serve` makes the grader answer it.

    A guest has its own random states, which are active only while it works: from reading a frame to writing the next.
    """

    def __init__(self, print_: Callable[[bytes], None], serve: Callable[[], None], *, guest: bool) -> None:
        super().__init__(0, -1)  # neither is ever used
        self._printed = _Printed(print_)
        self._around.printed = lambda: self._printed.count
        self.inbox: deque[bytes] = deque()
        self.outbox: deque[bytes] = deque()
        self._serve = serve
        self._guest = guest
        self._unread = b""
        self._globals: Callable[[], None] = lambda: None
        self._inside = ExitStack()

    def work(self) -> None:
        """Carry out one request; an empty frame tells the other side that the worker ended."""
        try:
            self.answer(self.receive())
        except BaseException:  # noqa: BLE001 - whatever it is, the other side hears of it
            self._write(b"")

    def _read(self, size: int) -> bytearray:
        if size and not self._unread:
            if not self.inbox:
                self._serve()
            if not self.inbox:
                raise _Ended
            self._unread = self.inbox.popleft()
            self._enter()
        data, self._unread = self._unread[:size], self._unread[size:]
        return bytearray(data)

    def _write(self, frame: bytes) -> None:
        self._leave()
        self.outbox.append(frame)

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
        self._modules.leave()  # the ones it has by then
        self._around.leave()

    def _leave(self) -> None:
        self._globals = _global_state() if self._guest else self._globals
        self._inside.close()


def _global_state() -> Callable[[], None]:
    """Save the global random states; calling the result restores them."""
    plain, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002 - what is put back
    entropy = np.random.bit_generator.randbits  # type: ignore[attr-defined]

    def restore() -> None:
        random.setstate(plain)
        np.random.set_state(legacy)  # noqa: NPY002
        np.random.bit_generator.randbits = entropy  # type: ignore[attr-defined]

    return restore


@contextmanager
def untouched() -> Iterator[None]:
    """Restore the global random states and the loaded modules afterwards."""
    restore, modules = _global_state(), set(sys.modules)
    try:
        yield
    finally:
        restore()
        for name in sys.modules.keys() - modules:
            if not hasattr(sys.modules[name], "__file__"):
                del sys.modules[name]  # belongs to a submission, unlike what it imported


def local_worker(program: Program, seed: int = 0, *, guest: bool = True) -> Worker:
    """Return a worker in this process that has loaded a program; raises a `WorkerOutcome` if that fails.

    Nothing ends a program that does not end by itself, so call this only for programs that do.
    """
    worker = Worker(LocalTransport(guest=guest), LIMITS)
    worker.begin_loading(program, seed)
    worker.finish_loading()
    return worker
