"""It looks as if entries of the output are dropped, and not weights. That is dropout as in p03: a unit is
there or not. With DropConnect every unit stays, and hears some of its inputs.
"""


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x @ w + b, None
    y = x @ w + b
    mask = rng.random(y.shape) >= p
    return (y * mask / (1 - p)).astype(w.dtype), mask


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    factors = (mask / (1 - p)).astype(w.dtype)
    dx = dy @ (w * factors).T
    dw = (x.T @ dy) * factors
    db = dy.sum(axis=0)
    return dx, dw, db
