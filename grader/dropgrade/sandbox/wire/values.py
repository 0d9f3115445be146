"""The limits of what can cross the pipe, and the values that stand for objects on one side."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

PREFIX = struct.Struct(">II")
MAX_HEADER = 4 * 2**20
MAX_BODY = 64 * 2**20
MAX_DEPTH = 60
MAX_NODES = 50_000
"""Values in a message that are written one by one."""
MAX_ITEMS = 2_000_000
"""Numbers and texts in a message that are members of lists, sets or dictionaries of one type."""
MAX_DIMENSIONS = 16
MAX_INTEGER_BITS = 14_000
"""Python does not convert integers of more than 4300 digits to text."""
MAX_SAME_HASH = 200
"""The number of keys that may share a hash, which is the number of comparisons in a look-up."""
MAX_TEXT = 10_000_000
SHORT_TEXT = 1_000
"""Longer texts are not written into the header."""
MAX_NAME = 100
ROLES = ("object", "function", "iterator")
"""How the grader uses an object that stays in the worker."""
ALIGNMENT = 16

Seed = tuple[tuple[int, ...], tuple[int, ...]]
"""The entropy and the spawn key of a seed sequence."""

type_name = type.__dict__["__qualname__"].__get__  # read like this, a metaclass cannot fake them
type_bases = type.__dict__["__mro__"].__get__


class WireError(Exception):
    """The bytes from the other side are not what this codec writes."""


class NoValue(BaseException):
    """A check used a returned value as a plain value, which it is not: the fault is in the answer, not in the check.

    It derives from `BaseException`, so that `pytest.raises(Exception)` in a suite does not catch it.
    """

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class NoLength(NoValue, TypeError):
    """The same for a requested length, since Python itself asks for one when it makes a list."""


class Opaque:
    """A value that cannot be computed with, ordered, counted or unpacked: each attempt raises `NoValue`."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise NoValue(str(self))

    _no: Any = _refuse
    __array__ = __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = __float__ = __int__ = __index__ = _no
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __sub__ = __mul__ = __truediv__ = __floordiv__ = __mod__ = _no
    __pow__ = __matmul__ = __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rfloordiv__ = __rmod__ = _no
    __rpow__ = __rmatmul__ = __neg__ = __abs__ = __round__ = __complex__ = _no


@dataclass(frozen=True, slots=True)
class Foreign(Opaque):
    """A value that cannot cross, as a description: `an object of class Foo`."""

    description: str

    def __str__(self) -> str:
        """Return the description."""
        return self.description


@dataclass(frozen=True, slots=True)
class Handle:
    """An object in the worker, by its number there and the name of its class.

    `role` says how it is used: "object", "function" or "iterator". `methods` are the names of its class's callable
    members and come with the first object of a class; `fields` are those of a dataclass at the time when it crossed.
    """

    number: int
    type_name: str
    role: str = "object"
    methods: tuple[str, ...] = field(default=(), compare=False)
    fields: Mapping[str, object] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class GeneratorState:
    """A PCG64 generator: a number as its identity, its position in the stream, and its seed.

    `seed` is the entropy and the spawn key of its seed sequence, which `spawn` and `bit_generator.seed_seq` need.
    """

    number: int
    position: tuple[int, ...]
    seed: Seed | None = None


@dataclass(frozen=True, slots=True)
class CallbackNumber:
    """A function that stays with the grader and is called over the pipe.

    If it `pulls`, it returns the next item of an iterator in a tuple, which is empty at the end.
    """

    number: int
    pulls: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A function or class of the submission by its name, or a method of the object with the number `owner`."""

    name: str
    owner: int | None = None
    module: str = ""


def unchanged(value: object) -> object:
    """Return the value; used as an adapter that adapts nothing."""
    return value
