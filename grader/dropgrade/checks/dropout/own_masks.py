"""A backward pass, tested with masks like those of the student's own forward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dropgrade.checks.arrays import agrees
from dropgrade.checks.behaviour import attempt
from dropgrade.checks.dropout.backward import Backward
from dropgrade.checks.dropout.function import DropFunction, kept_coins
from dropgrade.checks.failure import Array, CheckFailed
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student

LENGTHS = (23, 29, 2, 3, 5)
RTOL = 1e-2


class OwnMasksBackward(Backward):
    """A backward pass that gets the mask that the forward pass returned.

    If both agree on another form of the mask, only the check of the mask should fail. So each call gets a mask in the
    form of the student's own, or in the form of the statement if the call works with that one alone.
    """

    def call(self, student: Student) -> Callable[..., object]:
        """Return the student's function, which gets masks in the form of the student's own."""
        plain = super().call(student)

        def call(dout: Array, mask: Array | None, p: float) -> object:
            if mask is None:
                return plain(dout, None, p)
            like, expected = like_own(self.dropout, student, dout, mask, p), dout * mask / (1 - p)
            served = [agrees(attempt(plain, dout, each, p), expected, RTOL) for each in (like, mask)]
            return plain(dout, mask if served == [False, True] else like, p)

        return call


def like_own(dropout: DropFunction, student: Student, dout: Array, mask: Array, p: float) -> Array:
    """Return a mask with the shape, dtype and values of the student's own; as it is if those cannot be seen."""
    x = probe(LENGTHS[: dout.ndim], np.random.default_rng(5), dout.dtype.type)
    try:
        result: Any = attempt(dropout.left, student, x, np.random.default_rng(6), p, training=True)
    except CheckFailed:
        return mask
    out, own = result or (None, None)
    if not isinstance(out, np.ndarray) or out.shape != x.shape or out.dtype.kind != "f":
        return mask
    if not isinstance(own, np.ndarray) or own.dtype.kind not in "biuf":
        return mask
    shapes = _shapes(dropout, x, dout)
    values = _values(own, kept_coins(out, x), dropout) if own.shape in shapes else None
    if values is None:
        return mask
    written = np.where(mask, values[1], values[0]).astype(own.dtype)
    return np.broadcast_to(written, dout.shape).copy() if own.shape == x.shape else written.reshape(shapes[own.shape])


def _shapes(dropout: DropFunction, x: Array, dout: Array) -> dict[tuple[int, ...], tuple[int, ...]]:
    """Return the possible shapes of a mask of x with those for dout: without shared axes, of length 1, or full."""
    squeezed, other = (tuple(n for axis, n in enumerate(a.shape) if axis not in dropout.shared) for a in (x, dout))
    return {squeezed: other, dropout.reduced(x.shape): dropout.reduced(dout.shape), x.shape: dout.shape}


def _values(own: Array, on: Array, dropout: DropFunction) -> tuple[Any, Any] | None:
    """Return what a mask holds for dropped entries and for kept ones; None if these are several values."""
    spread = own if own.ndim == on.ndim else np.expand_dims(own, dropout.shared)
    there = [np.broadcast_to(spread, on.shape)[where] for where in (~on, on)]
    if not all(each.size and np.ptp(each.astype(float)) == 0 for each in there):
        return None
    return there[0][0], there[1][0]
