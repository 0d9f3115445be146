"""It looks as if the coins come from NumPy's global random state and not from rng. Then nobody who passes
a seeded generator can repeat a run, and other code that uses the global state disturbs yours.
"""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = np.random.rand(*x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
