"""It looks as if p is used as the chance of KEEPING a feature: a share p of them survives, and survivors
are divided by p. Here p is the chance of dropping, so at p = 0.3 your layer throws away 70 % of the
features.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) < p
    return (x * mask / p).astype(x.dtype), mask
