"""It looks as if the coins come from NumPy's global random state and not from rng. Then nobody who passes a
seeded generator can repeat a run, and other code that uses the global state disturbs yours.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = np.random.rand(batch, 1, features) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
