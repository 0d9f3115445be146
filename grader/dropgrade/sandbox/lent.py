"""What a check lends to a submission and keeps itself: generators, which move on both sides, and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dropgrade.sandbox.wire import (
    CallbackNumber,
    GeneratorState,
    WireError,
    checked_position,
    move_stream,
    seed_of,
    stream_position,
)

Position = tuple[int, ...]


@dataclass(slots=True)
class Lent:
    """The generators of one check and the functions of one call, by the numbers that stand for them on the wire."""

    generators: list[np.random.Generator] = field(default_factory=list)
    functions: list[Callable[..., object]] = field(default_factory=list)
    positions: dict[int, Position] = field(default_factory=dict)
    """Where the worker has each generator."""

    def to_wire(self, value: object) -> object:
        """A generator or a function as its number; any other value as it is."""
        if isinstance(value, np.random.Generator):
            return self._state(value)
        if callable(value):
            self.functions.append(value)
            return CallbackNumber(len(self.functions) - 1)
        return value

    def _state(self, rng: np.random.Generator) -> GeneratorState:
        position = stream_position(rng)
        number = next((n for n, known in enumerate(self.generators) if known is rng), len(self.generators))
        self.positions[number] = position
        if number < len(self.generators):
            return GeneratorState(number, position)
        self.generators.append(rng)
        return GeneratorState(number, position, seed_of(rng))

    def from_wire(self, value: object) -> object:
        """The generator that a number means; raises `WireError` for one that was never lent."""
        if isinstance(value, GeneratorState):
            if value.number >= len(self.generators):
                raise WireError("a generator that was never handed out")
            return self.generators[value.number]
        if isinstance(value, CallbackNumber):
            raise WireError("a function does not cross")
        return value

    def moved(self) -> dict[int, Position]:
        """The generators that the suite has moved since the worker saw them: it may have kept them."""
        now = {number: stream_position(rng) for number, rng in enumerate(self.generators)}
        moved = {number: position for number, position in now.items() if position != self.positions[number]}
        self.positions |= moved
        return moved

    def move(self, streams: object) -> None:
        """Put the generators where a call has left them; raises `WireError` for what is no such thing."""
        for number, position in (streams if isinstance(streams, dict) else {}).items():
            try:
                rng, moved = dict(enumerate(self.generators))[int(number)], checked_position(position)
                move_stream(rng, moved)
                self.positions[int(number)] = moved
            except (ValueError, TypeError, KeyError, WireError):
                raise WireError("the state of a generator is none") from None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a function of the suite on the student's arguments; its complaint goes back as a ValueError."""
        number, data = request["callback"], request.get("data")
        if type(number) is not int or not 0 <= number < len(self.functions):
            raise WireError("a function that was never handed out")
        match data:
            case (tuple() as args, dict() as kwargs):
                pass
            case _:
                raise WireError("a call without arguments")
        try:
            return {"data": self.functions[number](*args, **kwargs)}
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, MemoryError) as error:
            return {"refused": f"this function could not be called so: {error}"[:500]}
