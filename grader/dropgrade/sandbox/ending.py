"""Why a worker ended without an answer, in the words that a student reads."""

from __future__ import annotations

import signal

from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import Crashed, OutOfMemory, OutOfTime, WorkerOutcome
from dropgrade.sandbox.transport import ChannelClosed, DeadlinePassed, Exit
from dropgrade.sandbox.wire import WireError

WALL_FACTOR = 5
COUNTED = 0.5
"""The share of its limit that a worker killed for its time has used at least: kernels count in coarse ticks."""
LOADING = "loading the file"


class EndlessCalls(WireError):
    """A worker that calls back without end, which costs the grader's time more than its own."""


def outcome_of(event: Exception, ended: Exit, limits: Limits, function: str) -> WorkerOutcome:
    """The outcome, from what was noticed on the channel and from how the process ended."""
    doing = function if function == LOADING else f"`{function}`"
    if isinstance(event, EndlessCalls):
        return OutOfTime(f"{doing} called the function that it was given more than {event} times: stopped.", function)
    if isinstance(event, DeadlinePassed):
        seconds = WALL_FACTOR * limits.cpu_seconds
        return OutOfTime(f"{doing} did not come back within {seconds} seconds and was stopped.", function)
    if isinstance(event, ChannelClosed) and ended.killed_after(limits.cpu_seconds * COUNTED):
        return OutOfTime(f"{doing} computed for more than {limits.cpu_seconds} seconds and was stopped.", function)
    if isinstance(event, WireError):
        odd = "wrote on the grader's channel, or sent what no function returns"
        return Crashed(f"{doing} {odd}: {event}.", function)
    if ended.code < 0:
        return Crashed(f"{doing} brought the process down ({_signal_name(-ended.code)}).", function)
    return Crashed(f"{doing} ended the whole process (exit code {ended.code}) in place of returning.", function)


def out_of_memory(limits: Limits, function: str) -> OutOfMemory:
    """The outcome of a `MemoryError`."""
    doing = function if function == LOADING else f"`{function}`"
    return OutOfMemory(f"{doing} asked for more than the {limits.memory_mb} MB of memory that it may have.", function)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
