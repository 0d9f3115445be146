"""The sum of x and a branch at evaluation, and the mistakes that change it."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.arrays import NEAR, agrees, expect_array
from dropgrade.checks.dropout.function import some_zeros
from dropgrade.checks.dropout.mistaken_factors import evaluation_mistakes
from dropgrade.checks.failure import Array

EPSILON = 1e-3
"""How much the small number that layer norms add to a variance may change their output."""


def normalised(x: Array) -> Array:
    """Return each token's features with mean 0 and variance 1, as after a layer norm."""
    return np.asarray((x - x.mean(axis=-1, keepdims=True)) / x.std(axis=-1, keepdims=True))


def expect_sum(out: object, x: Array, branch: Array, p: float) -> None:
    """Expect x + branch at evaluation, where x and branch have no zeros."""
    like = isinstance(out, np.ndarray) and out.shape == x.shape
    drops = like and (some_zeros(out) or some_zeros(out - x))
    sums = evaluation_mistakes(out, p, lambda f: x + branch * f, lambda f: (x + branch) * f, drops=drops)
    alone = evaluation_mistakes(out, p, lambda f: branch * f)
    known = {
        "nothing_at_evaluation": out is None,
        **dict.fromkeys(["skips_at_evaluation", "leaves_sublayer_out"], agrees(out, x)),
        **dict.fromkeys(["forgets_skip", "no_residual"], agrees(out, branch) or any(alone.values())),
        "adds_layer_norm": agrees(out, normalised(x + branch), EPSILON),
    }
    what = f"out at evaluation, at p = {p}"
    expect_array(out, x + branch, what=what, rtol=NEAR, mistakes=sums | known)
