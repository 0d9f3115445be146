"""Is a coroutine, which nobody awaits."""

import numpy as np


async def inverted_dropout(x, p, training=True, rng=None):
    return x, np.ones_like(x)
