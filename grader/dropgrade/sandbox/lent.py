"""Objects that a check lends to a submission: generators, which move on both sides, functions and iterators."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import islice
from typing import Any

import numpy as np

from dropgrade.sandbox.wire import (
    CallbackNumber,
    EnumMember,
    ErrorValue,
    GeneratorState,
    Handle,
    NamedValues,
    Record,
    Reference,
    WireError,
    checked_position,
    held,
    move_stream,
    seed_of,
    stream_position,
)

Position = tuple[int, ...]


class Remote:
    """A suite's proxy for an object of the submission; when passed back, it stands for that object."""

    __slots__ = ()

    @property
    def on_the_wire(self) -> Handle | Reference:
        """What is sent instead of it."""
        raise NotImplementedError


@dataclass(slots=True)
class Lent:
    """The generators and functions that one check has lent, by the numbers used on the wire.

    A submission may keep a function for as long as the check lasts, since objects it returned may call it. `first` is
    the number of the first function; lower numbers belong to earlier checks. `wrap` turns a handle into what the suite
    sees.
    """

    wrap: Callable[[Handle], object] = lambda handle: handle
    first: int = 0
    generators: dict[int, np.random.Generator] = field(default_factory=dict)
    functions: list[Callable[..., object]] = field(default_factory=list)
    positions: dict[int, Position] = field(default_factory=dict)
    """The position of each generator in the worker."""

    def next(self) -> Lent:
        """Return what the next check begins with."""
        return Lent(self.wrap, self.first + len(self.functions))

    def to_wire(self, value: object) -> object:
        """Return what is sent for a value that exists on this side only, or the value itself."""
        if isinstance(value, Remote):
            return value.on_the_wire
        if isinstance(value, np.random.Generator):
            return self._state(value)
        if isinstance(value, Iterator):
            return CallbackNumber(self._number(_Pull(value)), pulls=True)
        plain = _plain(value)
        if plain is value and callable(value):
            return CallbackNumber(self._number(value))
        return plain

    def _number(self, function: Callable[..., object]) -> int:
        known = next((n for n, other in enumerate(self.functions) if other is function), len(self.functions))
        if known == len(self.functions):
            self.functions.append(function)
        return self.first + known

    def _state(self, rng: np.random.Generator) -> GeneratorState:
        position = stream_position(rng)
        number = next((n for n, known in self.generators.items() if known is rng), len(self.generators))
        self.positions[number] = position
        if number < len(self.generators):
            return GeneratorState(number, position)
        self.generators[number] = rng
        return GeneratorState(number, position, seed_of(rng))

    def from_wire(self, value: object) -> object:
        """Return the object that a received value stands for; raises `WireError` for one that was never lent."""
        if isinstance(value, GeneratorState):
            if value.number not in self.generators:
                raise WireError("a generator that was never handed out")
            return self.generators[value.number]
        if isinstance(value, Handle):
            return self.wrap(value)
        if isinstance(value, CallbackNumber | Reference | Record):
            raise WireError("what only the grader sends")
        return value

    def moved(self) -> dict[int, Position]:
        """Return the generators that the suite has moved since the worker saw them, as it may have kept them."""
        now = {number: stream_position(rng) for number, rng in held(self.generators)}
        moved = {number: position for number, position in now.items() if position != self.positions[number]}
        self.positions |= moved
        return moved

    def move(self, streams: object) -> None:
        """Move generators to where a call left them; raises `WireError` if the positions are not valid."""
        for number, position in (streams if isinstance(streams, dict) else {}).items():
            try:
                rng, moved = self.generators[int(number)], checked_position(position)
                move_stream(rng, moved)
                self.positions[int(number)] = moved
            except (ValueError, TypeError, KeyError, WireError):
                raise WireError("the state of a generator is invalid") from None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a function of the suite on the student's arguments; its exception is sent back as a ValueError."""
        number, data = request["callback"], request.get("data")
        if type(number) is not int or not 0 <= number - self.first < len(self.functions):
            raise WireError("a function that was never handed out")
        match data:
            case (tuple() as args, dict() as kwargs):
                pass
            case _:
                raise WireError("a call without arguments")
        try:
            return {"data": self.functions[number - self.first](*args, **kwargs)}
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, MemoryError) as error:
            return {"refused": f"this function could not be called so: {error}"[:500]}


@dataclass(frozen=True, slots=True, eq=False)
class _Pull:
    """Returns the next item of an iterator in a tuple, or an empty tuple at its end."""

    iterator: Iterator[object]

    def __call__(self) -> tuple[object, ...]:
        return tuple(islice(self.iterator, 1))


def _plain(value: object) -> object:
    """Convert the suite's named tuples, dataclasses, enum members and exceptions to named values."""
    kind = type(value)
    if isinstance(value, tuple) and isinstance(names := getattr(kind, "_fields", None), tuple):
        return NamedValues.of(kind.__qualname__, names, value)
    if isinstance(value, enum.Enum):
        return EnumMember(kind.__qualname__, value.name, value.value)
    if isinstance(value, BaseException):
        return ErrorValue(kind.__qualname__, tuple(base.__qualname__ for base in kind.__mro__), str(value))
    if is_dataclass(value) and not isinstance(value, type):
        return Record(kind.__qualname__, {each.name: getattr(value, each.name) for each in fields(value)})
    return value
