"""What a check lends to a submission and keeps itself: generators, which move on both sides, functions, iterators."""

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
    """What a suite has in place of something of the submission's; handed back, it means that thing."""

    __slots__ = ()

    @property
    def on_the_wire(self) -> Handle | Reference:
        """What is sent in its place."""
        raise NotImplementedError


@dataclass(slots=True)
class Lent:
    """The generators and functions of one check, by the numbers that stand for them on the wire.

    A submission may keep a function for as long as the check lasts: what it returns may call it. `first` is the number
    of the first one; those before belong to earlier checks. `wrap` makes of a handle what the suite sees.
    """

    wrap: Callable[[Handle], object] = lambda handle: handle
    first: int = 0
    generators: dict[int, np.random.Generator] = field(default_factory=dict)
    functions: list[Callable[..., object]] = field(default_factory=list)
    positions: dict[int, Position] = field(default_factory=dict)
    """Where the worker has each generator."""

    def next(self) -> Lent:
        """What the next check begins with."""
        return Lent(self.wrap, self.first + len(self.functions))

    def to_wire(self, value: object) -> object:
        """What is sent in place of a value that only one side can name; any other value as it is."""
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
        """What a number means to the suite; raises `WireError` for a generator that was never lent."""
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
        """The generators that the suite has moved since the worker saw them: it may have kept them."""
        now = {number: stream_position(rng) for number, rng in held(self.generators)}
        moved = {number: position for number, position in now.items() if position != self.positions[number]}
        self.positions |= moved
        return moved

    def move(self, streams: object) -> None:
        """Put the generators where a call has left them; raises `WireError` for what is no such thing."""
        for number, position in (streams if isinstance(streams, dict) else {}).items():
            try:
                rng, moved = self.generators[int(number)], checked_position(position)
                move_stream(rng, moved)
                self.positions[int(number)] = moved
            except (ValueError, TypeError, KeyError, WireError):
                raise WireError("the state of a generator is none") from None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a function of the suite on the student's arguments; its complaint goes back as a ValueError."""
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
    """Gives the next item of an iterator, in a tuple that is empty at its end."""

    iterator: Iterator[object]

    def __call__(self) -> tuple[object, ...]:
        return tuple(islice(self.iterator, 1))


def _plain(value: object) -> object:
    """A named tuple, a dataclass, a member of an enum or an exception of the suite's by its names; else the value."""
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
