"""It looks as if nothing is dropped in training: every entry survives. A frequent cause is precedence:
`rng.random(x.shape) < (1 - p) / (1 - p)` compares with 1.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) < (1 - p) / (1 - p)
    return x * mask, mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
