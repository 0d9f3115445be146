"""Values in a few words, as reports show them."""

from __future__ import annotations

from collections import deque
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from dropgrade.sandbox.wire import EnumMember, ErrorValue, Foreign, Handle, NonNumeric

SHOWN_BITS = 512
SHOWN_BYTES = 40


def describe(value: object) -> str:
    """Return a value in a few words: numbers to six digits, arrays by shape and dtype."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    if isinstance(value, NonNumeric):
        value = value.array
    if isinstance(value, np.generic) and value.dtype.kind not in "Mm":
        value = value.item()
    if isinstance(value, np.ndarray):
        return _describe_array(value)
    if isinstance(value, Foreign | str | Decimal | Fraction | EnumMember | ErrorValue | np.generic):
        return str(value)[:200]
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, Handle):
        return f"an object of class {value.type_name}"
    return _describe_collection(value)


def between(low: object, high: object) -> str:
    """What lies between two values: one of them where they are the same."""
    first, last = describe(low), describe(high)
    return first if first == last else f"{first} to {last}"


def _describe_collection(value: object) -> str:
    if isinstance(value, list | dict | set | frozenset | deque):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, tuple):
        members = ", ".join(describe(v) for v in value[:4])
        rest = ", …" if len(value) > 4 or len(members) > 200 else "," if len(value) == 1 else ""  # noqa: PLR2004
        return f"({members[:200]}{rest})"
    if isinstance(value, int) and value.bit_length() > SHOWN_BITS:
        return f"an integer of {len(str(abs(value)))} digits"
    if isinstance(value, bytes | bytearray) and len(value) > SHOWN_BYTES:
        return f"{len(value)} bytes"
    return repr(value)[:200]


def _describe_array(value: np.ndarray[Any, Any]) -> str:
    if value.size <= 8 and value.ndim == 1:  # noqa: PLR2004 - what fits on a line
        return "[" + ", ".join(describe(v) for v in value) + "]"
    return f"an array of shape {value.shape} and dtype {value.dtype}"
