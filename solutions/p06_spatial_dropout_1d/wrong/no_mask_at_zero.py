"""It looks as if training at p = 0 returns None for the mask, as evaluation does. Nothing is dropped there either,
but coins were thrown, and all of them fell the same way: a caller who counts the survivors, or multiplies by the
mask, finds no array.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training or p == 0:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
