"""The format of messages on the socket: text for words and numbers, one binary frame for arrays.

A binary frame is the length of its JSON in 4 bytes, little-endian; the JSON; and the arrays in the order of the JSON's
`buffers`. The JSON is padded with spaces and each array with zeros, so that every array begins at a multiple of 8.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dropgrade.lab.asked import AskError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEP = 8
PACE = 1 / 30
"""Seconds between two frames: no page draws more often."""
KINDS = {"float32", "float64", "int32", "int64", "uint8"}
"""The types of arrays that a page has, too; booleans travel as uint8."""


def described(body: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> dict[str, object]:
    """A message with the names, types and shapes of its arrays."""
    found = [{"name": name, "dtype": str(a.dtype), "shape": list(a.shape)} for name, a in arrays.items()]
    return {**body, "buffers": found} if found else dict(body)


def plain_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
    """Arrays in C order and little-endian, of types that a page has; raises `TypeError` for others."""
    import numpy as np

    found: dict[str, NDArray[np.generic]] = {}
    for name, array in arrays.items():
        plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(array.shape)
        plain = plain.view(np.uint8) if plain.dtype == np.bool_ else plain
        if plain.dtype.name not in KINDS:
            raise TypeError(f"{name} is of {plain.dtype}, which no page has")
        found[name] = plain
    return found


def binary_frame(body: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """A message with arrays as one frame."""
    plain = plain_arrays(arrays)
    words = json.dumps(described(body, plain), allow_nan=False).encode()
    words += b" " * (-(4 + len(words)) % STEP)
    parts = [struct.pack("<I", len(words)), words]
    for array in plain.values():
        parts += [array.tobytes(), bytes(-array.nbytes % STEP)]
    return b"".join(parts)


def read_ask(text: str) -> dict[str, Any]:
    """Read a message of the page; raises `AskError` if it is malformed."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AskError("A message of the page's is not JSON.") from error
    if not isinstance(found, dict):
        raise AskError("A message of the page's is not an object.")
    return found
