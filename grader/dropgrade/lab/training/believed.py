"""Check what a worker sends: only numbers of the expected shape and type are accepted.

The loop runs beside the student's code, which may have changed any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dropgrade.lab.problems import CodeProblem
from dropgrade.screen.text import one_line

Array = np.ndarray[Any, Any]
LONGEST = 300


class Unbelievable(CodeProblem):
    """An answer that the lab's loop cannot have given."""

    def __init__(self) -> None:
        super().__init__(
            "What came back from the training is not what the lab's own code gives.",
            "Something in your file reaches into the code that calls it. Take that out, and save.",
        )


def answer_in(value: object) -> Mapping[str, Any]:
    """An answer: a dict with texts for keys."""
    if type(value) is not dict or not all(isinstance(key, str) for key in value):
        raise Unbelievable
    return value


def numbers(value: object, shape: tuple[int, ...] | None, *, kinds: str = "f") -> Array:
    """An array of numbers of this shape, in C order and of a type that a page can read."""
    if type(value) is not np.ndarray or value.dtype.kind not in kinds:
        raise Unbelievable
    if shape is not None and value.shape != shape:
        raise Unbelievable
    plain = {"f": np.float64, "i": np.int32, "u": np.int32, "b": np.bool_}[value.dtype.kind]
    return np.ascontiguousarray(value, dtype=plain)


def table(value: object, columns: int, most: int) -> Array:
    """Rows of finite numbers, at most `most`."""
    found = numbers(value, None)
    if found.ndim != 2 or found.shape[1] != columns or len(found) > most or not np.isfinite(found).all():  # noqa: PLR2004
        raise Unbelievable
    return found


def arrays_of(value: object, shapes: Mapping[str, tuple[int, ...]], *, kinds: str = "fiub") -> dict[str, Array]:
    """Arrays by name: all of those that were expected, each of its shape, and no others."""
    found = answer_in(value)
    if found.keys() != shapes.keys():
        raise Unbelievable
    return {name: numbers(found[name], shape, kinds=kinds) for name, shape in shapes.items()}


def whole(value: object, low: int, high: int) -> int:
    """A whole number between two."""
    if type(value) is not int or not low <= value <= high:
        raise Unbelievable
    return value


def words(value: object) -> str:
    """A sentence from the worker, which is only text."""
    if not isinstance(value, str):
        raise Unbelievable
    return one_line(value[:LONGEST])
