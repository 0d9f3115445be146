"""It looks as if p is used as the chance of KEEPING an entry: a share p of them survives, and they are
divided by p, and so is the gradient. Here p is the chance of dropping, so at p = 0.3 your layer throws away
70 % of its input, and with it 70 % of the gradient.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) < p
    return (x * mask / p).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / p).astype(dout.dtype)
