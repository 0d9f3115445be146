"""The codec between the grader and a worker: a JSON header with raw array bytes behind it.

Only plain data crosses: exact builtin types, plain arrays, NumPy scalars, generators by their state,
and numbers that stand for the student's objects or the grader's callbacks. Everything else crosses as
its description (`Foreign`), so a submission can return anything and never be more than data. Both
sides check the limits; the grader's side checks them before it allocates.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, ClassVar

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


def _unchanged(value: object) -> object:
    return value


@dataclass(slots=True)
class Encoder:
    """Turns one message into bytes; `adapt` replaces what only one side can name (generators, objects).

    A `strict` encoder, the grader's, refuses what does not cross in place of describing it.
    """

    adapt: Callable[[object], object] = _unchanged
    strict: bool = False
    _body: bytearray = field(default_factory=bytearray)
    _nodes: int = 0

    def frame(self, message: dict[str, Any]) -> bytes:
        """Encode a message whose values are under "data", as one frame."""
        if "data" in message:
            message = {**message, "data": self._node(message["data"], 0)}
        header = json.dumps(message, separators=(",", ":")).encode()
        if len(header) > MAX_HEADER:
            raise WireError("the message is too long")
        return PREFIX.pack(len(header), len(self._body)) + header + self._body

    def _node(self, value: object, depth: int) -> object:
        value = self.adapt(value)
        kind = type(value)
        if value is None or kind in (bool, float):
            return value
        encode = self._by_type.get(kind)
        if encode is not None:
            return encode(self, value, depth)
        if isinstance(value, np.generic):
            return self._scalar(value)
        return self._foreign(f"an object of class {type_name(kind)}")

    def _scalar(self, value: np.generic) -> object:
        node = self._array(np.asarray(value), 0)
        return {**node, "k": "scalar"} if node["k"] == "array" else node

    def _integer(self, value: int, _depth: int) -> object:
        return value if value.bit_length() <= MAX_INTEGER_BITS else self._foreign("an integer of enormous size")

    def _text(self, value: str, _depth: int) -> object:
        return value if len(value) <= MAX_TEXT else self._foreign(f"a string of {len(value)} characters")

    def _list(self, value: list[object], depth: int) -> object:
        items = self._items(value, depth)
        return self._foreign(f"a list of {len(value)} items") if items is None else {"k": "list", "v": items}

    def _tuple(self, value: tuple[object, ...], depth: int) -> object:
        items = self._items(value, depth)
        return self._foreign(f"a tuple of {len(value)} items") if items is None else {"k": "tuple", "v": items}

    def _dict(self, value: dict[object, object], depth: int) -> object:
        keys, values = self._items(value.keys(), depth), self._items(value.values(), depth)
        if keys is None or values is None:
            return self._foreign(f"a dict of {len(value)} items")
        return {"k": "dict", "v": [list(pair) for pair in zip(keys, values, strict=True)]}

    def _items(self, items: Collection[object], depth: int) -> list[object] | None:
        """All items, or None where the message has no room for them: they are counted before any is looked at."""
        self._nodes += len(items)
        if depth >= MAX_DEPTH or self._nodes > MAX_NODES:
            return None
        return [self._node(item, depth + 1) for item in items]

    def _array(self, value: np.ndarray[Any, Any], _depth: int) -> dict[str, object]:
        shape = "×".join(map(str, value.shape)) or "0-d"
        dtype = value.dtype.newbyteorder("<")
        if dtype.str not in DTYPES:
            return self._foreign(f"an array of dtype {value.dtype}, which does not hold plain numbers")
        if value.ndim > MAX_DIMENSIONS or max((*value.shape, len(self._body) + value.nbytes)) > MAX_BODY:
            return self._foreign(f"a {shape} array, which is too large")
        self._body += b"\0" * (-len(self._body) % ALIGNMENT)
        start = len(self._body)
        self._body += value.astype(dtype, copy=False).tobytes()
        return {"k": "array", "d": dtype.str, "s": list(value.shape), "o": start}

    def _generator(self, value: GeneratorState, _depth: int) -> object:
        return {"k": "generator", "n": value.number, "v": list(value.state)}

    def _handle(self, value: Handle, _depth: int) -> object:
        return {"k": "handle", "n": value.number, "v": value.type_name[:MAX_NAME]}

    def _callback(self, value: CallbackNumber, _depth: int) -> object:
        return {"k": "callback", "n": value.number}

    def _description(self, value: Foreign, _depth: int) -> object:
        return self._foreign(value.description)

    def _foreign(self, description: str) -> dict[str, object]:
        if self.strict:
            raise WireError(f"{description} cannot be sent to a worker")
        return {"k": "foreign", "v": description[:200]}

    _by_type: ClassVar[dict[type, Callable[[Encoder, Any, int], object]]] = {
        int: _integer,
        str: _text,
        list: _list,
        tuple: _tuple,
        dict: _dict,
        np.ndarray: _array,
        GeneratorState: _generator,
        Handle: _handle,
        CallbackNumber: _callback,
        Foreign: _description,
    }


def read_prefix(prefix: bytes) -> tuple[int, int]:
    """Lengths of the header and the body that follow, refused where either is beyond its limit."""
    header, body = PREFIX.unpack(prefix)
    if header > MAX_HEADER or body > MAX_BODY + ALIGNMENT * MAX_NODES:
        raise WireError("the message is too long")
    return header, body


@dataclass(slots=True)
class Decoder:
    """Turns a frame back into a message; `adapt` resolves generators, handles and callbacks."""

    adapt: Callable[[object], object] = _unchanged
    _body: bytearray = field(default_factory=bytearray)
    _nodes: int = 0
    _end: int = 0

    def message(self, header: bytes, body: bytearray) -> dict[str, Any]:
        """Decode one frame; anything but what `Encoder` writes raises `WireError`."""
        self._body = body
        try:
            message = json.loads(header)
            if type(message) is not dict:
                raise WireError("the message is not an object")
            if "data" in message:
                message["data"] = self._value(message["data"], 0)
        except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
            raise WireError(f"the message makes no sense ({type(error).__name__})") from None
        return message

    def _value(self, node: object, depth: int) -> object:
        self._nodes += 1
        if depth > MAX_DEPTH + 1 or self._nodes > 2 * MAX_NODES:
            raise WireError("the message is nested too deeply")
        if type(node) is int and node.bit_length() > MAX_INTEGER_BITS:
            raise WireError("an integer is too large")
        if type(node) is not dict:
            if type(node) is list:
                raise WireError("a bare list has no kind")
            return node
        return self.adapt(self._node(node, depth))

    def _node(self, node: dict[str, Any], depth: int) -> object:
        match node["k"]:
            case "list":
                return [self._value(v, depth + 1) for v in node["v"]]
            case "tuple":
                return tuple(self._value(v, depth + 1) for v in node["v"])
            case "dict":
                keys = [self._value(k, depth + 1) for k, _ in node["v"]]
                values = [self._value(v, depth + 1) for _, v in node["v"]]
                return dict(zip(map(_hashable, keys), values, strict=True))
            case "array":
                return self._array(node)
            case "scalar":
                return self._array(node)[()]
            case "generator":
                return GeneratorState(_number(node["n"]), checked_position(node["v"]))
            case "handle":
                return Handle(_number(node["n"]), str(node["v"])[:MAX_NAME])
            case "callback":
                return CallbackNumber(_number(node["n"]))
            case "foreign":
                return Foreign(str(node["v"])[:200])
        raise WireError("the message holds a value of no known kind")

    def _array(self, node: dict[str, Any]) -> np.ndarray[Any, Any]:
        dtype = DTYPES[node["d"]]
        shape = tuple(_number(n) for n in node["s"])
        start = _number(node["o"])
        if len(shape) > MAX_DIMENSIONS:
            raise WireError("an array of a kind that does not cross")
        count = math.prod(shape)
        end = start + count * dtype.itemsize
        if start % ALIGNMENT or start < self._end or end > len(self._body):
            raise WireError("an array lies outside its message, or on another one")
        self._end = end
        if not count:
            return np.zeros(shape, dtype)
        if dtype.kind == "b":  # any byte but 0 and 1 would confuse NumPy
            return np.asarray(np.frombuffer(self._body, np.uint8, count, start).reshape(shape) != 0)
        return np.frombuffer(self._body, dtype, count, start).reshape(shape)


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**62:
        raise WireError("a count is not a count")
    return value


def _hashable(value: object) -> object:
    """A key as it is, where it is plain: whole numbers can be chosen so that all of them share a hash."""
    if type(value) in (str, float, bool, type(None), Foreign) or (
        type(value) is int and value.bit_length() <= KEY_BITS
    ):
        return value
    return Foreign(f"a key of class {type(value).__name__}")


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
