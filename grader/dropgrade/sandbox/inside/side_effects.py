"""What a call does beside returning: to its arguments and to the global random states, which are set by a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from dropgrade.sandbox.wire import MAX_NAME

MAX_ARRAYS = 20
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Before:
    """Copies of what a well-behaved function leaves alone, made before a call."""

    inputs: list[tuple[str, Array, Array]]
    random_states: dict[str, object]

    @classmethod
    def of(cls, args: tuple[object, ...], kwargs: dict[str, object]) -> Self:
        """What a call with these arguments could change."""
        inputs = [(name, a, a.copy()) for name, value in _named(args, kwargs) for a in _arrays_in(value)]
        return cls(inputs, _random_states())

    def changes(self) -> dict[str, list[str]]:
        """The arguments and the random states that are not as they were, by name."""
        return {
            "changed": sorted({name for name, array, copy in self.inputs if _differs(array, copy)}),
            "globals": [name for name, state in _random_states().items() if state != self.random_states[name]],
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


def _differs(array: Array, copy: Array) -> bool:
    same_form = array.shape == copy.shape and array.dtype == copy.dtype
    return not same_form or _bytes_of(array) != _bytes_of(copy)


def _bytes_of(array: Array) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _random_states() -> dict[str, object]:
    _, key, *position = np.random.get_state(legacy=True)  # noqa: NPY002 - the state that functions should not use
    return {"numpy.random": (np.asarray(key).tobytes(), position), "random": random.getstate()}


def array_shapes(variables: Mapping[str, object]) -> list[tuple[str, tuple[int, ...]]]:
    """The arrays among the variables of a function, and of the object that it is a method of, by name and shape."""
    own = getattr(variables.get("self"), "__dict__", {})
    named = [
        *variables.items(),
        *((f"self.{name}", value) for name, value in (own if type(own) is dict else {}).items()),
    ]
    return [(name[:MAX_NAME], value.shape) for name, value in named if type(value) is np.ndarray][:MAX_ARRAYS]


def seed_everything(seed: int) -> None:
    """Make even unseeded randomness repeat, so that the same file and seed get the same score."""
    entropy = random.Random(seed)  # noqa: S311 - not for secrets: for repeating
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - students may use it, and then it repeats
    np.random.bit_generator.randbits = entropy.getrandbits  # type: ignore[attr-defined]
