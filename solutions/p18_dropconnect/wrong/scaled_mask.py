"""It looks as if the mask that you return carries the factor already. The statement asks for 0 and 1: a
backward pass that is given this mask applies the factor, and would then apply it twice.
"""


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x @ w + b, None
    mask = (rng.random(w.shape) >= p) / (1 - p)
    kept = (w * mask).astype(w.dtype)
    return x @ kept + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    factors = mask.astype(w.dtype)
    dx = dy @ (w * factors).T
    dw = (x.T @ dy) * factors
    db = dy.sum(axis=0)
    return dx, dw, db
