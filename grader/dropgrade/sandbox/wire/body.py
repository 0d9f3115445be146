"""The bytes after a frame's header: values too long for JSON, aligned and without overlaps."""

from __future__ import annotations

import operator
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from dropgrade.sandbox.wire.values import ALIGNMENT, MAX_BODY, MAX_ITEMS, MAX_TEXT, WireError

MANY = 24
"""Collections of one type are written as an array if they have at least this many members."""
NUMBERS: dict[type, np.dtype[Any]] = {float: np.dtype("<f8"), int: np.dtype("<i8"), bool: np.dtype("|b1")}
BY_NAME = {dtype.str: dtype for dtype in NUMBERS.values()}
LENGTHS = np.dtype("<u4")
Node = Any
"""A value in JSON."""


@dataclass(slots=True)
class Written:
    """The body of a frame that is being written."""

    parts: list[bytes | memoryview] = field(default_factory=list)
    length: int = 0
    items: int = 0

    def has_room(self, size: int) -> bool:
        """Whether this many more bytes fit."""
        return self.length + size <= MAX_BODY

    def append(self, content: bytes | memoryview) -> int:
        """Append bytes and return where they begin."""
        padding = -self.length % ALIGNMENT
        start = self.length + padding
        self.parts += [bytes(padding), content]
        self.length = start + len(content)
        return start

    def packed(self, items: Collection[object]) -> Node | None:
        """Write numbers or texts of one type as an array; return None if the types differ or there are too many."""
        kinds = set(map(type, items)) if self.items + len(items) <= MAX_ITEMS else set()
        kind = kinds.pop() if len(kinds) == 1 else None
        if kind is str:
            return self._texts(items)  # type: ignore[arg-type]
        if kind not in NUMBERS or not self.has_room(8 * len(items)):
            return None
        try:
            numbers = np.fromiter(items, NUMBERS[kind], len(items))
        except OverflowError:
            return None
        self.items += len(items)
        return {"p": numbers.dtype.str, "n": len(items), "o": self.append(numbers.view(np.uint8).data)}

    def _texts(self, items: Collection[str]) -> Node | None:
        lengths = np.fromiter(map(len, items), LENGTHS, len(items))
        if int(lengths.sum()) > MAX_TEXT:
            return None
        content = "".join(items).encode("utf-8", "surrogatepass")
        if not self.has_room(len(content) + lengths.nbytes):
            return None
        self.items += len(items)
        start = self.append(lengths.view(np.uint8).data)
        return {"p": "text", "n": len(items), "o": start, "t": [len(content), self.append(content)]}


@dataclass(slots=True)
class Received:
    """The body of a received frame; each byte is used only once, so that a small message cannot expand."""

    content: bytearray
    end: int = 0
    items: int = 0

    def place(self, size: int, start: object) -> int:
        """Return where a piece begins; raises `WireError` unless it is aligned and after all earlier pieces."""
        begin = count(start)
        if begin % ALIGNMENT or begin < self.end or begin + size > len(self.content):
            raise WireError("an array lies outside its message, or on another one")
        self.end = begin + size
        return begin

    def piece(self, size: object, start: object) -> memoryview:
        """Return a piece of the body."""
        length = count(size)
        begin = self.place(length, start)
        return memoryview(self.content)[begin : begin + length]

    def text(self, size: object, start: object) -> str:
        """Return a piece as text, which may contain lone surrogates like Python's own."""
        return str(self.piece(size, start), "utf-8", "surrogatepass")

    def unpacked(self, node: dict[str, Any]) -> list[Any]:
        """Return the members of an array that `Written.packed` wrote."""
        number = count(node["n"])
        self.items += number
        if self.items > MAX_ITEMS:
            raise WireError("the message has too many members")
        if node["p"] == "text":
            lengths = self._numbers(LENGTHS, number, node["o"])
            return _cut(self.text(*node["t"]), lengths)
        dtype = BY_NAME[node["p"]]
        numbers = self._numbers(dtype, number, node["o"])
        return list((numbers.view(np.uint8) != 0).tolist() if dtype.kind == "b" else numbers.tolist())

    def _numbers(self, dtype: np.dtype[Any], number: int, start: object) -> np.ndarray[Any, Any]:
        begin = self.place(number * dtype.itemsize, start)
        return np.frombuffer(self.content, dtype, number, begin) if number else np.zeros(0, dtype)


def _cut(text: str, lengths: np.ndarray[Any, Any]) -> list[str]:
    ends = [0, *accumulate(lengths.tolist(), operator.add)]
    if ends[-1] != len(text):
        raise WireError("texts that are longer or shorter than they say")
    return [text[start:end] for start, end in pairwise(ends)]


def count(value: object) -> int:
    """Return a received value if it is a valid count; raises `WireError` otherwise."""
    if type(value) is not int or not 0 <= value < 2**62:
        raise WireError("a count is not a count")
    return value
