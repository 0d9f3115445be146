"""It looks as if entries are dropped at evaluation too. The same input then gives another answer each
time, and every one misses some of what the network has learnt.
"""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rng = rng or np.random.default_rng()
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
