"""It looks as if float32 input comes back as float64, because a float64 mask or random array was multiplied
in. Networks are trained in float32 to halve memory and time: one such layer undoes that for everything
behind it.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = (rng.random((batch, 1, features)) >= p).astype(float)
    return x * mask / (1 - p), mask
