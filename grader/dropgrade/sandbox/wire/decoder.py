"""Turn the bytes of a frame into a message without trusting any of them."""

from __future__ import annotations

import io
import json
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from dropgrade.sandbox.wire import standard_types
from dropgrade.sandbox.wire.array_types import NonNumeric, checked, dtype_of
from dropgrade.sandbox.wire.body import Received, count
from dropgrade.sandbox.wire.hashable_keys import hashable
from dropgrade.sandbox.wire.named_values import EnumMember, ErrorValue, NamedValues, Record, checked_names, is_name
from dropgrade.sandbox.wire.streams import checked_position, checked_seed
from dropgrade.sandbox.wire.values import (
    ALIGNMENT,
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_HEADER,
    MAX_INTEGER_BITS,
    MAX_NAME,
    MAX_NODES,
    PREFIX,
    ROLES,
    CallbackNumber,
    Foreign,
    GeneratorState,
    Handle,
    Reference,
    WireError,
    unchanged,
)

MAX_BASES = 20
MAX_METHODS = 500
LONGEST_ERROR = 1000
Node = dict[str, Any]
READER = json.JSONDecoder()


def read_prefix(prefix: bytes) -> tuple[int, int]:
    """Return the lengths of the header and the body that follow; raises `WireError` if one is too long."""
    header, body = PREFIX.unpack(prefix)
    if header > MAX_HEADER or body > MAX_BODY + ALIGNMENT * MAX_NODES:
        raise WireError("the message is too long")
    return header, body


def read_frame(take: Callable[[int], bytearray]) -> tuple[bytes, bytearray]:
    """Return header and body of the next frame; `take` returns exactly as many bytes as requested."""
    header_size, body_size = read_prefix(bytes(take(PREFIX.size)))
    return bytes(take(header_size)), take(body_size)


def parts_of(frame: bytes) -> tuple[bytes, bytearray]:
    """Return header and body of a whole frame."""
    stream = io.BytesIO(frame)
    return read_frame(lambda size: bytearray(stream.read(size)))


@dataclass(slots=True)
class Decoder:
    """Turns a frame back into a message; `adapt` resolves generators, handles and callbacks."""

    adapt: Callable[[object], object] = unchanged
    _body: Received = field(default_factory=lambda: Received(bytearray()))
    _nodes: int = 0

    def message(
        self, header: bytes, body: bytearray, begin: Callable[[dict[str, Any]], object] = unchanged
    ) -> dict[str, Any]:
        """Decode one frame; raises `WireError` for anything that `Encoder` does not write.

        `begin` is called with the message before its values are decoded.
        """
        self._body = Received(body)
        try:
            message = READER.decode(str(header, "utf-8", "surrogatepass"))
            if type(message) is not dict:
                raise WireError("the message is invalid")
            begin(message)
            if "data" in message:
                message["data"] = self._value(message["data"], 0)
        except (ValueError, KeyError, TypeError, IndexError, ArithmeticError, RecursionError) as error:
            raise WireError(f"the message makes no sense ({type(error).__name__})") from None
        return message

    def _value(self, node: object, depth: int) -> object:
        self._nodes += 1
        if depth > MAX_DEPTH + 1 or self._nodes > 2 * MAX_NODES:
            raise WireError("the message is nested too deeply")
        kind = type(node)
        if kind is int and node.bit_length() > MAX_INTEGER_BITS:  # type: ignore[attr-defined]
            raise WireError("an integer is too large")
        if kind is dict:
            return self._read(node, depth)  # type: ignore[arg-type]
        if kind is list:
            raise WireError("a bare list has no kind")
        return node

    def _read(self, node: Node, depth: int) -> object:
        kind = node["k"]
        if kind in standard_types.READ:
            return standard_types.READ[kind](node["v"])
        if kind not in self._readers:
            raise WireError("the message holds a value of no known kind")
        value = self._readers[kind](self, node, depth)
        return self.adapt(value) if kind in ADAPTED else value

    def _items(self, node: object, depth: int) -> list[Any]:
        if type(node) is list:
            return [self._value(v, depth + 1) for v in node]
        if type(node) is dict:
            return self._body.unpacked(node)
        raise WireError("a collection without members")

    def _list(self, node: Node, depth: int) -> object:
        return self._items(node["v"], depth)

    def _tuple(self, node: Node, depth: int) -> object:
        return tuple(self._items(node["v"], depth))

    def _deque(self, node: Node, depth: int) -> object:
        return deque(self._items(node["v"], depth))

    def _set(self, node: Node, depth: int) -> object:
        members = hashable(self._items(node["v"], depth))
        if members is None:
            return Foreign("a set whose members share a hash")
        return frozenset(members) if node["k"] == "frozenset" else set(members)

    def _dict(self, node: Node, depth: int) -> object:
        keys, values = node["v"]
        keys = hashable(self._items(keys, depth))
        values = self._items(values, depth)
        return Foreign("a dict whose keys share a hash") if keys is None else dict(zip(keys, values, strict=True))

    def _text(self, node: Node, _depth: int) -> object:
        return self._body.text(node["n"], node["o"])

    def _bytes(self, node: Node, _depth: int) -> object:
        piece = self._body.piece(node["n"], node["o"])
        return bytearray(piece) if node["k"] == "bytearray" else bytes(piece)

    def _array(self, node: Node, _depth: int) -> object:
        array = self._entries(node)
        return self.adapt(NonNumeric(array)) if array.dtype.kind in "USMm" else array

    def _entries(self, node: Node) -> np.ndarray[Any, Any]:
        dtype = dtype_of(node["d"])
        shape = tuple(map(count, node["s"]))
        if len(shape) > MAX_DIMENSIONS:
            raise WireError("an array of a dtype that cannot be sent")
        size = math.prod(shape)
        start = self._body.place(size * dtype.itemsize, node["o"])
        if not size:
            return np.zeros(shape, dtype)
        if dtype.kind == "b":  # bytes other than 0 and 1 would confuse NumPy
            return np.asarray(np.frombuffer(self._body.content, np.uint8, size, start).reshape(shape) != 0)
        return checked(np.frombuffer(self._body.content, dtype, size, start).reshape(shape))

    def _scalar(self, node: Node, _depth: int) -> object:
        value = self._entries(node)[()]
        return value.item() if isinstance(value, np.str_ | np.bytes_) else value

    def _named(self, node: Node, depth: int) -> object:
        names, values = checked_names(node["f"]), self._items(node["v"], depth)
        if len(names) != len(values):
            raise WireError("a named tuple has other names than members")
        return NamedValues.of(_name(node["n"]), names, values)

    def _record(self, node: Node, depth: int) -> object:
        return Record(_name(node["n"]), dict(zip(checked_names(node["f"]), self._items(node["v"], depth), strict=True)))

    def _enum(self, node: Node, depth: int) -> object:
        (value,) = self._items(node["v"], depth)
        return EnumMember(_name(node["c"]), _name(node["n"]), value)

    def _error(self, node: Node, _depth: int) -> object:
        bases = node["b"] if type(node["b"]) is list else []
        return ErrorValue(_name(node["n"]), tuple(map(_name, bases[:MAX_BASES])), str(node["v"])[:LONGEST_ERROR])

    # Values that stand for something on one side.

    def _generator(self, node: Node, _depth: int) -> object:
        return GeneratorState(count(node["n"]), checked_position(node["v"]), checked_seed(node.get("s")))

    def _handle(self, node: Node, depth: int) -> object:
        number, role, methods, fields = count(node["n"]), node.get("r", "object"), node.get("m", []), None
        if role not in ROLES or type(methods) is not list or len(methods) > MAX_METHODS:
            raise WireError("an object of no known kind")
        if "f" in node:
            names, items = node["f"]
            fields = dict(zip(checked_names(names), self._items(items, depth), strict=True))
        return Handle(number, _name(node["v"]), role, tuple(filter(is_name, methods)), fields)

    def _callback(self, node: Node, _depth: int) -> object:
        return CallbackNumber(count(node["n"]), node.get("p") is True)

    def _reference(self, node: Node, _depth: int) -> object:
        owner = None if node["o"] is None else count(node["o"])
        return Reference(_name(node["n"]), owner, _name(node["m"]))

    def _foreign(self, node: Node, _depth: int) -> object:
        return Foreign(str(node["v"])[:200])

    _readers: ClassVar[dict[str, Callable[[Decoder, Node, int], object]]] = {
        "list": _list,
        "tuple": _tuple,
        "deque": _deque,
        **dict.fromkeys(("set", "frozenset"), _set),
        "dict": _dict,
        "text": _text,
        **dict.fromkeys(("bytes", "bytearray"), _bytes),
        "array": _array,
        "scalar": _scalar,
        "named": _named,
        "record": _record,
        "enum": _enum,
        "error": _error,
        "generator": _generator,
        "handle": _handle,
        "callback": _callback,
        "reference": _reference,
        "foreign": _foreign,
    }


def _name(value: object) -> str:
    if type(value) is not str:
        raise WireError("a name is invalid")
    return value[:MAX_NAME]


ADAPTED = frozenset({"generator", "handle", "callback", "reference", "enum", "named", "record", "error", "foreign"})
"""Kinds that only one of the sides can resolve."""
