"""It looks as if the survivors are scaled by the share of the features that happened to survive in this
draw, in place of the share that is expected. Every factor then depends on all the other coins, and the
output is not x * mask / (1 - p).
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask * (mask.size / max(mask.sum(), 1))).astype(x.dtype), mask
