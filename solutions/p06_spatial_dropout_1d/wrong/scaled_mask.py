"""It looks as if the mask that you return carries the factor already. The statement asks for 0 and 1:
whoever uses this mask applies the factor, and would then apply it twice.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = (rng.random((batch, 1, features)) >= p) / (1 - p)
    return (x * mask).astype(x.dtype), mask
