"""It looks as if exactly a share p of the entries is dropped in every call, as by choosing or shuffling
indices. Dropout throws independent coins, so the number of survivors varies from call to call.
"""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.permutation(np.arange(x.size) >= round(p * x.size)).reshape(x.shape)
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
