"""Record the values of expressions in the worker: this file is sent there as text, before the student's program.

So it takes no name at the top level that a student might use, and imports where it needs to.
"""

from __future__ import annotations

from typing import Any


def dropgrade_note(number: int, value: Any, most: int = 400, largest: int = 4096) -> Any:  # noqa: ANN401 - any value
    """Record the value of an expression, and return it: numbers and arrays, the first few of each expression."""
    import numpy as np

    notes = dropgrade_note.__dict__.setdefault("notes", [])
    counts = dropgrade_note.__dict__.setdefault("counts", {})
    if type(value) in (np.ndarray, float, int, bool) or isinstance(value, np.number | np.bool_):
        array = np.asarray(value)
        each = 3
        fits = array.size <= largest and array.dtype.kind in "biuf"
        if fits and len(notes) < most and counts.get(number, 0) < each:
            counts[number] = counts.get(number, 0) + 1
            notes.append((number, array.astype(np.float64)))
    return value


def dropgrade_notes() -> list[tuple[int, Any]]:
    """The recorded values, in order."""
    found: list[tuple[int, Any]] = dropgrade_note.__dict__.get("notes", [])
    return found
