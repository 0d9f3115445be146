"""The student's functions, or the reference's, as the loop calls them, and what is wrong with what they return."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Function = Callable[..., Any]


class Unfit(Exception):
    """A function returned what the training cannot go on with; says so in a sentence."""

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
    """A value as the array of numbers that it has to be; raises `Unfit` where it is another thing."""
    if type(value) is np.ndarray and value.shape == shape and value.dtype.kind in "fbiu":
        return value
    wanted = f"an array of shape {shape}"
    if not isinstance(value, np.ndarray):
        raise Unfit(function, f"`{function}` returned {_kind(value)} as {what}, where {wanted} is needed.")
    if value.dtype.kind not in "fbiu":
        raise Unfit(function, f"`{function}` returned {what} with values of type {value.dtype}, not numbers.")
    raise Unfit(function, f"`{function}` returned {what} of shape {value.shape}, where {wanted} is needed.")


def fit_tuple(value: object, count: int, function: str, what: str) -> tuple[Any, ...]:
    """A value as the tuple that it has to be."""
    if isinstance(value, (tuple, list)) and len(value) == count:
        return tuple(value)
    raise Unfit(function, f"`{function}` returned {_kind(value)}, where {what} is needed.")


def fit_mask(value: object, shapes: tuple[tuple[int, ...], ...], function: str) -> Array:
    """A mask, in one of the shapes in which it may come."""
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
