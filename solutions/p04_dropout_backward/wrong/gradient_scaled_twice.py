"""It looks as if the backward pass applies the factor twice, for example once to the mask and once to the
product. The mask that you are given is not scaled, and every survivor was scaled just once on the way
forward.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    scaled = mask / (1 - p)
    return (dout * scaled / (1 - p)).astype(dout.dtype)
