"""It looks as if backward divides by 1 - p even where the mask is None. After an evaluation nothing was
dropped and nothing was scaled, so the output was x and the gradient for x is dout.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout / (1 - p)
    return (dout * mask / (1 - p)).astype(dout.dtype)
