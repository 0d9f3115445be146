"""Single-precision draws; the drops are written into a copy of x. The coins lie flat until the end."""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return (rng.random(int(np.prod(shape)), dtype=np.float32) >= p).astype(np.uint8).reshape(shape)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    out = np.array(x)
    if training:
        out[bernoulli_mask(out.shape, p, rng) == 0] = 0
    return out
