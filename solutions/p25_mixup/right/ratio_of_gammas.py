"""Beta as a share of two gammas, and partners by sorting random numbers."""

import numpy as np


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be positive")
    a, b = rng.standard_gamma(max(alpha, 1e-12), size=2)
    lam = float(a / (a + b)) if a + b > 0 else float(rng.integers(2))
    partner = np.argsort(rng.random(x.shape[0]))

    def blend(rows):
        return (rows * lam + np.take(rows, partner, axis=0) * (1.0 - lam)).astype(rows.dtype)

    return blend(x), blend(y), lam
