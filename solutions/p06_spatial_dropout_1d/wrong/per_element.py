"""It looks as if every entry has a coin of its own, as in plain dropout. A feature is then missing at some
time steps and there at the next, where the network reads off what was taken away.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
