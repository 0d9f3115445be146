"""It looks as if x is multiplied by 1 - p at evaluation. That belongs to the older variant, which does not
scale in training; here the survivors were scaled already, and the two together make every prediction too
small.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
