"""Layers that drop something, each with the student's function for it, or the reference's.

After a forward pass in training, `mask` holds 0 and 1: the returned mask, or the one that the effect shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from dropgrade.lab.training.inside.called import Array, Function, fit_array, fit_mask, fit_tuple, found_function
from dropgrade.lab.training.inside.passes import Dense, Layer

Shapes = Callable[[tuple[int, ...]], tuple[tuple[int, ...], ...]]
PAIR = "the pair (out, mask)"


@dataclass(frozen=True, slots=True)
class Means:
    """The means of a layer that drops: its rate, its coins, and the module of each function by name."""

    p: float
    rng: np.random.Generator
    modules: Mapping[str, str]

    def function(self, name: str) -> Function:
        """A function by its name."""
        return found_function(self.modules.get(name, ""), name)


class Dropping(Layer):
    """A layer that drops; `mask` is None before the first pass in training, and after an evaluation."""

    means: Means
    mask: Array | None = None
    called: str = ""
    """The name of the function that made the output, for sentences."""


def _same(shape: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return (shape,)


def _features(shape: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return (shape[0], 1, *shape[2:]), shape


def _maps(shape: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return (*shape[:2], 1, 1), shape


def _kept(mask: Array, _p: float) -> Array:
    return mask


def _inverted(mask: Array, p: float) -> Array:
    return np.multiply(mask, 1 / (1 - p))


def _by_share(mask: Array, _p: float) -> Array:
    return np.asarray(mask * (mask.size / max(mask.sum(), 1)))


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind is computed: its function, its mask's shapes, and the function for its gradient or its factors."""

    name: str
    shapes: Shapes = _same
    backward: str = ""
    factors: Callable[[Array, float], Array] = _inverted


KINDS = {
    "standard_dropout": Kind("standard_dropout", factors=_kept),
    "dropout": Kind("inverted_dropout", backward="dropout_backward"),
    "spatial_dropout_1d": Kind("spatial_dropout_1d", _features),
    "spatial_dropout_2d": Kind("spatial_dropout_2d", _maps, backward="spatial_dropout_2d_backward"),
    "dropblock": Kind("dropblock", factors=_by_share),
}


class DroppedUnits(Dropping):
    """Units, features, maps or blocks of what comes in, dropped by a function that returns (out, mask)."""

    def __init__(self, place: str, kind: str, means: Means, *more: object) -> None:
        super().__init__(place)
        self.means, self._kind, self._more = means, KINDS[kind], more
        self.called = self._kind.name
        self._function = means.function(self.called)
        self._backward = means.function(self._kind.backward) if self._kind.backward else None

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return the function's output for the batch."""
        name = self._kind.name
        given = self._function(x, self.means.p, *self._more, training, self.means.rng)
        out, mask = fit_tuple(given, 2, name, PAIR)
        self.mask = fit_mask(mask, self._kind.shapes(x.shape), name) if training else None
        return fit_array(out, x.shape, name, "out")

    def backward(self, gradient: Array) -> Array:
        """Return the gradient, from the function for it or from the factors of the mask."""
        assert self.mask is not None  # noqa: S101 - only training goes backward
        if self._backward is None:
            return gradient * self._kind.factors(self.mask, self.means.p)
        name = self._kind.backward
        return fit_array(self._backward(gradient, self.mask, self.means.p), gradient.shape, name, "dx")


class DroppedByLayer(Dropping):
    """Units dropped by an object of the class DropoutLayer, which keeps its coins to itself."""

    NAME = "DropoutLayer"
    called = f"{NAME}.forward"

    def __init__(self, place: str, means: Means) -> None:
        super().__init__(place)
        self.means = means
        self._layer = means.function(self.NAME)(p=means.p, rng=means.rng)
        self._shape: tuple[int, ...] = ()

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return the layer's output for the batch."""
        (self._layer.train if training else self._layer.eval)()
        self._shape = x.shape if training else ()
        return fit_array(self._layer.forward(x), x.shape, self.called, "out")

    def backward(self, gradient: Array) -> Array:
        """Return the layer's gradient."""
        return fit_array(self._layer.backward(gradient), gradient.shape, f"{self.NAME}.backward", "dx")

    @property
    def mask(self) -> Array | None:  # type: ignore[override]
        """The entries at which the layer passes a gradient of ones; `backward` may be called more than once."""
        return self.backward(np.ones(self._shape)) != 0 if self._shape else None


class DroppedWeights(Dense, Dropping):
    """A dense layer whose single weights are dropped by `dropconnect_forward`, one mask for the batch."""

    called = "dropconnect_forward"

    def __init__(
        self, place: str, inputs: int, units: int, scale: float, rng: np.random.Generator, means: Means
    ) -> None:
        super().__init__(place, inputs, units, scale, rng)
        self.means = means
        self._forward = means.function("dropconnect_forward")
        self._backward = means.function("dropconnect_backward")

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return x times the weights that are kept, plus b."""
        w, b = self.parameters.values()
        given = self._forward(x, w, b, self.means.p, training, self.means.rng)
        out, mask = fit_tuple(given, 2, "dropconnect_forward", "the pair (y, mask)")
        self._x = x
        self.mask = fit_mask(mask, (w.shape,), "dropconnect_forward") if training else None
        return fit_array(out, (len(x), w.shape[1]), "dropconnect_forward", "y")

    def backward(self, gradient: Array) -> Array:
        """Return dx, and keep dw and db."""
        name, w = "dropconnect_backward", self.parameters["W"]
        given = self._backward(gradient, self._x, w, self.mask, self.means.p)
        dx, dw, db = fit_tuple(given, 3, name, "the triple (dx, dw, db)")
        self.gradients = {"W": fit_array(dw, w.shape, name, "dw"), "b": fit_array(db, w.shape[1:], name, "db")}
        return fit_array(dx, self._x.shape, name, "dx")


class TargetedWeights(Dense, Dropping):
    """A dense layer of whose weights the smallest are dropped by `targeted_dropout`, one mask for the batch."""

    NAME = called = "targeted_dropout"

    def __init__(
        self,
        place: str,
        inputs: int,
        units: int,
        scale: float,
        rng: np.random.Generator,
        means: Means,
        *,
        fraction: float,
    ) -> None:
        super().__init__(place, inputs, units, scale, rng)
        self.means, self._fraction = means, fraction
        self._function = means.function(self.NAME)

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return x times the weights that are left, plus b."""
        self._x, self.mask = x, None
        w, b = self.parameters.values()
        self._left = w
        if training:
            given = self._function(w, self._fraction, self.means.p, self.means.rng)
            out, mask = fit_tuple(given, 2, self.NAME, PAIR)
            self._left = fit_array(out, w.shape, self.NAME, "out")
            self.mask = fit_mask(mask, (w.shape,), self.NAME)
        return x @ self._left + b

    def backward(self, gradient: Array) -> Array:
        """Return gradient times the weights that were left; a dropped one has no gradient."""
        self.gradients = {"W": self._x.T @ gradient * self.mask, "b": gradient.sum(axis=0)}
        return gradient @ self._left.T


class DroppedBranch(Dropping):
    """A residual path around a branch that `drop_path` drops for whole examples."""

    NAME = called = "drop_path"

    def __init__(self, place: str, branch: list[Layer], means: Means) -> None:
        super().__init__(place)
        self.means = means
        self.branch = branch
        self._function = means.function(self.NAME)

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return x with the branch added where it was kept."""
        added = x
        for layer in self.branch:
            added = layer.forward(added, training=training)
        out = fit_array(self._function(x, added, self.means.p, training, self.means.rng), x.shape, self.NAME, "out")
        self.mask = self._seen(x, added, out) if training else None
        return out

    def _seen(self, x: Array, added: Array, out: Array) -> Array:
        """The examples to which something was added, for want of a mask; a branch of zeros counts as kept."""
        axes = tuple(range(1, x.ndim))
        seen = (out != x).any(axis=axes, keepdims=True) | ~added.any(axis=axes, keepdims=True)
        return np.asarray(seen)

    def backward(self, gradient: Array) -> Array:
        """Return the gradient of both paths; that of the branch has the factor 1 / (1 - p) where it was kept."""
        assert self.mask is not None  # noqa: S101 - only training goes backward
        through: Array = gradient * self.mask * (1 / (1 - self.means.p))
        for layer in reversed(self.branch):
            through = layer.backward(through)
        return np.add(gradient, through)
