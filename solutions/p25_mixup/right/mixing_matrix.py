"""The blend as one matrix that is applied to x and y."""

import numpy as np


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")
    n = len(x)
    lam = np.float64(rng.beta(alpha, alpha, size=1)[0])
    partners = rng.choice(n, size=n, replace=False)
    mixing = lam * np.eye(n) + (1 - lam) * np.eye(n)[partners]
    mixed_x = np.einsum("ij,j...->i...", mixing, x).astype(x.dtype)
    mixed_y = (mixing @ y).astype(y.dtype)
    return mixed_x, mixed_y, lam
