"""Expectations on exact values: numbers, arrays, pairs, None."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from dropgrade.checks.failure import Array, Names, Pictured, apart, fail, matching
from dropgrade.sandbox.lent import Remote
from dropgrade.sandbox.wire import NonNumeric

EXACT = 1e-9
SINGLE = 1e-5
NEAR = 2e-6
"""Single precision in a double result is accepted."""
MOST_BITS = 1024
"""The largest integers, in bits, that are compared as floats."""


def tolerance(*values: object) -> float:
    """Return the relative tolerance for results that differ only by rounding, based on the least precise dtype."""
    kinds = {v.dtype.itemsize for v in values if isinstance(v, np.ndarray | np.generic) and v.dtype.kind == "f"}
    return SINGLE if kinds and min(kinds) < np.dtype(np.float64).itemsize else EXACT


def expect_value(
    observed: object,
    expected: float,
    *,
    what: str,
    mistakes: Mapping[str, object] | None = None,
    rtol: float | None = None,
    example: Pictured = None,
) -> None:
    """Expect a number; `mistakes` maps names to the number that each mistake would give.

    A zero-dimensional array counts as a number; anything else that is not a number fails.
    """
    number = as_number(observed)
    if number is None:
        fail(what, observed=observed, expected=expected, mistakes=matching(mistakes, lambda _: False), example=example)
    rtol = rtol or tolerance(observed)

    def agrees(value: float) -> bool:
        return bool(np.isclose(number, value, rtol=rtol, atol=rtol))

    if not agrees(expected):
        seen, right = apart(number, float(expected))
        fail(what, observed=seen, expected=right, mistakes=matching(mistakes, agrees), example=example)


def as_number(value: object) -> float | None:
    """Return a number as a float, or None for anything that is not a number, including a bool."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool | np.bool_ | np.timedelta64):
        return None
    if not isinstance(value, int | float | np.integer | np.floating):
        return None
    return float(value) if not isinstance(value, int) or value.bit_length() < MOST_BITS else None


def expect_array(
    observed: object,
    expected: Array,
    *,
    what: str = "the result",
    mistakes: Mapping[str, object] | None = None,
    rtol: float | None = None,
    example: Pictured = None,
) -> Array:
    """Expect an array: its shape, then its dtype, then finite entries, then its values.

    `mistakes` maps names to the array (or number) that each mistake would give, or to a bool. The failure says where
    the first differing entry is and by which factor it differs. Returns the array.
    """
    array = _plain(observed, what, f"an array of shape {expected.shape}", mistakes)

    def agrees(value: object) -> bool:
        if not isinstance(value, np.ndarray | np.generic | int | float):
            return False  # from an attempt to call the student's function
        other = np.asarray(value)
        return other.shape in ((), array.shape) and _close(array, other, rtol)

    named = matching(mistakes, agrees)
    if array.shape != expected.shape:
        fail(f"the shape of {what}", observed=str(array.shape), expected=str(expected.shape), mistakes=named)
    if array.dtype != expected.dtype and array.dtype.kind != "f":
        fail(f"the dtype of {what}", observed=str(array.dtype), expected=str(expected.dtype), mistakes=named)
    if not np.isfinite(array).all() and np.isfinite(expected).all():
        _fail_at(~np.isfinite(array), array, expected, what, named, example)
    if not _close(array, expected, rtol):
        _fail_at(~_close_entries(array, expected, rtol), array, expected, what, named, example)
    return array


def _plain(value: object, what: str, expected: str, mistakes: Mapping[str, object] | None = None) -> Array:
    if isinstance(value, np.generic) and value.dtype.kind not in "Mm":
        value = np.asarray(value)
    if not isinstance(value, np.ndarray):
        observed = "a list, not a NumPy array" if isinstance(value, list) else value
        fail(what, observed=observed, expected=expected, mistakes=matching(mistakes, lambda _: False))
    return value


def _close_entries(array: Array, expected: Array, rtol: float | None) -> np.ndarray[Any, np.dtype[np.bool_]]:
    rtol = rtol or tolerance(array, expected)
    with np.errstate(all="ignore"):
        return np.isclose(array, expected, rtol=rtol, atol=rtol * 1e-3, equal_nan=False)


def _close(array: Array, expected: Array, rtol: float | None) -> bool:
    return bool(_close_entries(array, expected, rtol).all())


def _fail_at(differs: Array, array: Array, expected: Array, what: str, named: Names, example: Pictured) -> None:
    place = tuple(int(i) for i in np.argwhere(differs)[0]) if array.ndim else ()
    got, wanted = array[place], expected[place]
    where = f"{what}[{', '.join(map(str, place))}]" if place else what
    with np.errstate(all="ignore"):
        factor = float(got) / float(wanted) if wanted and np.isfinite(got) else None
    observed, right = apart(got, wanted)
    if factor and not np.isclose(factor, 1.0):
        observed += f", which is {factor:.6g} times that"
    if array.size > 1:
        observed += f" ({int(differs.sum())} of {array.size} entries differ)"
    fail(where, observed=observed, expected=right, mistakes=named, example=example)


def expect_like(
    observed: object,
    x: Array,
    *,
    what: str = "out",
    mistakes: Names = (),
    dtype_mistakes: Names = (),
) -> Array:
    """Expect an array with the shape and dtype of `x`, without NaN or infinity; returns it.

    `mistakes` are named if the type or shape is wrong, `dtype_mistakes` if the dtype is wrong: by default
    `float64_out`, if double precision came back for narrower floats.
    """
    expected = f"an array of shape {x.shape}"
    array = _plain(observed, what, expected, dict.fromkeys(mistakes, True))
    if array.shape != x.shape:
        fail(f"the shape of {what}", observed=str(array.shape), expected=str(x.shape), mistakes=mistakes)
    if array.dtype != x.dtype:
        wide = ["float64_out"] if array.dtype == np.float64 and x.dtype.kind == "f" else []
        named = dtype_mistakes or wide
        fail(f"the dtype of {what}", observed=str(array.dtype), expected=str(x.dtype), mistakes=named)
    if not np.isfinite(array).all():
        fail(what, observed="it holds NaN or infinity", expected="finite numbers")
    return array


def expect_floats(observed: object, shape: tuple[int, ...], *, what: str) -> Array:
    """Expect an array of this shape that holds floats of any precision; returns it."""
    if not isinstance(observed, np.ndarray) or observed.shape != shape or observed.dtype.kind != "f":
        fail(what, observed=observed, expected=f"an array of shape {shape} that holds floats")
    return observed


def expect_dtype(value: object, dtype: type[np.generic], *, what: str) -> None:
    """Expect a NumPy array or number of a dtype; proposes `float64_out` if it is float64 instead."""
    found = str(value.dtype) if isinstance(value, np.ndarray | np.generic) else type(value).__name__
    if found != dtype.__name__:
        fail(f"the dtype of {what}", observed=found, expected=dtype.__name__,
             mistakes=["float64_out"] if found == "float64" else [])  # fmt: skip


def expect_precision(observed: object, x: Array, *, what: str = "out", mistakes: Names = ("float64_out",)) -> Array:
    """Expect an array of the shape and dtype of `x`, which is not of float64; `mistakes` are named where it came so."""
    double = isinstance(observed, np.ndarray) and observed.dtype == np.float64
    return expect_like(observed, x, what=what, dtype_mistakes=mistakes if double else ())


def expect_pair(
    observed: object, names: tuple[str, ...] = ("out", "mask"), *, mistakes: Names = (), what: str = "what it returns"
) -> tuple[Any, ...]:
    """Expect a tuple or a list with as many members as `names`; returns it as a tuple, for unpacking."""
    expected = f"a tuple ({', '.join(names)})"
    if not isinstance(observed, tuple | list):
        fail(what, observed=observed, expected=expected, mistakes=mistakes)
    if len(observed) != len(names):
        kind = "tuple" if isinstance(observed, tuple) else "list"
        fail(what, observed=f"a {kind} of {len(observed)}", expected=expected, mistakes=mistakes)
    return tuple(observed)


def expect_keys(observed: object, keys: Iterable[str], *, what: str, alone: bool = False) -> dict[str, Any]:
    """Expect a dict with these keys, and no others if `alone` is True; returns it."""
    wanted = list(keys)
    expected = f"a dict with {', '.join(wanted)}{' alone' * alone}"
    if not isinstance(observed, dict):
        fail(what, observed=observed, expected=expected)
    missing, extra = [key for key in wanted if key not in observed], [key for key in observed if key not in wanted]
    if missing:
        fail(what, observed=f"a dict without {', '.join(missing)}", expected=expected)
    if alone and extra:
        fail(what, observed=f"a dict with {', '.join(map(str, extra))[:80]} as well", expected=expected)
    return observed


def expect_none(observed: object, *, what: str, mistakes: Names = ()) -> None:
    """Expect None."""
    if observed is not None:
        fail(what, observed=observed, expected="None", mistakes=mistakes)


def agrees(value: object, expected: Array, rtol: float = NEAR) -> bool:
    """Whether a value, of any type, is the expected array up to rounding."""
    like = isinstance(value, np.ndarray) and value.shape == expected.shape and value.dtype.kind in "biuf"
    return like and bool(np.allclose(value, expected, rtol=rtol, atol=rtol))  # type: ignore[arg-type]


def alike(a: object, b: object) -> bool:
    """Whether two results are the same, whatever their type: member by member, and NaN equals NaN."""
    a, b = (value.array if isinstance(value, NonNumeric) else value for value in (a, b))
    if isinstance(a, np.ndarray | np.generic) and isinstance(b, np.ndarray | np.generic):
        return np.array_equal(a, b, equal_nan=not {a.dtype.kind, b.dtype.kind} & {*"US"})
    if type(a) is not type(b):
        return False
    if isinstance(a, Remote) and isinstance(b, Remote):  # the student's class decides when these are equal
        return a.on_the_wire == b.on_the_wire
    if isinstance(a, list | tuple | deque) and isinstance(b, list | tuple | deque):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    return a == b or (a != a and b != b)  # noqa: PLR0124 - NaN is what differs from itself
