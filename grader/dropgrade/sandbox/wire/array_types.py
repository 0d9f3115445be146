"""The dtypes that may cross, by name: NumPy accepts other names that mean more than a kind and a size."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from dropgrade.sandbox.wire.values import ALIGNMENT, WireError

UNITS = ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as")
DTYPES = {
    dtype.str: dtype
    for dtype in (
        *(np.dtype(code).newbyteorder("<") for code in np.typecodes["All"]),
        *(np.dtype(f"<{kind}8[{unit}]") for kind in "Mm" for unit in UNITS),
    )
    if dtype.kind in "biufcMm" and dtype.itemsize <= ALIGNMENT
}
TEXTS = re.compile(r"(?:<U|\|S)[1-9][0-9]{0,6}")
LAST_CHARACTER = 0x10FFFF


class NonNumeric:
    """An array of texts, bytes, dates or durations, which is not an `np.ndarray` until it is used as one.

    This way a suite for numbers can test for `np.ndarray` and go on; NumPy's functions still accept it as an array.
    """

    __slots__ = ("array",)

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self.array = array

    def __array__(self, dtype: np.dtype[Any] | None = None, copy: bool | None = None) -> np.ndarray[Any, Any]:  # noqa: FBT001 - NumPy's signature
        """Return the array for NumPy."""
        del copy
        return self.array if dtype is None else self.array.astype(dtype)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever an array has
        """Return an attribute of the array, such as `shape`, `dtype` or `tolist`."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.array, name)

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - whatever NumPy takes
        return self.array[place]

    def __eq__(self, other: object) -> Any:  # noqa: ANN401 - as arrays are compared
        if isinstance(other, NonNumeric):
            return self.array == other.array
        return self.array == other if isinstance(other, np.ndarray) else NotImplemented

    __hash__ = None  # type: ignore[assignment]


def plain_dtype(dtype: np.dtype[Any]) -> np.dtype[Any] | None:
    """Return the dtype in which an array crosses, in little-endian byte order; None if it cannot cross."""
    if known := DTYPES.get(dtype.str):
        return known
    plain = dtype.newbyteorder("<")
    if plain.kind in "US":
        return plain if plain.itemsize else np.dtype("<U1" if plain.kind == "U" else "|S1")
    return DTYPES.get(plain.str)


def dtype_of(name: object) -> np.dtype[Any]:
    """Return the dtype for a name from the other side; raises `WireError` if it is not allowed."""
    if type(name) is str:
        if name in DTYPES:
            return DTYPES[name]
        if TEXTS.fullmatch(name):
            return np.dtype(name)
    raise WireError("an array of a dtype that cannot be sent")


def checked(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return a text array after checking that it contains valid characters, because NumPy does not."""
    if array.dtype.kind == "U" and array.size:
        codes = np.ascontiguousarray(array).reshape(-1).view(np.uint32)
        if codes.max() > LAST_CHARACTER:
            raise WireError("an array of texts holds no characters")
    return array
