"""It looks as if the factor is applied twice, for example once to the mask and once to the output. The
average of the output is then larger than x, by as much as one factor.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    scaled = mask / (1 - p)
    return (x * scaled / (1 - p)).astype(x.dtype), mask
