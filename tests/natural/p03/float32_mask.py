import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= p).astype(np.float32)
    scaled = mask * (1 / (1 - p))
    return (x * scaled).astype(x.dtype), mask
