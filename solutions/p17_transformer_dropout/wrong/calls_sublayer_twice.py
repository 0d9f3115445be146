"""It looks as if sublayer is called twice in one call, for its shape or for each of the two modes
perhaps. That costs the time of another sublayer, and one that throws coins of its own gives something
else each time.
"""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    factors = drop(np.ones_like(sublayer(x)), p, training, rng)
    return x + sublayer(x) * factors


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
