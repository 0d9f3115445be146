"""Send a value through the codec, and compare the result."""

from __future__ import annotations

from collections import deque
from decimal import Decimal
from typing import Any

import numpy as np

from dropgrade.sandbox.wire import PREFIX, Decoder, Encoder, NonNumeric, read_prefix


def decoded(frame: bytes) -> dict[str, Any]:
    """Decode a frame as the other side does."""
    header_size, body_size = read_prefix(frame[: PREFIX.size])
    header, body = frame[PREFIX.size :][:header_size], frame[PREFIX.size + header_size :]
    assert len(body) == body_size
    return Decoder().message(header, bytearray(body))


def crossed(value: object, *, strict: bool = False) -> Any:
    """Send and receive a value."""
    return decoded(Encoder(strict=strict).frame({"data": value}))["data"]


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same in every respect: type, dtype, shape and every bit."""
    a, b = (v.array if isinstance(v, NonNumeric) else v for v in (a, b))
    if isinstance(a, np.ndarray | np.generic) and isinstance(a, np.ndarray) == isinstance(b, np.ndarray):
        padded = a.dtype == np.longdouble  # with anything
        return bool(
            a.dtype == b.dtype and a.shape == b.shape and np.all(a == b if padded else a.tobytes() == b.tobytes())
        )
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple | deque):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a), list(b)) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, float | complex | Decimal):
        return repr(a) == repr(b)
    return bool(a == b)
