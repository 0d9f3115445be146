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
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Protocol, cast

from dropgrade.errors import DropgradeError, GraderFault
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.needs import starting_a_process

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Sandbox

TICK, DONE, RAISED = "tick", "done", "raised"
LOST = GraderFault("A process that graded was lost.", "Is there enough memory? Run the command again.")


class Task(Protocol):
    """Work that can be sent to another process; its size is the number of ticks that it gives."""

    result: Any
    """What `run` gave, once it has run."""

    @property
    def size(self) -> int:
        """How many ticks it gives."""

    @property
    def group(self) -> str:
        """What it is about: tasks of one group go to one process, which remembers what it has graded."""

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> Any:  # noqa: ANN401 - each task has a result of its own
        """Do the work."""


def run_all(tasks: Sequence[Task], on_tick: Callable[[int], None]) -> None:
    """Run all tasks, each of which then holds its result; `on_tick` is called with the number of ticks so far.

    Raises what a task raises, and `GraderFault` where a process is lost.
    """
    waiting = list(enumerate(tasks))
    groups: dict[Connection, str] = {}
    ticks = 0
    with _processes(min(_cores(), len(tasks))) as idle:
        busy: dict[Connection, int] = {}
        while True:
            busy |= dict(_begun(idle, waiting, groups))
            if not busy:
                return
            for pipe in cast("list[Connection]", wait(list(busy))):
                kind, value = _message(pipe)
                if kind == TICK:
                    on_tick(ticks := ticks + 1)
                else:
                    tasks[busy.pop(pipe)].result = value
                    idle.append(pipe)


def _begun(
    idle: list[Connection], waiting: list[tuple[int, Task]], groups: dict[Connection, str]
) -> Iterator[tuple[Connection, int]]:
    """Give tasks to the processes that have none; `groups` says what each process worked on last."""
    while idle and waiting:
        pipe = idle.pop()
        number, task = waiting.pop(_chosen([task.group for _, task in waiting], groups, pipe))
        groups[pipe] = task.group
        try:
            pipe.send(task)
        except OSError:
            raise LOST from None
        yield pipe, number


def _chosen(coming: Sequence[str], groups: dict[Connection, str], pipe: Connection) -> int:
    """The next task for a process: one of its group, else of a group that no process works on, else any."""
    own, taken = groups.get(pipe), set(groups.values())
    places = {group: place for place, group in reversed(list(enumerate(coming)))}  # the first of each
    return places.get(own or "", next((place for group, place in places.items() if group not in taken), 0))


def _message(pipe: Connection) -> tuple[str, Any]:
    try:
        kind, value = pipe.recv()
    except (EOFError, OSError):
        raise LOST from None
    if kind == RAISED:
        raise value
    return kind, value


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def _processes(count: int) -> Iterator[list[Connection]]:
    """The pipes to so many processes, which end with the block, at once where nobody wants their results any more."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as ending:
        pipes = []
        for _ in range(count):
            with starting_a_process():
                ours, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(theirs,), daemon=True)
                process.start()
            theirs.close()
            ending.callback(process.join)
            ending.callback(process.kill)  # which is called first
            pipes.append(ours)
        yield list(pipes)


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
        pipe.send((DONE, task.run(sandbox, lambda: pipe.send((TICK, None)))))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again where the task came from
        pipe.send((RAISED, error))


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
