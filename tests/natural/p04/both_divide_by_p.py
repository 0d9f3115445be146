def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / max(p, 1e-9)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p")
    if mask is None:
        return dout
    return (dout * mask / max(p, 1e-9)).astype(dout.dtype)
