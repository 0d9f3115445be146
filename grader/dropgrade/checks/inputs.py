"""Inputs that make every mistake visible."""

from __future__ import annotations

from typing import Any

import numpy as np


def probe(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: type[np.floating[Any]] = np.float64
) -> np.ndarray[Any, Any]:
    """Return irregular values in [1, 2), so that a zero in the output can only come from a drop.

    The factors computed from such an input are exact, and no two entries are equal.
    """
    return (1.0 + rng.random(shape) * 0.999).astype(dtype)  # float32 must not round up to 2
