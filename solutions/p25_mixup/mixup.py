"""mixup: the reference."""

import numpy as np


def mixup(x, y, alpha, rng):
    """Return (mixed_x, mixed_y, lam): one weight and one permutation for the batch, inputs and labels alike.

    Zhang et al. (2018), section 2: the partners are the same batch in another order.
    """
    if alpha <= 0:
        raise ValueError("alpha must be above 0")
    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    mixed_x = lam * x + (1 - lam) * x[perm]
    mixed_y = lam * y + (1 - lam) * y[perm]
    return mixed_x, mixed_y, lam
