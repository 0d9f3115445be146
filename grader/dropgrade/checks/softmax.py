"""Softmax and cross-entropy, and how mistakes change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.checks.readings import Changes

Axes = int | tuple[int, ...] | None
"""One axis, several, or all."""


def softmax(scores: Array, axis: Axes = -1) -> np.ndarray[Any, Any]:
    """Return probabilities in the shape of the scores, which may have any size; a single number becomes 1."""
    return np.asarray(np.exp(log_softmax(scores, axis)))


def log_softmax(scores: Array, axis: Axes = -1) -> np.ndarray[Any, Any]:
    """Return the logarithms of these probabilities, which are finite for scores of any size."""
    scores = np.asarray(scores)
    if not scores.ndim:
        return np.zeros(())
    less = scores - scores.max(axis=axis, keepdims=True)
    return np.asarray(less - np.log(np.exp(less).sum(axis=axis, keepdims=True)))


def _mean_loss(products: Array) -> Any:  # noqa: ANN401 - a number, which mistakes turn into an array
    return -products.sum(axis=1).mean()


def cross_entropy(
    labels: Array,
    logits: Array,
    *,
    logarithm: Callable[[Array], Array] = log_softmax,
    total: Callable[[Array], Any] = _mean_loss,
) -> Any:  # noqa: ANN401
    """Return the mean over the batch of -sum(labels * log softmax(logits)); both are (samples, classes)."""
    return total(labels * logarithm(logits))


CROSS_ENTROPIES: Final[dict[str, Changes]] = {
    "softmax_over_the_batch": {"logarithm": lambda z: log_softmax(z, axis=0)},
    "softmax_over_everything": {"logarithm": lambda z: log_softmax(z, axis=None)},
    "softmax_twice": {"logarithm": lambda z: log_softmax(softmax(z))},
    "no_softmax": {"logarithm": lambda z: z},
    "probabilities_not_logged": {"logarithm": softmax},
    "bits_for_nats": {"logarithm": lambda z: log_softmax(z) / np.log(2)},
    "sums_over_the_batch": {"total": lambda h: -h.sum()},
    "averages_over_classes": {"total": lambda h: -h.mean()},
    "no_minus": {"total": lambda h: -_mean_loss(h)},
    "loss_per_sample": {"total": lambda h: -h.sum(axis=1)},
}
"""How mistakes change `cross_entropy`."""
