"""The mask carries the factor, and draws a float32 gradient to float64."""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= p) / (1 - p)
    return (x * mask).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return dout * mask
