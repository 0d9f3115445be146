"""Tasks on all cores: each process keeps a sandbox of its own, and none outlives the command.

The processes are spawned and spoken to by pipes alone. A pool of the standard library would leave semaphores behind
where a command ends without the interpreter's tidying, as ours do.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from dropgrade.errors import DropgradeError, GraderFault
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.needs import starting_a_process

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Sandbox

TICK, DONE, RAISED = "tick", "done", "raised"
LOST = GraderFault("A process that graded was lost.", "Is there enough memory? Run the command again.")
Tick = Callable[..., None]
"""Called without anything, or with something that is ready before its task is done."""


class Task(Protocol):
    """Work that can be sent to another process; its size is the number of progress ticks that it reports."""

    result: Any
    """What `run` gave, once it has run."""

    @property
    def size(self) -> int:
        """How many ticks it gives."""

    @property
    def group(self) -> str:
        """What it is about: tasks of one group go to one process, which remembers what it has graded."""

    def run(self, sandbox: Sandbox, tick: Tick) -> Any:  # noqa: ANN401 - each task has a result of its own
        """Do the work."""


AnyTask = TypeVar("AnyTask", bound=Task)


def run_all(tasks: Sequence[Task], on_tick: Callable[[int], None]) -> None:
    """Run all tasks, each of which then holds its result; `on_tick` is called with the number of ticks so far.

    Raises what a task raises, and `GraderFault` where a process is lost.
    """
    ticks = 0

    def ticked(task: Task, value: object) -> None:
        nonlocal ticks
        del task, value
        on_tick(ticks := ticks + 1)

    def failed(task: Task, error: Exception) -> Sequence[Task]:
        del task
        raise error

    run_each(tasks, ticked, failed, min(cores(), len(tasks)))


def run_each(
    tasks: Sequence[AnyTask],
    on_tick: Callable[[AnyTask, Any], None],
    on_failure: Callable[[AnyTask, Exception], Sequence[AnyTask]],
    jobs: int,
) -> None:
    """Run tasks in so many processes.

    `on_tick` is called with the task and what it ticked with. Where a task raises or its process is lost, `on_failure`
    says what to run in its place; that process is not used again.
    """
    waiting = list(tasks)
    with closing(_Pool[AnyTask]()) as pool:
        while True:
            while waiting and len(pool.busy) < jobs:
                if (refused := pool.begin(waiting)) is not None:
                    waiting += on_failure(refused, LOST)
            if not pool.busy:
                return
            for pipe in cast("list[Connection]", wait(list(pool.busy))):
                try:
                    kind, value = pipe.recv()
                except (EOFError, OSError):
                    kind, value = RAISED, LOST
                if kind == TICK:
                    on_tick(pool.busy[pipe], value)
                elif kind == DONE:
                    pool.end(pipe).result = value
                else:
                    waiting += on_failure(pool.discard(pipe), value)


def cores() -> int:
    """How many processes can work at once."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class _Pool(Generic[AnyTask]):
    """Processes, begun when they are needed."""

    def __init__(self) -> None:
        self.busy: dict[Connection, AnyTask] = {}
        self._idle: list[Connection] = []
        self._processes: dict[Connection, SpawnProcess] = {}
        self._groups: dict[Connection, str] = {}
        """The last task of each process."""

    def begin(self, waiting: list[AnyTask]) -> AnyTask | None:
        """Give a task to a process that has none, or to a new one; gives it back where that is lost.

        One of the process's group is chosen, else one of a group that no process works on, else any.
        """
        pipe = self._idle.pop() if self._idle else self._started()
        own, taken = self._groups.get(pipe), set(self._groups.values())
        places = {task.group: place for place, task in reversed(list(enumerate(waiting)))}  # the first of each
        free = next((place for group, place in places.items() if group not in taken), 0)
        task = self.busy[pipe] = waiting.pop(places.get(own or "", free))
        self._groups[pipe] = task.group
        try:
            pipe.send(task)
        except OSError:
            return self.discard(pipe)
        return None

    def end(self, pipe: Connection) -> AnyTask:
        """Take the task that a process has done."""
        self._idle.append(pipe)
        return self.busy.pop(pipe)

    def discard(self, pipe: Connection) -> AnyTask:
        """Take the task that failed, and end its process."""
        self._groups.pop(pipe, None)
        process = self._processes.pop(pipe)
        process.kill()
        process.join()
        pipe.close()
        return self.busy.pop(pipe)

    def close(self) -> None:
        """End all processes, at once where nobody wants their results any more."""
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.join()

    def _started(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        with starting_a_process():
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
        theirs.close()
        self._processes[ours] = process
        return ours


# In a process of its own.


def _serve(pipe: Connection) -> None:
    """Do tasks until there are no more; Ctrl-C is for the command, which then ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        with opened_sandbox() as sandbox:
            while True:
                _run(pipe.recv(), pipe, sandbox)
    except DropgradeError as fault:  # there is no sandbox here, or it could not be kept
        pipe.send((RAISED, fault))


def _run(task: Task, pipe: Connection, sandbox: Sandbox) -> None:
    try:
        pipe.send((DONE, task.run(sandbox, lambda value=None: pipe.send((TICK, value)))))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again where the task came from
        pipe.send((RAISED, error))


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
