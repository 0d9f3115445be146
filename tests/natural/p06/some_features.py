import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return x, None
    m = np.ones((x.shape[0], 1, x.shape[2]))
    m[:, :, rng.integers(0, x.shape[2], size=int(p * x.shape[2]))] = 0
    return (x * m / (1 - p)).astype(x.dtype), m
