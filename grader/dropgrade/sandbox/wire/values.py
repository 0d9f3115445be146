"""What can cross the pipe: its limits, and the values that stand for what stays on one side."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

PREFIX = struct.Struct(">II")
MAX_HEADER = 4 * 2**20
MAX_BODY = 64 * 2**20
MAX_DEPTH = 16
MAX_NODES = 20_000
MAX_DIMENSIONS = 16
MAX_INTEGER_BITS = 256
KEY_BITS = 60
MAX_TEXT = 100_000
MAX_NAME = 100
ALIGNMENT = 16
DTYPE_KINDS = "biufc"
DTYPES = {
    dtype.str: dtype
    for dtype in (np.dtype(code).newbyteorder("<") for code in np.typecodes["All"])
    if dtype.kind in DTYPE_KINDS and dtype.itemsize <= ALIGNMENT
}
"""All that an array may hold, by the names on the wire: other names mean more to NumPy than a kind and a size."""

type_name = type.__dict__["__qualname__"].__get__  # a metaclass cannot lie to these
type_bases = type.__dict__["__mro__"].__get__


class WireError(Exception):
    """The bytes from the other side are not what this codec writes."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value that does not cross, by its description: `an object of class Foo`."""

    description: str

    def __str__(self) -> str:
        """Read as the description."""
        return self.description


@dataclass(frozen=True, slots=True)
class Handle:
    """An object that lives in the worker, by its number there and the name of its class."""

    number: int
    type_name: str


@dataclass(frozen=True, slots=True)
class GeneratorState:
    """A PCG64 generator: a number that stands for its identity, and where it is in its stream."""

    number: int
    state: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class CallbackNumber:
    """A function that stays with the grader and is called over the pipe."""

    number: int


def unchanged(value: object) -> object:
    """What an adapter does that has nothing to adapt."""
    return value


def checked_position(values: list[object]) -> tuple[int, int, int, int]:
    """A generator's position as it came over the pipe, or `WireError`."""
    state, increment, has_half, half = (_below(2**b, v) for v, b in zip(values, (128, 128, 1, 32), strict=True))
    if not increment % 2:  # the stream may then stand still, and drawing from it never end
        raise WireError("the state of a generator is none")
    return state, increment, has_half, half


def _below(limit: int, value: object) -> int:
    if type(value) is not int or not 0 <= value < limit:
        raise WireError("the state of a generator is none")
    return value


def stream_position(rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Where a PCG64 generator is in its stream: state, increment, and the half word kept back."""
    state = rng.bit_generator.state
    return state["state"]["state"], state["state"]["inc"], state["has_uint32"], state["uinteger"]


def move_stream(rng: np.random.Generator, position: tuple[int, int, int, int]) -> None:
    """Put a PCG64 generator where `stream_position` says."""
    state, increment, has_half, half = position
    rng.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": has_half,
        "uinteger": half,
    }
