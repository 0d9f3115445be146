"""It looks as if p outside [0, 1) is accepted. At p = 1 the factor 1 / (1 - p) is infinite, and above it
survivors would change their sign: such a p is always a mistake of the caller's, and must be refused where
it is made.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
