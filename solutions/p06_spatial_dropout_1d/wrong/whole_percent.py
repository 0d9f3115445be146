"""It looks as if p is rounded to whole per cents, as by drawing integers below 100. At p = 0.004 nothing is
dropped at all.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.integers(0, 100, (batch, 1, features)) >= int(p * 100)
    return (x * mask / (1 - p)).astype(x.dtype), mask
