"""How a piece of work in a worker can end without a value.

What the grader decides (time, memory, crash, import) derives from `BaseException`, so that no
`pytest.raises(Exception)` of a suite can take it for the student's. What the student's function
raised is an ordinary exception that carries text only.
"""

from __future__ import annotations

import signal
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.transport import MOST_OUTPUT, ChannelClosed, CpuSpent, DeadlinePassed, Exit, TooMuchOutput
from dropgrade.sandbox.wire import MAX_DIMENSIONS, WireError

MOST_PAIRS = 20


@dataclass(frozen=True, slots=True)
class RaisedInfo:
    """An exception of the student's as plain text, and the line of the student's file it came from."""

    type_name: str
    bases: tuple[str, ...]
    text: str
    line: int | None = None
    part: str = ""
    path: tuple[tuple[str, int], ...] = ()
    """The student's lines that led to it, outermost first, each with the part that it is in."""
    arrays: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """The arrays that the function had at hand, by name and shape."""

    def is_a(self, type_name: str) -> bool:
        """Whether the exception's class is, or derives from, the builtin class of this name."""
        return type_name == self.type_name or type_name in self.bases

    @classmethod
    def from_wire(cls, data: Mapping[str, Any], parts: Collection[str] = ()) -> RaisedInfo:
        """Read a worker's description and believe nothing of it but that it is text; a part has to be one of these."""
        line, part = data.get("line"), data.get("part")
        is_place = type(line) is int and 0 < line < 10**7 and isinstance(part, str) and part in parts
        return cls(
            type_name=_name(data.get("type")) or "Exception",
            bases=texts(data.get("bases")),
            text=_text(data.get("text"), 1000),
            line=line if is_place else None,
            part=str(part) if is_place else "",
            path=tuple(
                (at, n) for at, n in _pairs(data.get("path")) if _is_line(n) and isinstance(at, str) and at in parts
            ),
            arrays=tuple((_name(name), tuple(shape)) for name, shape in _pairs(data.get("arrays")) if _is_shape(shape)),
        )


def _is_line(value: object) -> bool:
    return type(value) is int and 0 < value < 10**7


def _is_shape(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MAX_DIMENSIONS
        and all(type(length) is int and 0 <= length < 2**40 for length in value)
    )


def _pairs(value: object) -> list[tuple[Any, Any]]:
    """The pairs in what should be a list of them."""
    pairs = value[:MOST_PAIRS] if isinstance(value, list) else []
    return [(pair[0], pair[1]) for pair in pairs if isinstance(pair, list) and len(pair) == 2]  # noqa: PLR2004


def texts(value: object) -> tuple[str, ...]:
    """The texts in what should be a list of them."""
    return tuple(map(_name, value[:20])) if isinstance(value, list) else ()


def _name(value: object) -> str:
    """The name of a class or an argument: one word, as far as it is shown."""
    return _text(value, 100).replace("\n", " ")


def _text(value: object, longest: int) -> str:
    return value[:longest] if isinstance(value, str) else ""


CountedCall = tuple[str, str, int]
"""A caller, the function that it called, and how often; the caller is empty where the suite called."""
MOST_CALLS = 1000


def counted_calls(value: object) -> tuple[CountedCall, ...]:
    """The counts of calls in what should be a list of them, as far as they are some."""
    rows = value[:MOST_CALLS] if isinstance(value, list) else []
    return tuple(
        (_name(row[0]), _name(row[1]), row[2])
        for row in rows
        if isinstance(row, list) and len(row) == 3 and type(row[2]) is int and 0 < row[2] < 2**62  # noqa: PLR2004
    )


class StudentRaised(Exception):
    """The student's function raised; `call` is how it was called, in words, and `given` the shapes of its arrays."""

    def __init__(self, function: str, info: RaisedInfo) -> None:
        super().__init__(f"{function} raised {info.type_name}: {info.text}")
        self.function = function
        self.info = info
        self.call = ""
        self.given: list[tuple[int | str, tuple[int, ...]]] = []


class WorkerOutcome(BaseException):
    """Base of what the grader decides about a worker; `function` is what was running."""

    def __init__(self, message: str, function: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.function = function


class LoadRaised(WorkerOutcome):
    """The submission raised while it was being loaded."""

    def __init__(self, info: RaisedInfo) -> None:
        super().__init__(f"{info.type_name}: {info.text}")
        self.info = info


class NameMissing(WorkerOutcome):
    """The submission defines nothing of a required name."""


class OutOfTime(WorkerOutcome):
    """The worker used up its CPU seconds, or did not answer within the wall limit."""


class OutOfMemory(WorkerOutcome):
    """The student's code asked for more memory than a worker may have."""


class Crashed(WorkerOutcome):
    """The worker ended by itself, or spoke nonsense."""


COUNTED = 0.5
"""The share of its limit that a worker killed for its time has used at least: kernels count in coarse ticks."""
LOADING = "loading the file"


class EndlessCalls(WireError):
    """A worker that calls back without end, which costs the grader's time more than its own."""


class EndlessItems(WireError):
    """A worker whose iterators give more items than a check may take."""


def outcome_of(event: Exception, ended: Exit, limits: Limits, function: str) -> WorkerOutcome:
    """The outcome, from what was noticed on the channel and from how the process ended."""
    doing = function if function == LOADING else f"`{function}`"
    if isinstance(event, EndlessCalls):
        return OutOfTime(f"{doing} called the function that it was given more than {event} times: stopped.", function)
    if isinstance(event, EndlessItems):
        return OutOfTime(f"A generator or iterator gave more than {event} items: stopped.", function)
    if isinstance(event, TooMuchOutput):
        return OutOfTime(f"{doing} printed more than {MOST_OUTPUT // 2**20} MB and was stopped.", function)
    if isinstance(event, CpuSpent):
        return OutOfTime(f"{doing} computed for more than {limits.cpu_seconds:g} seconds and was stopped.", function)
    if isinstance(event, DeadlinePassed):
        return OutOfTime(f"{doing} did not come back within {limits.wall_seconds:g} seconds and was stopped.", function)
    if isinstance(event, ChannelClosed) and ended.killed_after(limits.cpu_in_all * COUNTED):
        return OutOfTime(f"{doing} computed for more than {limits.cpu_in_all} seconds and was stopped.", function)
    if isinstance(event, WireError):
        odd = "wrote on the grader's channel, or sent what no function returns"
        return Crashed(f"{doing} {odd}: {event}.", function)
    if ended.code < 0:
        return Crashed(f"{doing} brought the process down ({ending_in_words(ended.code)}).", function)
    return Crashed(f"{doing} ended the whole process ({ending_in_words(ended.code)}) in place of returning.", function)


def out_of_memory(limits: Limits, function: str) -> OutOfMemory:
    """The outcome of a `MemoryError`."""
    doing = function if function == LOADING else f"`{function}`"
    return OutOfMemory(f"{doing} asked for more than the {limits.memory_mb} MB of memory that it may have.", function)


def ending_in_words(code: int) -> str:
    """How a process ended: `SIGSEGV`, `exit code 70`."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
