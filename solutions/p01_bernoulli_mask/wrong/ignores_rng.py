"""It looks as if the coins do not come from rng but from a source of your own, such as NumPy's global random
state. Then nobody who passes a seeded generator can repeat a run, and other code that uses the global state
disturbs yours.
"""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return np.random.rand(*shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
