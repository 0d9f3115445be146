"""The function of a backward pass, and how it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.dropout.function import DropFunction, Generator
from dropgrade.checks.failure import Array
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student
from dropgrade.sandbox.outcomes import StudentRaised


@dataclass(frozen=True)
class BackwardFunction:
    """The function `(dout, mask, p) -> dx` of a dropout, tested on its own, with the grader's masks."""

    dropout: DropFunction
    function: str

    def call(self, student: Student) -> Callable[..., object]:
        """Return the student's function."""
        return getattr(student, self.function)  # type: ignore[no-any-return]

    def inputs(self, rng: Generator, p: float, shape: tuple[int, ...] = ()) -> tuple[Array, Array, Array]:
        """Return a gradient with both signs, a mask with the required shape, and the entries that it keeps."""
        shape = shape or self.dropout.few
        dout = probe(shape, rng) * np.where(rng.random(shape) < 0.5, -1, 1)  # noqa: PLR2004 - half of them
        mask = rng.random(self.dropout.reduced(shape)) >= p
        mask.flat[:2] = False, True
        return dout, mask, np.broadcast_to(mask, shape)

    def gradient(self, student: Student, dout: Array, mask: Array, p: float) -> Array:
        """Call the function and check the form of the result; if a mask of bools fails, try one of numbers."""
        call = self.call(student)
        try:
            dx = call(dout, mask, p)
        except StudentRaised as raised:
            if raised.info.is_a("NotImplementedError"):
                raise
            dx = call(dout, mask.astype(dout.dtype), p)  # that it fails is tested by another check
        return expect_like(dx, dout, what="dx")
