"""Look up the student's functions, or the reference's, for the loop, and check what they return."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Function = Callable[..., Any]


class Unfit(Exception):
    """A function returned a value that the training cannot use; the message says so in a sentence."""

    def __init__(self, function: str, message: str) -> None:
        super().__init__(message)
        self.function = function
        self.message = message


def found_function(module: str, name: str) -> Function:
    """A function or class of a module that was loaded beside this one."""
    function = getattr(sys.modules.get(module), name, None)
    if not callable(function):
        raise Unfit(name, f"There is no function `{name}`.")
    found: Function = function
    return found


def fit_array(value: object, shape: tuple[int, ...], function: str, what: str) -> Array:
    """Check that a value is an array of numbers of this shape; raises `Unfit` otherwise."""
    if type(value) is np.ndarray and value.shape == shape and value.dtype.kind in "fbiu":
        return value
    wanted = f"an array of shape {shape}"
    if not isinstance(value, np.ndarray):
        raise Unfit(function, f"`{function}` returned {_kind(value)} as {what}, where {wanted} is needed.")
    if value.dtype.kind not in "fbiu":
        raise Unfit(function, f"`{function}` returned {what} with values of type {value.dtype}, not numbers.")
    raise Unfit(function, f"`{function}` returned {what} of shape {value.shape}, where {wanted} is needed.")


def fit_tuple(value: object, count: int, function: str, what: str) -> tuple[Any, ...]:
    """Check that a value is a tuple of this length; raises `Unfit` otherwise."""
    if isinstance(value, (tuple, list)) and len(value) == count:
        return tuple(value)
    raise Unfit(function, f"`{function}` returned {_kind(value)}, where {what} is needed.")


def fit_mask(value: object, shapes: tuple[tuple[int, ...], ...], function: str) -> Array:
    """Check that a value is a mask of one of these shapes; raises `Unfit` otherwise."""
    for shape in shapes[:-1]:
        if isinstance(value, np.ndarray) and value.shape == shape:
            return fit_array(value, shape, function, "mask")
    return fit_array(value, shapes[-1], function, "mask")


def _kind(value: object) -> str:
    if value is None:
        return "None"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a value of type {type(value).__name__}"[:80]
