"""From the bytes of one frame to a message, believing none of them."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dropgrade.sandbox.wire.streams import checked_position, checked_seed
from dropgrade.sandbox.wire.values import (
    ALIGNMENT,
    DTYPES,
    KEY_BITS,
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_HEADER,
    MAX_INTEGER_BITS,
    MAX_NAME,
    MAX_NODES,
    PREFIX,
    CallbackNumber,
    Foreign,
    GeneratorState,
    Handle,
    WireError,
    unchanged,
)


def read_prefix(prefix: bytes) -> tuple[int, int]:
    """Lengths of the header and the body that follow, refused where either is beyond its limit."""
    header, body = PREFIX.unpack(prefix)
    if header > MAX_HEADER or body > MAX_BODY + ALIGNMENT * MAX_NODES:
        raise WireError("the message is too long")
    return header, body


def read_frame(take: Callable[[int], bytearray]) -> tuple[bytes, bytearray]:
    """Header and body of the next frame; `take` gives exactly as many bytes as it is asked for."""
    header_size, body_size = read_prefix(bytes(take(PREFIX.size)))
    return bytes(take(header_size)), take(body_size)


def parts_of(frame: bytes) -> tuple[bytes, bytearray]:
    """Header and body of a whole frame."""
    stream = io.BytesIO(frame)
    return read_frame(lambda size: bytearray(stream.read(size)))


@dataclass(slots=True)
class Decoder:
    """Turns a frame back into a message; `adapt` resolves generators, handles and callbacks."""

    adapt: Callable[[object], object] = unchanged
    _body: bytearray = field(default_factory=bytearray)
    _nodes: int = 0
    _end: int = 0

    def message(
        self, header: bytes, body: bytearray, begin: Callable[[dict[str, Any]], object] = unchanged
    ) -> dict[str, Any]:
        """Decode one frame; anything but what `Encoder` writes raises `WireError`.

        `begin` is called with the message before its values are decoded.
        """
        self._body = body
        try:
            message = json.loads(header)
            if type(message) is not dict:
                raise WireError("the message is not an object")
            begin(message)
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
                return GeneratorState(_number(node["n"]), checked_position(node["v"]), checked_seed(node.get("s")))
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
