"""It looks as if the comparison that makes the mask points the wrong way: features are kept with
probability p, although the factor is the one for keeping 1 - p. Uniform numbers fall below p with
probability p: which side should survive?
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) < p
    return (x * mask / (1 - p)).astype(x.dtype), mask
