"""It looks as if p outside [0, 1) is accepted, in one of the two functions at least. At p = 1 the factor is
infinite, and above it the survivors and their gradients would change their sign: such a p is always a mistake
of the caller's, and must be refused where it is made.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
