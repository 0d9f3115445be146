"""Layers without chance: each computes forward and backward in plain NumPy, in float64.

`forward(x, training)` gives the output for a batch, `backward(gradient)` the gradient for the last input. `parameters`
and `gradients` are arrays by name, in the order in which a layer was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Fields = Mapping[str, Any]
EPSILON = 1e-5
MOMENTUM = 0.1
"""The weight of a batch's statistics in the running ones (PyTorch's default)."""


class Layer:
    """A layer that has nothing to learn; `place` is its number in the network, such as `3` or `3.1`."""

    def __init__(self, place: str = "") -> None:
        self.place = place
        self.parameters: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.state: dict[str, Array] = {}
        self.needs_input_gradient = True

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return the output for a batch."""
        raise NotImplementedError

    def backward(self, gradient: Array) -> Array:
        """Return the gradient with respect to the last input, and keep those of the parameters."""
        raise NotImplementedError


class Dense(Layer):
    """x @ W + b along the last axis; initial weights by He et al. (2015) or Glorot and Bengio (2010)."""

    def __init__(self, place: str, inputs: int, units: int, scale: float, rng: np.random.Generator) -> None:
        super().__init__(place)
        self.parameters = {"W": rng.standard_normal((inputs, units)) * scale, "b": np.zeros(units)}

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return x @ W + b."""
        del training
        self._x = x
        return x @ self.parameters["W"] + self.parameters["b"]

    def backward(self, gradient: Array) -> Array:
        """Return gradient @ W.T."""
        rows, x = gradient.reshape(-1, gradient.shape[-1]), self._x.reshape(-1, self._x.shape[-1])
        self.gradients = {"W": x.T @ rows, "b": rows.sum(axis=0)}
        return gradient @ self.parameters["W"].T if self.needs_input_gradient else gradient


class Convolution(Layer):
    """A square kernel slid over maps, without padding, one step at a time (as PyTorch's Conv2d)."""

    def __init__(
        self, place: str, channels_in: int, channels: int, size: int, scale: float, rng: np.random.Generator
    ) -> None:
        super().__init__(place)
        kernel = rng.standard_normal((channels, channels_in, size, size)) * scale
        self.parameters = {"W": kernel, "b": np.zeros(channels)}

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return the maps of the kernel's responses."""
        del training
        kernel = self.parameters["W"]
        self._patches, self._shape = self._unfolded(x, kernel.shape[-1]), x.shape
        out = self._patches @ kernel.reshape(len(kernel), -1).T + self.parameters["b"]
        return out.transpose(0, 3, 1, 2)

    def backward(self, gradient: Array) -> Array:
        """Return the gradient with respect to the maps: each patch's share is added where the patch was taken."""
        kernel = self.parameters["W"]
        by_place = gradient.transpose(0, 2, 3, 1)
        rows = by_place.reshape(-1, len(kernel))
        products = rows.T @ self._patches.reshape(len(rows), -1)
        self.gradients = {"W": products.reshape(kernel.shape), "b": rows.sum(axis=0)}
        return self._folded(by_place @ kernel.reshape(len(kernel), -1)) if self.needs_input_gradient else gradient

    @staticmethod
    def _unfolded(x: Array, size: int) -> Array:
        """Every patch as a row: (batch, rows, columns, channels * size * size)."""
        windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
        batch, channels, rows, columns = windows.shape[:4]
        return windows.transpose(0, 2, 3, 1, 4, 5).reshape(batch, rows, columns, channels * size * size)

    def _folded(self, patches: Array) -> Array:
        size, (batch, rows, columns, _) = self.parameters["W"].shape[-1], patches.shape
        shaped = patches.reshape(batch, rows, columns, self._shape[1], size, size)
        gradient = np.zeros(self._shape)
        for i in range(size):
            for j in range(size):
                gradient[:, :, i : i + rows, j : j + columns] += shaped[..., i, j].transpose(0, 3, 1, 2)
        return gradient


class Flatten(Layer):
    """All values of an example in a row."""

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return x with two axes."""
        del training
        self._shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, gradient: Array) -> Array:
        """Return the gradient in the shape of the input."""
        return gradient.reshape(self._shape)


class Relu(Layer):
    """max(x, 0)."""

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return max(x, 0)."""
        del training
        self._is_positive = x > 0
        return np.maximum(x, 0)

    def backward(self, gradient: Array) -> Array:
        """Return the gradient where the input was above 0."""
        return np.multiply(gradient, self._is_positive)


class Sigmoid(Layer):
    """1 / (1 + exp(-x))."""

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return 1 / (1 + exp(-x))."""
        del training
        self._out = 1 / (1 + np.exp(-x))
        return self._out

    def backward(self, gradient: Array) -> Array:
        """Return gradient * out * (1 - out)."""
        return gradient * self._out * (1 - self._out)


class Tanh(Layer):
    """The hyperbolic tangent."""

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return tanh(x)."""
        del training
        self._out = np.tanh(x)
        return self._out

    def backward(self, gradient: Array) -> Array:
        """Return gradient * (1 - out^2)."""
        return np.asarray(gradient * (1 - self._out**2))


class BatchNorm(Layer):
    """Each feature normalised by the batch in training, by running statistics at evaluation (Ioffe and Szegedy, 2015).

    A feature of maps is a channel, of a sequence or of units the last axis.
    """

    def __init__(self, place: str, features: int, axes: int) -> None:
        super().__init__(place)
        self.is_frozen = False
        self._axes = (0, 2, 3) if axes == 4 else tuple(range(axes - 1))  # noqa: PLR2004 - maps
        self._shape = (1, features, 1, 1) if axes == 4 else (features,)  # noqa: PLR2004
        self.parameters = {"gamma": np.ones(features), "beta": np.zeros(features)}
        self.state = {"mean": np.zeros(features), "var": np.ones(features)}

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return the normalised batch, and in training update the running statistics."""
        if training and not self.is_frozen:
            mean, var = x.mean(axis=self._axes), x.var(axis=self._axes)
            count = x.size // mean.size
            unbiased = var * (count / max(count - 1, 1))
            for name, now in (("mean", mean), ("var", unbiased)):
                self.state[name] = (1 - MOMENTUM) * self.state[name] + MOMENTUM * now
        else:
            mean, var = self.state["mean"], self.state["var"]
        self._root = np.sqrt(var + EPSILON).reshape(self._shape)
        self._normal = (x - mean.reshape(self._shape)) / self._root
        return np.asarray(self._normal * self._shaped("gamma") + self._shaped("beta"))

    def backward(self, gradient: Array) -> Array:
        """Return the gradient through the batch's own mean and variance."""
        count = gradient.size // self.parameters["beta"].size
        beta = gradient.sum(axis=self._axes)
        gamma = (gradient * self._normal).sum(axis=self._axes)
        self.gradients = {"gamma": gamma, "beta": beta}
        shared = beta.reshape(self._shape) / count + self._normal * (gamma.reshape(self._shape) / count)
        return np.asarray((gradient - shared) * self._shaped("gamma") / self._root)

    def _shaped(self, name: str) -> Array:
        return self.parameters[name].reshape(self._shape)
