"""Detect side effects of a call on its arguments and on the global random states, and seed the latter."""

from __future__ import annotations

import ctypes
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from dropgrade.sandbox.wire import MAX_NAME

MAX_ARRAYS = 20
MERSENNE_BYTES = 625 * 4
"""The size of the state of NumPy's global generator: its 624 words and its position in them."""
Array = np.ndarray[Any, Any]
Form = tuple[tuple[int, ...], np.dtype[Any], bytes]


@dataclass(frozen=True, slots=True)
class Before:
    """Copies, made before a call, of what a well-behaved function leaves unchanged."""

    inputs: list[tuple[str, Array, Form]]
    random_states: RandomStates

    @classmethod
    def of(cls, args: tuple[object, ...], kwargs: dict[str, object], random_states: RandomStates) -> Self:
        """Copy what a call with these arguments could change."""
        inputs = [(name, a, _form(a)) for name, value in _named(args, kwargs) for a in _arrays_in(value)]
        return cls(inputs, random_states)

    def changes(self) -> dict[str, list[str]]:
        """Return the names of the arguments and of the random states that have changed."""
        return {
            "changed": sorted({name for name, array, form in self.inputs if _form(array) != form}),
            "globals": self.random_states.changed(),
        }


def _named(args: tuple[object, ...], kwargs: dict[str, object]) -> Iterator[tuple[str, object]]:
    yield from ((str(position), value) for position, value in enumerate(args))
    yield from kwargs.items()


def _arrays_in(value: object) -> Iterator[Array]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _arrays_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _arrays_in(item)


def _form(array: Array) -> Form:
    """Return everything that a call could change: the bytes are compared faster than as memory."""
    return array.shape, array.dtype, array.tobytes()


class RandomStates:
    """The global random states after a call; the next call starts with them unless they are seeded in between.

    NumPy's state is read as bytes, which takes a tenth of the time of `get_state`. They do not include a normal number
    that the generator holds back, so once anything was drawn that is compared as well.
    """

    def __init__(self) -> None:
        self._generator = _global_generator()
        self._address = self._generator.ctypes.state_address
        self._is_drawn = True
        self._states: dict[str, object] = {}

    def seeded(self) -> None:
        """Take the current states, which have just been seeded, as the starting point."""
        self._is_drawn = False
        self._states = self._read()

    def look(self) -> None:
        """Take the current states as the starting point, whatever changed them."""
        self._states = self._read()

    def changed(self) -> list[str]:
        """Return the names of the states that changed since the last call or since they were seeded."""
        before, self._states = self._states, self._read()
        names = [name for name, state in self._states.items() if state != before.get(name)]
        if "numpy.random" in names and not self._is_drawn:
            self._is_drawn = True
            self._states = self._read()
        return names

    def _read(self) -> dict[str, object]:
        numpys: object = ctypes.string_at(self._address, MERSENNE_BYTES)
        if _global_generator() is not self._generator:
            numpys = repr(np.random.get_state(legacy=False))  # noqa: NPY002 - as below
        elif self._is_drawn:
            numpys = numpys, *np.random.get_state(legacy=True)[2:]  # type: ignore[index] # noqa: NPY002 - not to be used
        return {"numpy.random": numpys, "random": random.getstate()}


def _global_generator() -> Any:  # noqa: ANN401 - NumPy's types do not name it
    return np.random.mtrand._rand._bit_generator  # noqa: SLF001


def array_shapes(variables: Mapping[str, object]) -> list[tuple[str, tuple[int, ...]]]:
    """Return name and shape of the arrays among a function's variables and among the attributes of its `self`."""
    own = getattr(variables.get("self"), "__dict__", {})
    named = [
        *variables.items(),
        *((f"self.{name}", value) for name, value in (own if type(own) is dict else {}).items()),
    ]
    return [(name[:MAX_NAME], value.shape) for name, value in named if type(value) is np.ndarray][:MAX_ARRAYS]


def seed_everything(seed: int) -> None:
    """Make even unseeded randomness repeatable, so that the same file and seed always get the same score."""
    entropy = random.Random(seed)  # noqa: S311 - not for secrets: for repeating
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - students may use it, and then it repeats
    np.random.bit_generator.randbits = entropy.getrandbits  # type: ignore[attr-defined]
