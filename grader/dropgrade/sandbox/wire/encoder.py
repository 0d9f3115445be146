"""From a message to the bytes of one frame."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from dropgrade.sandbox.wire.values import (
    ALIGNMENT,
    DTYPES,
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_HEADER,
    MAX_INTEGER_BITS,
    MAX_NAME,
    MAX_NODES,
    MAX_TEXT,
    PREFIX,
    CallbackNumber,
    Foreign,
    GeneratorState,
    Handle,
    WireError,
    type_name,
    unchanged,
)


@dataclass(slots=True)
class Encoder:
    """Turns one message into bytes; `adapt` replaces what only one side can name (generators, objects).

    A `strict` encoder, the grader's, refuses what does not cross in place of describing it.
    """

    adapt: Callable[[object], object] = unchanged
    strict: bool = False
    _body: list[bytes | memoryview] = field(default_factory=list)
    _length: int = 0
    _nodes: int = 0

    def frame(self, message: dict[str, Any]) -> bytes:
        """Encode a message whose values are under "data", as one frame."""
        if "data" in message:
            message = {**message, "data": self._node(message["data"], 0)}
        header = json.dumps(message, separators=(",", ":")).encode()
        if len(header) > MAX_HEADER:
            raise WireError("the message is too long")
        return b"".join([PREFIX.pack(len(header), self._length), header, *self._body])

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
        if value.ndim > MAX_DIMENSIONS or max((*value.shape, self._length + value.nbytes)) > MAX_BODY:
            return self._foreign(f"a {shape} array, which is too large")
        plain = np.ascontiguousarray(value, dtype)  # nothing is copied before the frame is joined, where it can be
        padding = -self._length % ALIGNMENT
        start = self._length + padding
        self._body += [bytes(padding), plain.reshape(-1).view(np.uint8).data]
        self._length = start + plain.nbytes
        return {"k": "array", "d": dtype.str, "s": list(value.shape), "o": start}

    def _generator(self, value: GeneratorState, _depth: int) -> object:
        return {"k": "generator", "n": value.number, "v": list(value.position), "s": value.seed}

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
