"""A layer by the student: an object with train(), eval(), forward(x) and backward(dout)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dropgrade.checks.arrays import agrees, expect_like
from dropgrade.checks.dropout.function import Generator, kept_coins
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.student import Student
from dropgrade.checks.student_objects import StudentObject
from dropgrade.checks.visible.members import alone
from dropgrade.report import Fact
from dropgrade.sandbox.outcomes import StudentRaised


class Layer:
    """The result of a constructor (`made`), checked to be a layer."""

    def __init__(self, made: object, mode: str = "") -> None:
        expect_that(isinstance(made, StudentObject), what="what the constructor makes", observed=made,
                    expected="a layer")  # fmt: skip
        self._layer: Any = made
        if mode:
            self.switch(mode)

    def switch(self, mode: str) -> None:
        """Call train() or eval()."""
        try:
            getattr(self._layer, mode)()
        except StudentRaised as raised:
            if "not callable" not in raised.info.text:
                raise
            fail(f"`layer.{mode}()`", observed=f"{raised.info.type_name}: {raised.info.text}"[:200],
                 expected="a call that works", mistakes=["flag_hides_method"], fact=Fact(numbers=(0.0,)))  # fmt: skip

    def forward(self, x: Array) -> object:
        """Return the result of a forward pass unchanged."""
        return self._layer.forward(x)

    def output(self, x: Array) -> object:
        """Return the output of a forward pass, even if there are more return values, which one check tests."""
        return alone(self.forward(x))

    def passed(self, x: Array) -> Array:
        """Return the output of a forward pass, after checking its form."""
        return expect_like(self.output(x), x, what="what `forward` returns")

    def survivors(self, x: Array) -> Array:
        """Return which entries of x survive a forward pass; fails unless some do and some do not."""
        return some_kept(self.passed(x), x)

    def drops(self, x: Array) -> bool:
        """Whether a forward pass drops something, whatever it returns."""
        out = self.output(x)
        return _is_like(out, x) and not kept_coins(out, x).all()  # type: ignore[arg-type]

    def backward(self, dout: Array) -> object:
        """Return the result of a backward pass, or in words the exception that it raised."""
        try:
            return self._layer.backward(dout)
        except StudentRaised as raised:
            if raised.info.is_a("NotImplementedError"):
                raise
            return f"{raised.info.type_name}: {raised.info.text}"[:200]

    def gradient(self, dout: Array) -> Array:
        """Return the gradient of a backward pass, after checking its form."""
        return expect_like(self._layer.backward(dout), dout, what="what `backward` returns")

    def expect_untouched(self, dout: Array, on: Array, p: float, *, what: str, switched: bool = False) -> None:
        """Expect the gradient after an evaluation to be dout; `on` is the mask of an earlier training pass.

        `switched` says that the mode has changed since the last forward pass.
        """
        dx = self.backward(dout)
        if agrees(dx, dout):
            return
        stale, failed = masked(dx, dout, on), isinstance(dx, str)
        nothing = dx is None or (isinstance(dx, np.ndarray) and not dx.any())
        scaled = any(agrees(dx, dout * factor) for factor in (1 / (1 - p), 1 - p, p, 1 / p))
        words = {"zero where the training before dropped": stale, "all of it 0": nothing, "dout with a factor": scaled,
                 "another gradient": isinstance(dx, np.ndarray)}  # fmt: skip
        names = {
            "stale_mask": stale,
            "mode_decides_backward": stale and switched,
            "gradient_needs_mask": failed,
            "gradient_scaled_at_evaluation": scaled,
            "no_gradient_at_evaluation": nothing,
        }
        fail(
            what,
            observed=next((word for word, fits in words.items() if fits and dx is not None), dx),
            expected="dout unchanged",
            mistakes=[name for name, explains in names.items() if explains],
            fact=Fact(numbers=(float(failed),)) if failed or nothing else None,
        )


@dataclass(frozen=True)
class Layers:
    """A class of layers with this name, `(p=0.5, rng=None)`.

    `shape` is the shape of their inputs, with so many coins that no two masks are equal by chance.
    """

    name: str
    shape: tuple[int, ...] = (30, 40)

    def made(self, student: Student, **arguments: object) -> object:
        """Return what the constructor returns."""
        return getattr(student, self.name)(**arguments)

    def new(self, student: Student, rng: Generator | None, p: float, mode: str = "train") -> Layer:
        """Return a layer with its own generator in this mode; the mode in which layers start is tested by one check."""
        return Layer(self.made(student, p=p, rng=None if rng is None else own(rng)), mode)

    def view(self, student: Student, x: Array, rng: Generator | None, p: float, training: bool) -> tuple[Any, object]:  # noqa: FBT001 - a view's
        """Return what a new layer leaves of x, and None for the mask."""
        return self.new(student, rng, p, "train" if training else "eval").output(x), None

    def values(self, rng: Generator) -> Array:
        """Return an input with irregular values of either sign, none of them near 0."""
        return signed(self.shape, rng)


def own(rng: Generator) -> Generator:
    """Return a new generator, for one layer."""
    return np.random.default_rng(int(rng.integers(2**32)))


def some_kept(out: Array, x: Array) -> Array:
    """Return which entries of x were kept; fails unless some were and some were not."""
    on = kept_coins(out, x)
    expect_that(bool(on.any() and not on.all()), what="the entries that survive",
                observed="every one" if on.all() else "none", expected="some of them")  # fmt: skip
    return on


def masked(value: object, dout: Array, on: Array) -> bool:
    """Whether a value, of any type, is a gradient that is zero exactly where a mask is."""
    return _is_like(value, dout) and np.array_equal(kept_coins(value, dout), on)  # type: ignore[arg-type]


def signed(shape: tuple[int, ...], rng: np.random.Generator, dtype: type[np.floating[Any]] = np.float64) -> Array:
    """Return irregular values of both signs, none of them near 0."""
    return np.asarray(rng.uniform(1, 2, shape) * rng.choice([-1, 1], shape)).astype(dtype)


def _is_like(value: object, array: Array) -> bool:
    return isinstance(value, np.ndarray) and value.shape == array.shape and value.dtype.kind in "biuf"
