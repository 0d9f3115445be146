"""The entropy of probabilities, and how mistakes change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.checks.readings import Changes


def plogp(p: Array) -> np.ndarray[Any, Any]:
    """Return p log p, entry by entry, where 0 log 0 = 0."""
    return np.asarray(p * np.log(np.where(p > 0, p, 1)))


def entropy(
    p: Array,
    *,
    term: Callable[[Array], Array] = lambda p: -plogp(p),
    total: Callable[[Array], Any] = lambda h: h.sum(axis=-1),
    unit: Callable[[int], float] = lambda _: 1.0,
) -> Any:  # noqa: ANN401 - an array, which mistakes turn into a number
    """Return the entropies of probabilities along the last axis, in nats."""
    return total(term(p)) / unit(p.shape[-1])


ENTROPIES: Final[dict[str, Changes]] = {
    "no_minus": {"term": plogp},
    "binary_entropy": {"term": lambda p: -plogp(p) - plogp(1 - p)},
    "averages_over_classes": {"total": lambda h: h.mean(axis=-1)},
    "keeps_class_axis": {"total": lambda h: h.sum(axis=-1, keepdims=True)},
    "sums_over_inputs": {"total": lambda h: h.sum(axis=-2)},
    "bits_for_nats": {"unit": lambda _: np.log(2)},
    "log10_for_natural": {"unit": lambda _: np.log(10)},
    "divides_by_log_k": {"unit": np.log},
}
"""How mistakes change `entropy`."""
