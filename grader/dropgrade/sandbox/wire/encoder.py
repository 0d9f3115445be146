"""Turn a message into the bytes of one frame."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from dropgrade.sandbox.wire import standard_types
from dropgrade.sandbox.wire.array_types import NonNumeric, plain_dtype
from dropgrade.sandbox.wire.body import MANY, Node, Written
from dropgrade.sandbox.wire.named_values import EnumMember, ErrorValue, NamedValues, Record
from dropgrade.sandbox.wire.values import (
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_HEADER,
    MAX_INTEGER_BITS,
    MAX_NAME,
    MAX_NODES,
    MAX_TEXT,
    PREFIX,
    SHORT_TEXT,
    CallbackNumber,
    Foreign,
    GeneratorState,
    Handle,
    NoValue,
    Reference,
    WireError,
    type_name,
    unchanged,
)

WRITER = json.JSONEncoder(separators=(",", ":"))


@dataclass(slots=True)
class Encoder:
    """Turns one message into bytes; `adapt` replaces what only one side can refer to (generators, objects).

    A `strict` encoder, as the grader uses it, refuses values that cannot cross instead of describing them.
    """

    adapt: Callable[[object], object] = unchanged
    strict: bool = False
    _body: Written = field(default_factory=Written)
    _nodes: int = 0

    def frame(self, message: dict[str, Any]) -> bytes:
        """Encode a message whose values are under "data" as one frame."""
        if "data" in message:
            message = {**message, "data": self._node(message["data"], 0)}
        header = WRITER.encode(message).encode()
        if len(header) > MAX_HEADER:
            raise WireError("the message is too long")
        return b"".join([PREFIX.pack(len(header), self._body.length), header, *self._body.parts])

    def _node(self, value: object, depth: int) -> Node:
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        encode = self._by_type.get(kind)
        if encode is not None:
            return encode(self, value, depth)
        adapted = self.adapt(value)
        if isinstance(adapted, np.generic):
            return self._scalar(adapted)
        encode = self._by_type.get(type(adapted))
        return self._foreign(_described(adapted)) if encode is None else encode(self, adapted, depth)

    def _scalar(self, value: np.generic) -> Node:
        node = self._array(np.asarray(value), 0)
        return {**node, "k": "scalar"} if node["k"] == "array" else node

    def _integer(self, value: int, _depth: int) -> Node:
        return value if value.bit_length() <= MAX_INTEGER_BITS else self._foreign("an integer of enormous size")

    def _text(self, value: str, _depth: int) -> Node:
        if len(value) <= SHORT_TEXT:
            return value
        content = value.encode("utf-8", "surrogatepass") if len(value) <= MAX_TEXT else b""
        if not content or not self._body.has_room(len(content)):
            return self._foreign(f"a string of {len(value)} characters")
        return {"k": "text", "n": len(content), "o": self._body.append(content)}

    def _bytes(self, value: bytes | bytearray, _depth: int) -> Node:
        if not self._body.has_room(len(value)):
            return self._foreign(f"{len(value)} bytes, which are too many")
        return {"k": type(value).__name__, "n": len(value), "o": self._body.append(bytes(value))}

    def _standard(self, value: object, _depth: int) -> Node:
        kind, write = standard_types.WRITTEN[type(value)]
        written = write(value)
        return self._foreign(written.description) if isinstance(written, Foreign) else {"k": kind, "v": written}

    def _collection(self, value: Collection[object], depth: int) -> Node:
        items, kind = self._items(value, depth), type(value).__name__
        return self._no_room(f"a {kind} of {len(value)} items") if items is None else {"k": kind, "v": items}

    def _dict(self, value: dict[object, object], depth: int) -> Node:
        keys = self._items(value.keys(), depth)
        values = None if keys is None else self._items(value.values(), depth)
        return self._no_room(f"a dict of {len(value)} items") if values is None else {"k": "dict", "v": [keys, values]}

    def _named(self, value: NamedValues, depth: int) -> Node:
        items = self._items(value, depth)
        if items is None:
            return self._no_room(f"a tuple of {len(value)} items")
        return {"k": "named", "n": value.type_name, "f": list(value.names), "v": items}

    def _record(self, value: Record, depth: int) -> Node:
        items = self._items(value.fields.values(), depth)
        if items is None:
            return self._foreign(f"an object of class {value.type_name}")
        return {"k": "record", "n": value.type_name, "f": list(value.fields), "v": items}

    def _enum(self, value: EnumMember, depth: int) -> Node:
        inner = self._items((value.value,), depth)
        return {"k": "enum", "c": value.type_name, "n": value.name, "v": [None] if inner is None else inner}

    def _error(self, value: ErrorValue, _depth: int) -> Node:
        return {"k": "error", "n": value.type_name, "b": list(value.bases), "v": value.text}

    def _items(self, items: Collection[object], depth: int) -> Node | None:
        """Encode all items; return None if the message has no room for them, or for all that is in one of them."""
        if len(items) >= MANY and depth < MAX_DEPTH and (packed := self._body.packed(items)) is not None:
            return packed
        self._nodes += len(items)
        if depth >= MAX_DEPTH or self._nodes > MAX_NODES:
            return None
        nodes = [self._node(item, depth + 1) for item in items]
        return nodes if self._nodes <= MAX_NODES or depth == 0 else None  # else most of a frame would be fragments

    def _array(self, value: np.ndarray[Any, Any], _depth: int) -> Node:
        dtype = plain_dtype(value.dtype)
        if dtype is None:
            return self._foreign(f"an array of dtype {value.dtype}, which does not hold plain numbers")
        if (
            value.ndim > MAX_DIMENSIONS
            or max((*value.shape, self._body.length + value.size * dtype.itemsize)) > MAX_BODY
        ):
            return self._foreign(f"a {'×'.join(map(str, value.shape)) or '0-d'} array, which is too large")
        plain = np.ascontiguousarray(value, dtype)  # copies nothing before the frame is joined, if possible
        start = self._body.append(plain.reshape(-1).view(np.uint8).data)
        return {"k": "array", "d": dtype.str, "s": list(value.shape), "o": start}

    # Values that stand for something on one side.

    def _generator(self, value: GeneratorState, _depth: int) -> Node:
        return {"k": "generator", "n": value.number, "v": list(value.position), "s": value.seed}

    def _handle(self, value: Handle, depth: int) -> Node:
        node: Node = {"k": "handle", "n": value.number, "v": value.type_name[:MAX_NAME]}
        if value.role != "object":
            node["r"] = value.role
        if value.methods:
            node["m"] = list(value.methods)
        if value.fields is not None and (items := self._items(value.fields.values(), depth)) is not None:
            node["f"] = [list(value.fields), items]
        return node

    def _callback(self, value: CallbackNumber, _depth: int) -> Node:
        return {"k": "callback", "n": value.number, **({"p": True} if value.pulls else {})}

    def _reference(self, value: Reference, _depth: int) -> Node:
        return {"k": "reference", "n": value.name, "o": value.owner, "m": value.module}

    def _description(self, value: Foreign, _depth: int) -> Node:
        if self.strict:  # a student's value that another function of theirs cannot use
            raise NoValue(value.description)
        return self._foreign(value.description)

    def _no_room(self, description: str) -> Node:
        too_many = self._nodes > MAX_NODES
        return self._foreign(f"{description}, which {'are too many' if too_many else 'lie too deep'} to be inspected")

    def _foreign(self, description: str) -> Node:
        if self.strict:
            raise WireError(f"{description} cannot be sent to a worker")
        return {"k": "foreign", "v": description[:200]}

    def _plain(self, value: object, _depth: int) -> Node:
        return value

    _by_type: ClassVar[dict[type, Callable[[Encoder, Any, int], Node]]] = {
        **dict.fromkeys((bool, float, type(None)), _plain),
        int: _integer,
        str: _text,
        **dict.fromkeys((bytes, bytearray), _bytes),
        **dict.fromkeys((list, tuple, set, frozenset, deque), _collection),
        **dict.fromkeys((dict, defaultdict, OrderedDict, Counter), _dict),  # all cross as plain dictionaries
        np.ndarray: _array,
        NonNumeric: lambda self, value, depth: self._array(value.array, depth),
        **dict.fromkeys(standard_types.WRITTEN, _standard),
        NamedValues: _named,
        Record: _record,
        EnumMember: _enum,
        ErrorValue: _error,
        GeneratorState: _generator,
        Handle: _handle,
        CallbackNumber: _callback,
        Reference: _reference,
        Foreign: _description,
    }


def _described(value: object) -> str:
    return f"an object of class {type_name(type(value))}"
