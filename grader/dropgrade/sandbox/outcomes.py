"""The ways in which work in a worker can end without a value.

Outcomes that the grader decides (time, memory, crash, import) derive from `BaseException`, so that
`pytest.raises(Exception)` in a suite does not catch them. What the student's function raised is an ordinary exception
that carries only text.
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
    """A student's exception as plain text, and the line of the student's file that it came from."""

    type_name: str
    bases: tuple[str, ...]
    text: str
    line: int | None = None
    part: str = ""
    path: tuple[tuple[str, int], ...] = ()
    """The student's lines that led to it, outermost first, each with its part."""
    arrays: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Name and shape of the arrays among the function's variables."""

    def is_a(self, type_name: str) -> bool:
        """Whether the exception's class is, or derives from, the builtin class with this name."""
        return type_name == self.type_name or type_name in self.bases

    @classmethod
    def from_wire(cls, data: Mapping[str, Any], parts: Collection[str] = ()) -> RaisedInfo:
        """Read a worker's description without trusting it: everything becomes text, and a part has to be in `parts`."""
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
    """Return the pairs in a value that should be a list of pairs."""
    pairs = value[:MOST_PAIRS] if isinstance(value, list) else []
    return [(pair[0], pair[1]) for pair in pairs if isinstance(pair, list) and len(pair) == 2]  # noqa: PLR2004


def texts(value: object) -> tuple[str, ...]:
    """Return the texts in a value that should be a list of texts."""
    return tuple(map(_name, value[:20])) if isinstance(value, list) else ()


def _name(value: object) -> str:
    """Return the name of a class or an argument, on one line and not too long."""
    return _text(value, 100).replace("\n", " ")


def _text(value: object, longest: int) -> str:
    return value[:longest] if isinstance(value, str) else ""


CountedCall = tuple[str, str, int]
"""A caller, the function that it called, and how often; the caller is empty if the suite called."""
MOST_CALLS = 1000


def counted_calls(value: object) -> tuple[CountedCall, ...]:
    """Return the valid rows of a value that should be a list of counted calls."""
    rows = value[:MOST_CALLS] if isinstance(value, list) else []
    return tuple(
        (_name(row[0]), _name(row[1]), row[2])
        for row in rows
        if isinstance(row, list) and len(row) == 3 and type(row[2]) is int and 0 < row[2] < 2**62  # noqa: PLR2004
    )


class StudentRaised(Exception):
    """The student's function raised; `call` describes the call in words, and `given` has the shapes of its arrays."""

    def __init__(self, function: str, info: RaisedInfo) -> None:
        super().__init__(f"{function} raised {info.type_name}: {info.text}")
        self.function = function
        self.info = info
        self.call = ""
        self.given: list[tuple[int | str, tuple[int, ...]]] = []


class WorkerOutcome(BaseException):
    """Base class of outcomes that the grader decides; `function` is what was running."""

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
    """The submission does not define a required name."""


class OutOfTime(WorkerOutcome):
    """The worker used up its CPU seconds, or did not answer within the wall time."""


class OutOfMemory(WorkerOutcome):
    """The student's code asked for more memory than a worker may have."""


class Crashed(WorkerOutcome):
    """The worker ended by itself, or sent something that makes no sense."""


COUNTED = 0.5
"""A worker killed after this share of its CPU limit has run out of time: kernels count in coarse ticks."""
LOADING = "loading the file"


class EndlessCalls(WireError):
    """A worker called back too often, which costs the grader more time than the worker."""


class EndlessItems(WireError):
    """A worker's iterators gave more items than a check may take."""


def outcome_of(event: Exception, ended: Exit, limits: Limits, function: str) -> WorkerOutcome:
    """Return the outcome, given what was noticed on the channel and how the process ended."""
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
        return OutOfTime(f"{doing} did not return within {limits.wall_seconds:g} seconds and was stopped.", function)
    if isinstance(event, ChannelClosed) and ended.killed_after(limits.cpu_in_all * COUNTED):
        return OutOfTime(f"{doing} computed for more than {limits.cpu_in_all} seconds and was stopped.", function)
    if isinstance(event, WireError):
        odd = "wrote on the grader's channel, or sent something that no function returns"
        return Crashed(f"{doing} {odd}: {event}.", function)
    if ended.code < 0:
        return Crashed(f"{doing} brought the process down ({ending_in_words(ended.code)}).", function)
    return Crashed(f"{doing} ended the whole process ({ending_in_words(ended.code)}) instead of returning.", function)


def out_of_memory(limits: Limits, function: str) -> OutOfMemory:
    """Return the outcome for a `MemoryError`."""
    doing = function if function == LOADING else f"`{function}`"
    return OutOfMemory(f"{doing} asked for more than the {limits.memory_mb} MB of memory that it may have.", function)


def ending_in_words(code: int) -> str:
    """Describe how a process ended: `SIGSEGV`, `exit code 70`."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
