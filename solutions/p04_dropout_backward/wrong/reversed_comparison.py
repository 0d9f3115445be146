"""It looks as if the comparison that makes the mask points the wrong way: entries are kept with probability
p, although the factor is the one for keeping 1 - p. Uniform numbers fall below p with probability p: which
side of the comparison should survive?
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) < p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
