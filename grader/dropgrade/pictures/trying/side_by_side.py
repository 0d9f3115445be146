"""Compare values of an example to the digits that it writes, and format them."""

from __future__ import annotations

import re

import numpy as np

from dropgrade.checks.describing import describe

DIGITS = re.compile(r"\d\.(\d+)")
ROUNDED = 4
"""The number of decimals from which a number in an example counts as rounded."""
EXACT = 1e-6
MOST = 64
"""The largest number of array entries that are written out."""


def agrees(observed: object, wanted: object, written: str) -> bool:
    """Whether a value is the example's; the text `written` shows to how many digits that was rounded."""
    if wanted is None or isinstance(wanted, bool | str):
        return observed is wanted or (isinstance(wanted, bool | str) and _plain(observed) == wanted)
    if isinstance(wanted, tuple) and not _is_numeric(wanted):
        return (
            isinstance(observed, tuple | list)
            and len(observed) == len(wanted)
            and all(agrees(mine, theirs, written) for mine, theirs in zip(observed, wanted, strict=True))
        )
    if not _is_numeric(wanted) or not _is_numeric(observed):
        return False
    mine, theirs = np.asarray(observed), np.asarray(wanted)
    if mine.shape != theirs.shape:
        return False
    decimals = max((len(found) for found in DIGITS.findall(written)), default=0)
    tolerance = 0.51 * 10.0**-decimals if decimals >= ROUNDED else EXACT
    return bool(np.allclose(mine.astype(float), theirs.astype(float), rtol=EXACT, atol=tolerance))


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _is_numeric(value: object) -> bool:
    """Whether a value is a number or an array of numbers, in whatever form."""
    if not isinstance(value, np.ndarray | np.generic | float | int | list | tuple):
        return False
    try:
        return np.asarray(value).dtype.kind in "biuf"
    except ValueError:  # rows of different lengths
        return False


def lines_of(value: object) -> list[str]:
    """A value as lines: numbers to four digits, coins as 0 and 1, each row of a matrix on a line of its own."""
    if isinstance(value, bool | np.bool_ | str) or value is None or not _is_numeric(value):
        return [_members(value)]
    array = np.asarray(value)
    if array.size > MOST or not array.size:
        return [f"shape {array.shape}, {array.dtype}"]
    plain = array.astype(int) if array.dtype.kind == "b" else array
    text = np.array2string(plain, precision=4, suppress_small=True, max_line_width=60)
    return [line for line in text.split("\n") if line.strip()]


def _members(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(' '.join(lines_of(each)) for each in value[:4])}{', …' * (len(value) > 4)})"  # noqa: PLR2004
    return describe(value)


def difference(observed: object, wanted: object) -> str:
    """How two arrays differ; empty if their values show it."""
    if not _is_numeric(observed) or not _is_numeric(wanted):
        return ""
    mine, theirs = np.asarray(observed), np.asarray(wanted)
    return f"shape {mine.shape}, expected {theirs.shape}" if mine.shape != theirs.shape else ""
