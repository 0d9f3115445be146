"""Ways to change an answer into one that no function should return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

Change = Callable[[Any], Any]


def _each(change: Change) -> Change:
    """Change every array or number in an answer, keeping its structure."""

    def changed(value: Any) -> Any:  # noqa: ANN401 - an answer may be anything
        if isinstance(value, tuple | list):
            members = [changed(each) for each in value]
            return members if isinstance(value, list) else tuple(members)
        if isinstance(value, dict):
            return {key: changed(each) for key, each in value.items()}
        return change(value) if isinstance(value, np.ndarray | np.generic | int | float) else value

    return changed


def _array(change: Change) -> Change:
    return _each(lambda value: change(np.asarray(value)))


def _first(value: Any, other: Any) -> Any:  # noqa: ANN401 - as above
    return (other, *value[1:]) if isinstance(value, tuple) and value else other


def _last(value: Any, other: Any) -> Any:  # noqa: ANN401 - as above
    return (*value[:-1], other) if isinstance(value, tuple) and value else other


ODDITIES: Final[dict[str, Change]] = {
    "None": lambda _: None,
    "a number": lambda _: 0.5,
    "a text": lambda _: "x",
    "an empty tuple": lambda _: (),
    "an empty list": lambda _: [],
    "a dictionary": lambda _: {"out": 1},
    "True": lambda _: True,
    "an integer of 400 digits": lambda _: 10**400,
    "an integer of 60 digits": lambda _: 2**200,
    "an object": lambda _: object(),
    "a generator": lambda _: (n for n in range(3)),
    "a set": lambda _: {1, "x"},
    "a pair whose first is an integer of 400 digits": lambda value: _first(value, 10**400),
    "a tuple of one": lambda value: (value,),
    "a tuple of three": lambda value: (value, value, value),
    "a pair with None": lambda value: (value, None),
    "a pair without its first": lambda value: _first(value, None),
    "a pair without its last": lambda value: _last(value, None),
    "a pair whose first is a text": lambda value: _first(value, "x"),
    "a pair whose last is a number": lambda value: _last(value, 0.5),
    "a pair in the other order": lambda value: value[::-1] if isinstance(value, tuple) else value,
    "a list": _each(lambda value: value.tolist() if isinstance(value, np.ndarray) else [value]),
    "an empty array": _array(lambda value: value[..., :0] if value.ndim else np.zeros(0)),
    "an array without dimensions": _array(lambda value: np.asarray(value.flat[0] if value.size else 0.0)),
    "an array with one more dimension": _array(lambda value: value[None]),
    "a flat array": _array(np.ravel),
    "an array that is turned": _array(lambda value: value.T),
    "an array that is one shorter": _array(lambda value: value[1:] if value.ndim else value),
    "an array that is one longer": _array(lambda value: np.concatenate([value, value[:1]]) if value.ndim else value),
    "NaN": _array(lambda value: np.full(value.shape, np.nan)),
    "infinity": _array(lambda value: np.full(value.shape, np.inf)),
    "zeros": _array(lambda value: np.zeros(value.shape)),
    "ones": _array(lambda value: np.ones(value.shape)),
    "negative": _array(lambda value: -np.abs(value.astype(float)) - 1),
    "huge numbers": _array(lambda value: np.full(value.shape, 1e308)),
    "tiny numbers": _array(lambda value: np.full(value.shape, 5e-324)),
    "whole numbers": _array(lambda value: value.astype(float).astype(int)),
    "booleans": _array(lambda value: value.astype(bool)),
    "complex numbers": _array(lambda value: value * 1j),
    "half precision": _array(lambda value: value.astype(np.float16)),
    "texts": _array(lambda value: value.astype(str)),
    "objects in an array": _array(lambda value: value.astype(object)),
    "a number of NumPy's": _array(lambda value: value.flat[0] if value.size else np.float64(0)),
}
"""What the answer becomes, in words that follow "where the answer is"."""
