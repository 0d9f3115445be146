"""The bytes behind a frame's header: what is too long for JSON, each piece aligned and none on another."""

from __future__ import annotations

import operator
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from dropgrade.sandbox.wire.values import ALIGNMENT, MAX_BODY, MAX_ITEMS, MAX_TEXT, WireError

MANY = 24
"""Members of one kind from which on they are written as an array."""
NUMBERS: dict[type, np.dtype[Any]] = {float: np.dtype("<f8"), int: np.dtype("<i8"), bool: np.dtype("|b1")}
BY_NAME = {dtype.str: dtype for dtype in NUMBERS.values()}
LENGTHS = np.dtype("<u4")
Node = Any
"""What JSON has for a value."""


@dataclass(slots=True)
class Written:
    """The body of a frame that is being written."""

    parts: list[bytes | memoryview] = field(default_factory=list)
    length: int = 0
    items: int = 0

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more are not too many."""
        return self.length + size <= MAX_BODY

    def append(self, content: bytes | memoryview) -> int:
        """Put bytes behind the others; gives where they begin."""
        padding = -self.length % ALIGNMENT
        start = self.length + padding
        self.parts += [bytes(padding), content]
        self.length = start + len(content)
        return start

    def packed(self, items: Collection[object]) -> Node | None:
        """Many numbers or texts of one kind as an array, or None where they are something else or too many."""
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
    """The body of a frame that came; each of its bytes is used once, or a small message could stand for any amount."""

    content: bytearray
    end: int = 0
    items: int = 0

    def place(self, size: int, start: object) -> int:
        """Where a piece begins, which is aligned and lies behind those before it; raises `WireError` otherwise."""
        begin = count(start)
        if begin % ALIGNMENT or begin < self.end or begin + size > len(self.content):
            raise WireError("an array lies outside its message, or on another one")
        self.end = begin + size
        return begin

    def piece(self, size: object, start: object) -> memoryview:
        """A piece of the body."""
        length = count(size)
        begin = self.place(length, start)
        return memoryview(self.content)[begin : begin + length]

    def text(self, size: object, start: object) -> str:
        """A piece that is text; lone surrogates are what Python takes for text, too."""
        return str(self.piece(size, start), "utf-8", "surrogatepass")

    def unpacked(self, node: dict[str, Any]) -> list[Any]:
        """The members that `Written.packed` made an array of."""
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
    """A count as it came over the pipe, or `WireError`."""
    if type(value) is not int or not 0 <= value < 2**62:
        raise WireError("a count is not a count")
    return value
