"""Run tasks on all cores, in processes that have their own sandbox and never outlive the command.

The processes are spawned and communicate through pipes only. A pool of the standard library would leave semaphores
behind when a command ends without the interpreter's cleanup, as ours do.
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
"""Called without arguments, or with something that is ready before its task is done."""


class Task(Protocol):
    """Work that can be sent to another process; its size is the number of progress ticks that it reports."""

    result: Any
    """The return value of `run`, once it has run."""

    @property
    def size(self) -> int:
        """The number of ticks that it reports."""

    @property
    def group(self) -> str:
        """A key: tasks with the same key go to the same process, which remembers what it has graded."""

    def run(self, sandbox: Sandbox, tick: Tick) -> Any:  # noqa: ANN401 - each task has a result of its own
        """Do the work."""


AnyTask = TypeVar("AnyTask", bound=Task)


def run_all(tasks: Sequence[Task], on_tick: Callable[[int], None]) -> None:
    """Run all tasks and store their results in them; `on_tick` is called with the number of ticks so far.

    Raises what a task raises, and `GraderFault` if a process is lost.
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
    """Run tasks in up to `jobs` processes.

    `on_tick` is called with the task and the value of the tick. If a task raises or its process is lost, `on_failure`
    returns the tasks to run instead; that process is not used again.
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
    """Return the number of processes that can work at once."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class _Pool(Generic[AnyTask]):
    """Processes that are started on demand."""

    def __init__(self) -> None:
        self.busy: dict[Connection, AnyTask] = {}
        self._idle: list[Connection] = []
        self._processes: dict[Connection, SpawnProcess] = {}
        self._groups: dict[Connection, str] = {}
        """The last task of each process."""

    def begin(self, waiting: list[AnyTask]) -> AnyTask | None:
        """Give a task to an idle process or a new one; return the task if the process is lost.

        A task of the process's group is preferred, then one of a group that no process works on, then any.
        """
        pipe = self._idle.pop() if self._idle else self._started()
        own, taken = self._groups.get(pipe), set(self._groups.values())
        places = {task.group: place for place, task in reversed(list(enumerate(waiting)))}  # the first of each group
        free = next((place for group, place in places.items() if group not in taken), 0)
        task = self.busy[pipe] = waiting.pop(places.get(own or "", free))
        self._groups[pipe] = task.group
        try:
            pipe.send(task)
        except OSError:
            return self.discard(pipe)
        return None

    def end(self, pipe: Connection) -> AnyTask:
        """Return the task that a process has finished and mark the process as idle."""
        self._idle.append(pipe)
        return self.busy.pop(pipe)

    def discard(self, pipe: Connection) -> AnyTask:
        """Return the task that failed and end its process."""
        self._groups.pop(pipe, None)
        process = self._processes.pop(pipe)
        process.kill()
        process.join()
        pipe.close()
        return self.busy.pop(pipe)

    def close(self) -> None:
        """Kill all processes, even if they are busy."""
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


# In the other process.


def _serve(pipe: Connection) -> None:
    """Run tasks until there are no more; Ctrl-C is left to the command, which then ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        with opened_sandbox() as sandbox:
            while True:
                _run(pipe.recv(), pipe, sandbox)
    except DropgradeError as fault:  # the sandbox could not start or failed
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
