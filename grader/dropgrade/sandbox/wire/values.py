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

Seed = tuple[tuple[int, ...], tuple[int, ...]]
"""The entropy and the spawn key of a seed sequence."""

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
    """A PCG64 generator: a number for its identity, where it is in its stream, and what it was made of.

    `seed` is the entropy and the spawn key of its seed sequence, which `spawn` and `bit_generator.seed_seq` need.
    """

    number: int
    position: tuple[int, ...]
    seed: Seed | None = None


@dataclass(frozen=True, slots=True)
class CallbackNumber:
    """A function that stays with the grader and is called over the pipe."""

    number: int


def unchanged(value: object) -> object:
    """What an adapter does that has nothing to adapt."""
    return value
