"""It looks as if nothing is dropped in training: every feature survives. A frequent cause is precedence:
`rng.random(shape) < (1 - p) / (1 - p)` compares with 1.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) < (1 - p) / (1 - p)
    return (x * mask).astype(x.dtype), mask
